// SPDX-License-Identifier: MIT
// Plugins that are sound, in C, of yesterday and of tomorrow -> what the host knows of them.
#include "library/host_services.hpp"
#include "library/library.hpp"
#include "library/module.hpp"
#include "library/whole.hpp"

#include <catch2/catch.hpp>
#include <cfenv>
#include <clocale>
#include <filesystem>
#include <limits>

namespace {

using namespace thalweg;
using library::Kind;
using library::Module;
namespace fs = std::filesystem;

const fs::path folder = THALWEG_TEST_PLUGINS;

library::HostServices silent() {
    return library::HostServices([](int, std::string_view) {});
}

/// Half of the least normal number: 0 where arithmetic flushes to zero.
double denormal() {
    volatile double least = std::numeric_limits<double>::min();
    return least / 2;
}

} // namespace

TEST_CASE("a plugin in C: is loaded with all that it says") {
    const auto services = silent();
    const Module module(folder / "c_plugin.so", services.table());

    CHECK(module.plugin().path == (folder / "c_plugin.so").string());
    CHECK(module.plugin().name == "c_plugin");
    CHECK(module.plugin().version == "0.3");
    CHECK(module.plugin().build_info == "plain C");
    CHECK(module.notes().empty());
    REQUIRE(module.offers().size() == 2);

    const library::Component &bowl = module.offers()[0].description;
    CHECK(bowl.kind == Kind::objective);
    CHECK(bowl.name == "c_bowl");
    CHECK(bowl.version == "2");
    CHECK(bowl.title == "A bowl in C");
    CHECK(bowl.doc.empty());
    CHECK(bowl.tags == std::vector<std::string>{"convex", "separable"});
    CHECK(bowl.caps == (THALWEG_W_F | THALWEG_W_G));
    CHECK(bowl.default_dim == 2);
    CHECK(bowl.min_dim == 1);
    CHECK(bowl.max_dim == 100);

    const library::Component &descent = module.offers()[1].description;
    CHECK(descent.kind == Kind::optimizer);
    CHECK(descent.shape == library::Shape::update);
    CHECK(descent.needs == THALWEG_W_G);
    CHECK_FALSE(descent.has_solution);
    REQUIRE(descent.metrics.size() == 2);
    CHECK(descent.metrics[0].key == "updates");
    CHECK(descent.metrics[0].doc == "since reset");
    CHECK(descent.metrics[1].key == "block_size");
    CHECK(descent.metrics[1].unit == "1");
}

TEST_CASE("a plugin in C: has its parameters described as they are") {
    const auto services = silent();
    const Module module(folder / "c_plugin.so", services.table());
    const auto &parameters = module.offers()[0].description.parameters;
    REQUIRE(parameters.size() == 3);

    CHECK(parameters[0].key == "scale");
    CHECK(parameters[0].doc == "steepness");
    CHECK(parameters[0].unit == "m");
    CHECK(parameters[0].type == library::Type::real);
    CHECK(parameters[0].fallback == Value(1.5));
    CHECK(parameters[0].range.lo == 0.0);
    CHECK(parameters[0].range.lo_open);
    CHECK_FALSE(parameters[0].range.hi.has_value());
    CHECK_FALSE(parameters[0].range.hi_open);
    CHECK(parameters[0].log_scale);
    CHECK_FALSE(parameters[0].per_step);

    CHECK(parameters[1].type == library::Type::choice);
    CHECK(parameters[1].choices == std::vector<std::string>{"near", "far"});
    CHECK(parameters[1].fallback == Value(std::string("far")));

    CHECK(parameters[2].type == library::Type::real_array);
    CHECK(parameters[2].fallback == Value(std::vector<double>{0.25, 0.75}));

    const auto &rate = module.offers()[1].description.parameters.at(0);
    CHECK_FALSE(rate.fallback.has_value()); // required
    CHECK(rate.per_step);
    CHECK(rate.range.hi == 8.0);
    CHECK(rate.range.hi_open);
}

