// SPDX-License-Identifier: MIT
// What the C++ face promises to plugin authors: structs become components, exceptions become codes.
#include "examples.hpp"

#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

THALWEG_PLUGIN(examples::Bowl, examples::Count, examples::Drawer, examples::Thrower, examples::Averager,
               examples::Halver, examples::Curious, examples::Starter)

using namespace thalweg::testing;

namespace {

const thalweg_component &example(std::string_view name) {
    const thalweg_module &module = *thalweg_module_v1();
    for (std::size_t i = 0; i < module.n_components; ++i)
        if (module.components[i]->name == name)
            return *module.components[i];
    throw std::invalid_argument("no example " + std::string(name));
}

/// The code and the reason that a call failed with.
template <class Call> std::pair<thalweg_status, std::string> failure(Call &&call) {
    try {
        call();
    } catch (const Failed &failed) {
        return {failed.code, failed.what()};
    }
    return {THALWEG_OK, ""};
}

using Failure = std::pair<thalweg_status, std::string>;

Failure failure_of_thrower(std::string_view what) {
    const Objective bowl(example("bowl"));
    const Oracle oracle(bowl);
    Optimizer thrower(example("thrower"), {1.0, 2.0}, {{"what", what}});
    return failure([&] { thrower.step(oracle); });
}

thalweg_optimizer_vt table(std::string_view name) {
    return *static_cast<const thalweg_optimizer_vt *>(example(name).vtable);
}

} // namespace

TEST_CASE("face: exceptions become codes, and their text the reason") {
    CHECK(failure_of_thrower("nothing") == Failure(THALWEG_OK, ""));
    CHECK(failure_of_thrower("memory") == Failure(THALWEG_E_NOMEM, "out of memory"));
    CHECK(failure_of_thrower("argument") == Failure(THALWEG_E_INVALID_ARG, "argument of mine"));
    CHECK(failure_of_thrower("error") == Failure(THALWEG_E_FAIL, "error of mine"));
    CHECK(failure_of_thrower("number") == Failure(THALWEG_E_FAIL, "an exception that is no std::exception"));
}

TEST_CASE("face: a reason is cut to the caller's buffer") {
    const auto vt = table("thrower");
    const auto values = values_of(example("thrower"), {{"what", "error"}});
    void *self = nullptr;
    REQUIRE(vt.create(nullptr, values.data(), 1, nullptr, 1, &self, nullptr) == THALWEG_OK);
    char text[6] = "?????";
    thalweg_error error{sizeof error, 0, 6, text};
    const thalweg_oracle oracle{};
    CHECK(vt.step(self, &oracle, nullptr, nullptr, &error) == THALWEG_E_FAIL);
    CHECK(error.code == THALWEG_E_FAIL);
    CHECK(std::string(text) == "error"); // "error of mine"
    vt.destroy(self);
}

TEST_CASE("face: a status that step returns reaches the host") {
    const Objective bowl(example("bowl"));
    const Oracle oracle(bowl);
    Optimizer thrower(example("thrower"), {1.0, 2.0});
    CHECK(thrower.step(oracle) == THALWEG_CONVERGED);
}

TEST_CASE("face: a refusal by the oracle passes through the optimizer with its code") {
    const Objective bowl(example("bowl"));
    const Oracle oracle(bowl, 2); // halver asks for a value before the loop and one in each round
    Optimizer halver(example("halver"), {8.0, 16.0});
    CHECK(failure([&] { halver.run(oracle); }).first == THALWEG_E_BUDGET);
    CHECK(oracle.requests() == 2);
    CHECK(oracle.reported() == std::vector<std::vector<double>>{{4.0, 8.0}});
}

