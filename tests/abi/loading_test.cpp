// SPDX-License-Identifier: MIT
// What loading several plugins does to the process: each keeps what is its own, and stays.
#include "library/host_services.hpp"
#include "library/instance.hpp"
#include "library/library.hpp"
#include "library/module.hpp"

#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <dlfcn.h>
#include <filesystem>

namespace {

using namespace thalweg;
using library::Kind;
const std::filesystem::path folder = THALWEG_TEST_PLUGINS;

library::HostServices silent() {
    return library::HostServices([](int, std::string_view) {});
}

} // namespace

TEST_CASE("two plugins with one inline static: each has its own") {
    const testing::Plugins twins({folder / "twin_first.so", folder / "twin_second.so"});
    testing::Optimizer first(twins["twin_first"], {1.0}), second(twins["twin_second"], {1.0});
    first.update({1.0});
    first.update({1.0});
    second.update({1.0});
    CHECK(first.metrics() == std::vector<double>{2, 2});
    CHECK(second.metrics() == std::vector<double>{1, 1}); // 3, were the statics shared
}

TEST_CASE("a plugin: is invisible to others, and stays mapped when its module is gone") {
    const std::string file = folder / "lonely.so";
    REQUIRE(dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD) == nullptr);
    const auto services = silent();
    { const library::Module module(file, services.table()); }
    CHECK(dlsym(RTLD_DEFAULT, THALWEG_ENTRY_NAME) == nullptr); // RTLD_LOCAL
    CHECK(dlopen(file.c_str(), RTLD_NOW | RTLD_NOLOAD) != nullptr);
}

TEST_CASE(
    "a plugin of tomorrow: learns from struct_size what this host has, and what a problem has room for") {
    library::Library library(silent());
    library.load(folder / "careful.so"); // init refuses where it finds the new service
    library::ObjectiveOrder order;
    order.component = "bowl_of_tomorrow";
    const library::ObjectiveInstance bowl(library, order);
    CHECK(bowl.description().dim == 1);
    CHECK(bowl.description().caps == THALWEG_W_F);
}
