// SPDX-License-Identifier: MIT
// Plugins that break one rule each (broken.cmake) -> the refusal that says which.
#include "library/host_services.hpp"
#include "library/module.hpp"

#include <catch2/catch.hpp>
#include <filesystem>
#include <fstream>
#include <unistd.h>

namespace {

using namespace thalweg;
namespace fs = std::filesystem;

const fs::path folder = THALWEG_TEST_PLUGINS;

/// The refusal of a file: its only error.
Error refusal(const fs::path &file) {
    // plugins that are loaded keep its address until the process ends
    static const library::HostServices services([](int, std::string_view) {});
    try {
        library::Module module(file, services.table());
    } catch (const Errors &errors) {
        REQUIRE(errors.list.size() == 1);
        return errors.list.front();
    }
    FAIL("not refused: " << file);
    return {};
}

struct Broken {
    const char *name, *what, *why;
};

// what: the whole of it; why: the part of it that is particular
const Broken table[] = {
    {"wrong_magic", "the plugin's module does not begin with the magic number",
     "it is 0x31574855 instead of 0x31574854"},
    {"wrong_major", "the plugin was built for ABI 2.0, this thalweg has ABI 1.0", "another major version"},
    {"too_new", "the plugin needs ABI 1.7 or newer, this thalweg has ABI 1.0", "it was built for ABI 1.0"},
    {"null_entry", "the plugin has no module", "thalweg_module_v1 returned NULL"},
    {"no_entry", "the file is no thalweg plugin", "it exports no function thalweg_module_v1"},
    {"short_module", "the plugin's module is too short: struct_size 56 ends before its field n_components",
     "required"},
    {"shorter_module", "the plugin's module is too short: struct_size 16 ends before its field n_components",
     "required"},
    {"short_component", "a component is NULL, or its struct_size 80 ends before its field vtable",
     "required"},
    {"short_param",
     "parameter 0 of optimizer \"sound_rule\" is NULL, or its struct_size 48 ends before its field def",
     "required"},
    {"short_objective", "objective \"sound_bowl\" has no function eval",
     "struct_size of the vtable ends before it"},
    {"short_optimizer", "optimizer \"sound_rule\" has 0 of the functions update, step and run",
     "exactly one"},
    {"cut_optimizer", "optimizer \"sound_rule\" has 0 of the functions update, step and run", "exactly one"},
    {"no_module_name", "the plugin has no name or no version", "results name the plugins"},
    {"no_components", "the plugin offers no component", "n_components is 0"},
    {"no_name", "a component has the name \"NULL\"", "[a-z][a-z0-9_]*"},
    {"bad_name", "a component has the name \"SoundRule\"", "[a-z][a-z0-9_]*"},
    {"unknown_kind", "component \"sound_bowl\" is of the unknown kind 3",
     "kinds are 1, objective, and 2, optimizer"},
    {"no_version", "optimizer \"sound_rule\" has no version", "version of the algorithm"},
    {"no_vtable", "optimizer \"sound_rule\" has no vtable", "the component's functions"},
    {"twice", "the plugin offers the component \"sound_rule\" twice", "which they mean"},
    {"no_objective_CREATE", "objective \"sound_bowl\" has no function create", "it is NULL"},
    {"no_objective_DESTROY", "objective \"sound_bowl\" has no function destroy", "it is NULL"},
    {"no_objective_DESCRIBE", "objective \"sound_bowl\" has no function describe", "it is NULL"},
    {"no_objective_EVAL", "objective \"sound_bowl\" has no function eval", "it is NULL"},
    {"no_optimizer_CREATE", "optimizer \"sound_rule\" has no function create", "it is NULL"},
    {"no_optimizer_DESTROY", "optimizer \"sound_rule\" has no function destroy", "it is NULL"},
    {"no_optimizer_RESET", "optimizer \"sound_rule\" has no function reset", "it is NULL"},
    {"no_shape", "optimizer \"sound_rule\" has 0 of the functions update, step and run", "exactly one"},
    {"two_shapes", "optimizer \"sound_rule\" has 2 of the functions update, step and run", "exactly one"},
    {"blockwise_step", "optimizer \"sound_rule\" says BLOCKWISE, but has no function update", "only a rule"},
    {"no_set_param",
     "optimizer \"sound_rule\" has no function set_param, but its parameter \"rate\" is PER_STEP",
     "schedules"},
    {"bad_dimensions", "objective \"sound_bowl\" has default_dim 1, min_dim 2 and max_dim 1",
     "the default lies between"},
    {"no_key", "parameter 0 of optimizer \"sound_rule\" has the key \"NULL\"", "[a-z][a-z0-9_]*"},
    {"bad_key", "parameter 0 of optimizer \"sound_rule\" has the key \"Rate\"", "[a-z][a-z0-9_]*"},
    {"same_keys", "parameter \"rate\" of optimizer \"sound_rule\" is there twice", "distinct"},
    {"unknown_type", "parameter \"rate\" of optimizer \"sound_rule\" has the unknown type 9",
     "def.type is one of"},
    {"default_too_high",
     "parameter \"rate\" of optimizer \"sound_rule\" has the default 1.5, which is outside of its range (0, "
     "1]",
     "a value like any other"},
    {"default_on_open_end",
     "parameter \"rate\" of optimizer \"sound_rule\" has the default 0, which is outside of its range (0, 1]",
     "a value like any other"},
    {"default_not_a_number",
     "parameter \"rate\" of optimizer \"sound_rule\" has the default nan, which is outside of its range (0, "
     "1]",
     "a value like any other"},
    {"range_of_other_type",
     "parameter \"rate\" of optimizer \"sound_rule\" has a lower end of its range that does not fit its type",
     "numbers of the same type"},
    {"choice_out_of_range", "parameter \"mode\" of optimizer \"sound_rule\" has the default choice 2 of 2",
     "an index into the choices"},
    {"fails_in_init", "the plugin's init failed", "no licence server on port 27000"},
    {"unresolved", "the file cannot be loaded as a plugin", "undefined symbol: nobody_defines_this"},
};

fs::path write(const std::string &name, const std::string &content) {
    fs::path file = fs::temp_directory_path() / ("thalweg_broken_" + std::to_string(::getpid()) + name);
    std::ofstream(file, std::ios::binary) << content;
    return file;
}

std::string read(const fs::path &file) {
    std::ifstream stream(file, std::ios::binary);
    return {std::istreambuf_iterator<char>(stream), {}};
}

} // namespace