TEST_CASE("face: an optimizer that owns its loop reports its iterates and returns f") {
    const Objective bowl(example("bowl"));
    const Oracle oracle(bowl);
    Optimizer halver(example("halver"), {8.0, 16.0});
    CHECK(halver.run(oracle) == THALWEG_OK);
    CHECK(oracle.reported() == std::vector<std::vector<double>>{{4, 8}, {2, 4}, {1, 2}});
    CHECK(halver.x()[1] == 2);

    thalweg::Vector x{8, 16};
    double f = 0;
    CHECK(table("halver").run(halver.self(), oracle, x.data(), &f, nullptr) == THALWEG_OK);
    CHECK(f == 15); // 1 + 1 * 2 + 3 * 4
}

TEST_CASE("face: exactly one of update, step and run is offered, by the struct's shape") {
    const auto rule = table("averager"), iteration = table("thrower"), loop = table("halver");
    CHECK((rule.update && !rule.step && !rule.run));
    CHECK((!iteration.update && iteration.step && !iteration.run));
    CHECK((!loop.update && !loop.step && loop.run));
}

TEST_CASE("face: a rule needs the gradient, others what they say") {
    CHECK(table("averager").needs == THALWEG_W_G);
    CHECK(table("halver").needs == THALWEG_W_F);
    CHECK(table("thrower").needs == 0);
    CHECK(table("curious").needs == (THALWEG_W_F | THALWEG_W_G | THALWEG_W_H));
    CHECK(table("averager").flags == THALWEG_OPT_NEEDS_F);
    CHECK(table("starter").flags == 0);
}

TEST_CASE("face: metrics and solution are shown as they are after the last step") {
    Optimizer averager(example("averager"), {1.0}, {{"rate", 0.25}});
    const thalweg::Vector g{4};
    const double f = 7;
    thalweg::Vector x{1}, scratch = g, out{0};
    CHECK(averager.table().update(averager.self(), x.data(), scratch.data(), &f) == THALWEG_OK);
    CHECK(x[0] == 0); // 1 - 4/4
    CHECK(averager.metrics() == std::vector<double>{7, 1});
    CHECK(averager.table().solution(averager.self(), x.data(), out.data()) == THALWEG_OK);
    CHECK(out[0] == 0.5); // (1 + 0) / 2
    CHECK(std::string(averager.table().metrics[1]->key) == "steps");
    CHECK(std::string(averager.table().metrics[1]->unit) == "1");
}

TEST_CASE("face: set_param changes a parameter between steps and reset brings it back") {
    Optimizer averager(example("averager"), {1.0}, {{"rate", 0.25}});
    const double f = 0;
    const auto moved = [&] {
        thalweg::Vector x{1}, g{4};
        averager.table().update(averager.self(), x.data(), g.data(), &f);
        return 1 - x[0];
    };
    CHECK(moved() == 1);
    averager.set({"rate", 0.5});
    CHECK(moved() == 2);
    averager.reset();
    CHECK(moved() == 1);
}

TEST_CASE("face: set_param refuses a parameter that does not change between steps") {
    Optimizer averager(example("averager"), {1.0});
    const Failure expected(THALWEG_E_INVALID_ARG, "this parameter does not change between steps");
    CHECK(failure([&] { averager.set({"fixed", 0.5}); }) == expected);
    CHECK(table("halver").set_param == nullptr);
}

TEST_CASE("face: parameters are described with default, range, unit and choices") {
    const thalweg_component &averager = example("averager"), &count = example("count"),
                            &thrower = example("thrower");
    REQUIRE(averager.n_params == 2);
    const thalweg_param &rate = *averager.params[0], &fixed = *averager.params[1];
    CHECK(rate.flags == (THALWEG_P_LOG | THALWEG_P_PER_STEP));
    CHECK(rate.def.u.f == 0.5);
    CHECK((rate.lo.type == THALWEG_T_F64 && rate.lo.u.f == 0 && rate.hi.type == THALWEG_T_NONE));
    CHECK((fixed.hi.u.f == 2 && fixed.flags == 0));
    CHECK(std::string(count.params[0]->unit) == "m");
    CHECK(count.params[0]->flags == (THALWEG_P_MIN_OPEN | THALWEG_P_LOG));
    CHECK(thrower.params[0]->def.type == THALWEG_T_CHOICE);
    CHECK(std::string(thrower.params[0]->choices[3]) == "error");
}

