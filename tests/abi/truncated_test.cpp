// SPDX-License-Identifier: MIT
// A plugin with one struct cut short at any length -> it is loaded, or refused by name; nothing behind is
// read.
#include "library/host_services.hpp"
#include "library/module.hpp"

#include <catch2/catch.hpp>
#include <cstdlib>
#include <filesystem>

namespace {

using namespace thalweg;

struct Struct {
    const char *name;
    std::size_t least, required, whole; ///< what may be cut to, what a host cannot do without, all of it
    const char *refusal;
};
#define END(type, field) (offsetof(type, field) + sizeof(type::field))
const Struct table[] = {
    {"module", 16, END(thalweg_module, n_components), sizeof(thalweg_module), "n_components"},
    {"component", 4, END(thalweg_component, vtable), sizeof(thalweg_component), "vtable"},
    {"param", 4, END(thalweg_param, def), sizeof(thalweg_param), "def"},
    {"metric", 4, END(thalweg_metric, key), sizeof(thalweg_metric), "metric"},
    {"objective", 4, END(thalweg_objective_vt, eval), sizeof(thalweg_objective_vt), "has no function"},
    {"optimizer", 4, END(thalweg_optimizer_vt, update), sizeof(thalweg_optimizer_vt), "function"},
};

/// What the refusals say, one after the other; empty: it was loaded.
std::string refusals(const char *name, std::size_t size) {
    static const library::HostServices services([](int, std::string_view) {});
    setenv("THALWEG_TEST_TRUNCATED", (name + (" " + std::to_string(size))).c_str(), 1);
    std::string all;
    try {
        const library::Module module(std::filesystem::path(THALWEG_TEST_PLUGINS) / "truncated.so",
                                     services.table());
    } catch (const Errors &errors) {
        for (const Error &error : errors.list)
            all += error.what + "; ";
    }
    return all;
}

} // namespace

TEST_CASE("a truncated struct: at each length it is loaded or refused, and not a byte behind it is read") {
    for (const Struct &one : table)
        for (std::size_t size = (one.least + 7) / 8 * 8; size <= one.whole; size += 8) { // as sizeof grows
            INFO(one.name << " of " << size << " bytes");
            const std::string said = refusals(one.name, size);
            if (size >= one.required)
                CHECK(said.empty());
            else
                CHECK_THAT(said, Catch::Contains(one.refusal));
        }
}
