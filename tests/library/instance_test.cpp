// SPDX-License-Identifier: MIT
// Components of the plugin in C -> instances that compute.
#include "library/instance.hpp"
#include "library/problem.hpp"

#include "error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::library;
namespace fs = std::filesystem;

namespace {

const fs::path plugin = fs::path(THALWEG_TEST_PLUGINS) / "c_plugin.so";

struct Loaded {
    std::vector<std::string> lines;
    Library library{HostServices([this](int, std::string_view text) { lines.emplace_back(text); })};
    Loaded() { library.load(plugin); }
};

const std::vector<Value> bowl_values = {2.0, std::string("far"), std::vector<double>{0.25}};

} // namespace

TEST_CASE("library: finds components by kind and name, and loads a file once") {
    Loaded loaded;
    const Library &library = loaded.library;
    REQUIRE(library.component(Kind::objective, "c_bowl") != nullptr);
    CHECK(std::string(library.component(Kind::objective, "c_bowl")->title) == "A bowl in C");
    CHECK(library.component(Kind::optimizer, "c_bowl") == nullptr);
    CHECK(&loaded.library.load(plugin) == &loaded.library.load(plugin.parent_path() / "." / "c_plugin.so"));
}

TEST_CASE("objective: is made with its values and described") {
    const Loaded loaded;
    const ObjectiveInstance bowl(loaded.library,
                                 {.component = "c_bowl", .parameters = bowl_values, .dimension = 3});
    const Problem problem = bowl.description();
    CHECK(problem.dim == 3);
    CHECK(problem.caps == (THALWEG_W_F | THALWEG_W_G | THALWEG_OBJ_HAS_FOPT | THALWEG_OBJ_HAS_XOPT));
    CHECK(problem.f_opt == 0.0);
    CHECK(problem.minimizers == std::vector<std::vector<double>>{{3, 3, 3}});
    CHECK(problem.start == std::vector<double>{2.5, 2.5, 2.5}); // far: 10 times corner[0]
    CHECK(problem.lower.empty());
    CHECK(problem.draws_starts);
    // 1000 seed + 10 index + i
    CHECK(bowl.draw_start(4, 7) == std::vector<double>{7040, 7041, 7042});
}

TEST_CASE("objective: evaluates through its vtable") {
    const Loaded loaded;
    const ObjectiveInstance bowl(loaded.library, {.component = "c_bowl", .parameters = bowl_values});
    alignas(64) const double x[] = {4.0, 1.0};
    alignas(64) double g[2], f = 0;
    thalweg_eval request{};
    request.struct_size = sizeof(request);
    request.want = THALWEG_W_F | THALWEG_W_G;
    request.n_points = 1;
    request.dim = request.ld = 2;
    request.x = x;
    request.f = &f;
    request.g = g;
    REQUIRE(bowl.vtable().eval(bowl.self(), &request, nullptr) == THALWEG_OK);
    CHECK(f == 10.0); // 2 ((4-3)² + (1-3)²)
    CHECK(g[0] == 4.0);
    CHECK(g[1] == -8.0);
}

TEST_CASE("objective: a refusal carries the plugin's reason") {
    const Loaded loaded;
    try {
        const ObjectiveInstance bowl(loaded.library,
                                     {.component = "c_bowl", .parameters = bowl_values, .dimension = 13});
        FAIL("accepted");
    } catch (const Errors &errors) {
        CHECK(errors.list[0].what == "objective \"c_bowl\" failed in create");
        CHECK(errors.list[0].why == "13 dimensions bring bad luck");
        CHECK(errors.list[0].exit == Exit::wrong);
    }
    CHECK_THROWS_WITH(
        ObjectiveInstance(loaded.library, {.component = "c_descent", .parameters = bowl_values}),
        "there is no objective \"c_descent\" in the plugins that are loaded");
}

TEST_CASE("optimizer: is made, reset, moved and changed") {
    const Loaded loaded;
    const std::vector<Value> values = {0.25};
    const OptimizerInstance descent(loaded.library,
                                    {.component = "c_descent", .parameters = values, .dimension = 2});
    CHECK(loaded.lines == std::vector<std::string>{"descent made"});
    double x[] = {1.0, 2.0}, g[] = {4.0, -8.0};
    thalweg_run_info info{};
    info.struct_size = sizeof(info);
    info.x0 = x;
    descent.reset(info);

    REQUIRE(descent.vtable().update(descent.self(), x, g, nullptr) == THALWEG_OK);
    CHECK(x[0] == 0.0); // 1 - 0.25 * 4
    CHECK(x[1] == 4.0); // 2 + 0.25 * 8
    descent.set_parameter(0, Value(0.5));
    REQUIRE(descent.vtable().update(descent.self(), x, g, nullptr) == THALWEG_OK);
    CHECK(x[0] == -2.0);

    double metrics[2];
    descent.vtable().get_metrics(descent.self(), metrics);
    CHECK(metrics[0] == 2.0); // updates
    CHECK(metrics[1] == 2.0); // the one block of the layout that it got spans both coordinates

    info.horizon = 666;
    CHECK_THROWS_WITH(descent.reset(info), "optimizer \"c_descent\" failed in reset");
}

TEST_CASE("layout: blocks cover x once, and their sizes are numbers") {
    const auto fault = [](std::vector<thalweg_block> blocks, std::uint64_t dim) {
        std::vector<const thalweg_block *> pointers;
        for (const thalweg_block &block : blocks)
            pointers.push_back(&block);
        const thalweg_layout layout{sizeof layout, 0, pointers.size(), pointers.data()};
        return thalweg::library::find_layout_fault(&layout, dim);
    };
    const auto block = [](std::uint64_t offset, std::uint64_t rows, std::uint64_t columns) {
        return thalweg_block{sizeof(thalweg_block), 0, "w", offset, 2, {rows, columns, 1, 1}};
    };
    CHECK(fault({block(0, 2, 3), block(6, 1, 4)}, 10) == "");
    CHECK(fault({block(0, 2, 3)}, 10) == "its layout covers 6 of 10 coordinates");
    CHECK(fault({block(0, 2, 3), block(5, 1, 4)}, 10) == "block 1 of its layout begins at 5 instead of 6");
    const std::string no_size =
        "block 0 of its layout has no size: a number of its shape is 0, or their product is too large";
    CHECK(fault({block(0, std::uint64_t{1} << 32, std::uint64_t{1} << 32), block(0, 1, 12)}, 12) ==
          no_size); // 2^64 is 0
    CHECK(fault({block(0, 0, 5), block(0, 1, 12)}, 12) == no_size);
}