TEST_CASE("face: a component carries its version, source and tags, and sensible ones where it has none") {
    CHECK(std::string(example("averager").version) == "3");
    CHECK(std::string(example("averager").citation) == "made up");
    CHECK(std::string(example("averager").tags[1]) == "test");
    CHECK(std::string(example("halver").version) == "1");
    CHECK(example("halver").citation == nullptr);
    CHECK(example("halver").tags == nullptr);
}

TEST_CASE("face: a wrong number of values is refused") {
    const thalweg_value value{};
    void *self = nullptr;
    CHECK(table("averager").create(nullptr, &value, 1, nullptr, 1, &self, nullptr) == THALWEG_E_INVALID_ARG);
    CHECK(self == nullptr);
}

TEST_CASE("face: an objective tells caps, dimensions and its known minimum") {
    const auto &vt = *static_cast<const thalweg_objective_vt *>(example("bowl").vtable);
    CHECK(vt.caps == (THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV));
    CHECK((vt.default_dim == 2 && vt.min_dim == 2 && vt.max_dim == 2));
    const Objective bowl(example("bowl"));
    CHECK(bowl.problem().caps == (vt.caps | THALWEG_OBJ_HAS_FOPT | THALWEG_OBJ_HAS_XOPT));
    CHECK((bowl.problem().n_xopt == 1 && bowl.problem().xopt[1] == 0 && bowl.problem().x0[1] == 2));
    CHECK(bowl.problem().lower == nullptr);
    const Objective count(example("count"), {{"scale", 1.5}}, 4);
    CHECK(count.value(std::vector<double>(4)) == 6);
    CHECK(count.problem().caps == THALWEG_W_F);
    CHECK(std::isnan(count.problem().f_opt));
}

TEST_CASE("face: describe writes no further than the host's struct") {
    const auto &vt = *static_cast<const thalweg_objective_vt *>(example("bowl").vtable);
    void *self = nullptr;
    REQUIRE(vt.create(nullptr, nullptr, 0, 2, 0, &self, nullptr) == THALWEG_OK);
    thalweg_problem problem;
    std::memset(&problem, 0x5a, sizeof problem);
    problem.struct_size = offsetof(thalweg_problem, n_samples);
    CHECK(vt.describe(self, &problem, nullptr) == THALWEG_OK);
    CHECK(problem.dim == 2);
    CHECK(problem.n_samples == 0x5a5a5a5a5a5a5a5a);
    vt.destroy(self);
}

namespace {
/// Says it is defined in any dimension from 2, and gives its points in two.
struct Short {
    double value(thalweg::ConstSpan) const { return 0; }
    thalweg::Problem problem(std::size_t) const { return {.start = {-1.2, 1}, .region_lower = {-2, -2}}; }
};
} // namespace

TEST_CASE("face: points of another length than the dimension make no instance") {
    const thalweg::face::ObjectiveFace<Short> face;
    char text[200] = {};
    thalweg_error error{sizeof error, 0, sizeof text, text};
    void *self = nullptr;
    CHECK(face.vtable.create(nullptr, nullptr, 0, 3, 0, &self, &error) == THALWEG_E_FAIL);
    CHECK(std::string(text) == "start of problem() has 2 numbers in dimension 3");
    CHECK(self == nullptr);
    REQUIRE(face.vtable.create(nullptr, nullptr, 0, 2, 0, &self, &error) == THALWEG_OK);
    face.vtable.destroy(self);
}

TEST_CASE("face: a dimension that problem refuses makes no instance") {
    CHECK(failure([] { Objective(example("count"), {}, 10); }) ==
          Failure(THALWEG_E_INVALID_ARG, "more than nine"));
}