TEST_CASE("a broken plugin: is refused with its file, the rule that it breaks, and what to do") {
    for (const Broken &broken : table) {
        DYNAMIC_SECTION(broken.name) {
            const fs::path file = folder / (std::string(broken.name) + ".so");
            const Error error = refusal(file);
            CHECK(error.what == broken.what);
            CHECK_THAT(error.why, Catch::Contains(broken.why));
            CHECK(error.where == file.string());
            CHECK_FALSE(error.fix.empty());
            CHECK(error.exit == Exit::wrong);
        }
    }
}

TEST_CASE("a broken plugin: has all that is wrong with its components said at once") {
    const library::HostServices services([](int, std::string_view) {});
    const auto count = [&](const char *name) -> std::vector<std::string> {
        try {
            library::Module module(folder / name, services.table());
        } catch (const Errors &errors) {
            std::vector<std::string> all;
            for (const Error &error : errors.list)
                all.push_back(error.what);
            return all;
        }
        return {};
    };
    // metrics are promised, neither they nor the function that gives them are there
    CHECK(count("metrics_unread.so") ==
          std::vector<std::string>{"optimizer \"sound_rule\" has no function get_metrics, but metrics",
                                   "optimizer \"sound_rule\" has 1 metrics, but metrics is NULL"});
    // a range from 2 to 1 is empty, and so the default is outside of it
    CHECK(count("empty_range.so") ==
          std::vector<std::string>{
              "parameter \"rate\" of optimizer \"sound_rule\" has an empty range, from 2 to 1",
              "parameter \"rate\" of optimizer \"sound_rule\" has the default 0.25, which is outside of its "
              "range (2, 1]"});
    CHECK(count("no_choices.so") ==
          std::vector<std::string>{
              "parameter \"mode\" of optimizer \"sound_rule\" is a choice without choices",
              "parameter \"mode\" of optimizer \"sound_rule\" has the default choice 1 of 0"});
}

TEST_CASE("a file that is no plugin: is refused as what it is") {
    SECTION("missing") {
        const Error error = refusal(folder / "nowhere.so");
        CHECK(error.what == "there is no such plugin file");
        CHECK(error.where == (folder / "nowhere.so").string());
    }
    SECTION("text") {
        const fs::path file = write("text.so", "learning_rate = 0.1\nmomentum = 0.9\n");
        const Error error = refusal(file);
        CHECK(error.what == "the file cannot be loaded as a plugin");
        CHECK_THAT(error.why, Catch::Contains("file too short") || Catch::Contains("invalid ELF header"));
        fs::remove(file);
    }
    SECTION("empty") {
        const fs::path file = write("empty.so", "");
        CHECK_THAT(refusal(file).why, Catch::Contains("file too short"));
        fs::remove(file);
    }
    SECTION("the first 100 bytes of a plugin") {
        const fs::path file = write("cut.so", read(folder / "sound.so").substr(0, 100));
        const Error error = refusal(file);
        CHECK(error.what == "the file cannot be loaded as a plugin");
        CHECK_THAT(error.why, Catch::Contains("cannot read file data") || Catch::Contains("file too short"));
        fs::remove(file);
    }
    SECTION("a folder") { CHECK(refusal(folder).what == "the file cannot be loaded as a plugin"); }
}