TEST_CASE("a plugin of yesterday: built with the headers of 1.0, it is loaded and says the same") {
    const auto services = silent();
    const Module module(folder / "yesterday.so", services.table());
    REQUIRE(module.offers().size() == 2);
    CHECK(module.offers()[0].description.parameters.size() == 3);
    CHECK(module.offers()[1].description.metrics.size() == 2);
}

TEST_CASE("a plugin of tomorrow: longer structs are loaded, and what is new in them is not read") {
    const auto services = silent();
    const Module module(folder / "tomorrow.so", services.table());
    REQUIRE(module.offers().size() == 2);
    CHECK(module.offers()[0].component.struct_size == sizeof(thalweg_component));
    CHECK(module.offers()[0].optimizer.struct_size == sizeof(thalweg_optimizer_vt));
    CHECK(module.offers()[0].optimizer.set_param == nullptr);
    CHECK(module.offers()[0].description.parameters.at(0).range.hi == 1.0);
}

TEST_CASE("a shorter struct: the fields that it lacks are 0 or NULL") {
    const auto services = silent();
    SECTION("a parameter whose range is cut in the middle of lo has no range") {
        const Module module(folder / "no_range.so", services.table());
        const auto &rate = module.offers()[0].description.parameters.at(0);
        CHECK_FALSE(rate.range.lo.has_value());
        CHECK_FALSE(rate.range.hi.has_value());
        CHECK(rate.fallback == Value(0.25));
    }
    SECTION("a component without get_extension") {
        const Module module(folder / "no_extension.so", services.table());
        CHECK(module.offers()[0].component.get_extension == nullptr);
    }
    SECTION("an objective without start and dimensions") {
        const Module module(folder / "no_start.so", services.table());
        CHECK(module.offers()[1].objective.start == nullptr);
        CHECK(module.offers()[1].description.default_dim == 0);
        CHECK(module.offers()[1].description.min_dim == 1);
        CHECK(module.offers()[1].description.max_dim == 0);
    }
    SECTION("an optimizer without its optional functions") {
        const Module module(folder / "no_metrics.so", services.table());
        CHECK(module.offers()[0].optimizer.update != nullptr);
        CHECK(module.offers()[0].optimizer.get_metrics == nullptr);
        CHECK(module.offers()[0].optimizer.solution == nullptr);
    }
}

TEST_CASE("whole: reads nothing beyond struct_size, and nothing of NULL") {
    thalweg_run_info info{};
    info.seed = 7;
    info.horizon = 9;
    info.budget = 11;
    // seed is [16, 24), horizon [24, 32): 31 bytes hold the one and not the other
    info.struct_size = 31;
    const thalweg_run_info copy = library::whole(&info);
    CHECK(copy.seed == 7);
    CHECK(copy.horizon == 0);
    CHECK(copy.budget == 0);
    CHECK(copy.struct_size == 24);
    CHECK(library::whole<thalweg_run_info>(nullptr).struct_size == 0);
}

TEST_CASE("a plugin built with -ffast-math: the arithmetic of the process is put back, with a warning") {
#if defined(__x86_64__)
    const auto services = silent();
    REQUIRE(denormal() > 0);
    const Module module(folder / "fast_math.so", services.table());
    CHECK(denormal() > 0);
    REQUIRE(module.notes().size() == 1);
    CHECK(module.notes()[0] == (folder / "fast_math.so").string() +
                                   " changed flush-to-zero arithmetic (built with -ffast-math?) of the whole "
                                   "process when it was loaded; it was put back");
#endif
}

TEST_CASE("the host: is known to plugins by name and ABI, and has no extensions") {
    std::vector<std::string> lines;
    const library::HostServices services([&](int level, std::string_view text) {
        lines.push_back(std::to_string(level) + std::string(text));
        throw std::runtime_error("must not reach a plugin");
    });
    const thalweg_host &host = services.table();
    CHECK(host.struct_size == sizeof(thalweg_host));
    CHECK(host.abi_major == 1);
    CHECK(host.abi_minor == 0);
    CHECK(std::string(host.name) == "thalweg");
    CHECK(host.get_extension(host.ctx, "vendor.nothing/1") == nullptr);
    host.log(host.ctx, 2, "a note");
    host.log(host.ctx, 3, nullptr);
    CHECK(lines == std::vector<std::string>{"2a note"});
}