TEST_CASE("face: what an objective lacks is refused") {
    const Objective count(example("count"), {}, 2);
    CHECK(failure([&] { count.gradient(std::vector<double>{1, 2}); }).first == THALWEG_E_UNSUPPORTED);
    const Objective bowl(example("bowl"));
    thalweg_eval request{};
    request.want = THALWEG_W_F;
    request.n_points = 2;
    CHECK(bowl.evaluate(request) == THALWEG_E_UNSUPPORTED);
}

TEST_CASE("face: the oracle hands an iteration f, g, H and Hv") {
    const Objective bowl(example("bowl"));
    const Oracle oracle(bowl);
    Optimizer curious(example("curious"), {1.0, 2.0});
    thalweg::Vector x{1, 2};
    double f = 0;
    CHECK(curious.table().step(curious.self(), oracle, x.data(), &f, nullptr) == THALWEG_OK);
    CHECK(f == 15); // 1 + 1 * 2 + 3 * 4
    CHECK(oracle.requests() == 2);
}

TEST_CASE(
    "face: a component's initialize is called by the module's init, and its exception refuses the module") {
    const thalweg_module &module = *thalweg_module_v1();
    REQUIRE(module.init);
    examples::initialized = 0;
    Reason reason;
    CHECK(module.init(nullptr, reason) == THALWEG_OK);
    CHECK(examples::initialized == 1);
    CHECK(failure([&] { reason.check(module.init(nullptr, reason)); }) ==
          Failure(THALWEG_E_FAIL, "only once"));
}

TEST_CASE("face: blocks become a layout, one after the other, row by row") {
    const thalweg::face::Layout layout({{.name = "w", .role = thalweg::Role::input, .shape = {3, 4}},
                                        {.name = "b", .role = thalweg::Role::bias, .shape = {4}}});
    const thalweg_layout &table = *layout.table();
    REQUIRE(table.n_blocks == 2);
    CHECK(table.blocks[0]->rank == 2);
    CHECK(table.blocks[0]->shape[1] == 4);
    CHECK(table.blocks[0]->role == THALWEG_ROLE_INPUT);
    CHECK(table.blocks[1]->offset == 12);
    CHECK(std::string(table.blocks[1]->name) == "b");
    CHECK(thalweg::face::Layout().table() == nullptr);
    CHECK_THROWS_AS(thalweg::face::Layout({{.name = "flat"}}), std::invalid_argument);
    CHECK_THROWS_AS(thalweg::face::Layout({{.shape = {1, 1, 1, 1, 1}}}), std::invalid_argument);
    CHECK_THROWS_AS(thalweg::face::Layout({{.shape = {4, 0}}}), std::invalid_argument);
    CHECK_THROWS_AS(thalweg::face::Layout({{.shape = {1ULL << 32, 1ULL << 32}}}), std::invalid_argument);
}

TEST_CASE("face: a decayed power goes from normal numbers to 0, and never stays between") {
    for (const double beta : {0.25, 0.9, 0.99}) {
        double p = 1;
        long steps = 0;
        for (; p > 0 && steps < 200000; ++steps) {
            CHECK(p >= std::numeric_limits<double>::min());
            p = thalweg::decayed(p, beta);
        }
        // beta^t = 2^-1022 at t = 708.4 / -ln(beta)
        CHECK(static_cast<double>(steps) == Approx(708.4 / -std::log(beta)).epsilon(0.01));
        CHECK(thalweg::decayed(p, beta) == 0);
    }
}

TEST_CASE("face: an objective with start(index, seed, x0) draws its starts, others have no such function") {
    const Objective drawer(example("drawer"));
    REQUIRE(drawer.table().start);
    thalweg::Vector x0(2);
    CHECK(drawer.table().start(drawer.self(), 3, 5, x0.data(), nullptr) == THALWEG_OK);
    CHECK(x0 == thalweg::Vector{3, 5});
    CHECK(drawer.table().start(drawer.self(), 9, 5, x0.data(), nullptr) == THALWEG_E_INVALID_ARG);
    CHECK_FALSE(Objective(example("bowl")).table().start);
}
