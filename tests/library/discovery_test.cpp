// SPDX-License-Identifier: MIT
// Folders of files -> candidates in order; components of several folders -> one catalog.
#include "library/discovery.hpp"

#include "error.hpp"
#include "folder.hpp"
#include "library/sha256.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::library;
namespace fs = std::filesystem;

namespace {

Component named(Kind kind, const char *name) {
    Component component;
    component.kind = kind;
    component.name = name;
    return component;
}

Vetted vetted(std::size_t folder, const char *path, std::vector<Component> components) {
    return {folder, Plugin{path, "p", "1", "", ""}, std::move(components)};
}

} // namespace

TEST_CASE("discovery: the .so files of each folder, sorted by name, the folders in their order") {
    const Folder a, b;
    for (const char *name : {"b.so", "a.so", "notes.txt", "c.so.1", "libz.a"})
        a.write(name, "");
    b.write("0.so", "");
    fs::create_directory(a.path() / "folder.so");

    const auto found = find_plugins({a.path(), b.path(), a.path()});

    REQUIRE(found.size() == 3);
    CHECK(found[0].file == a.path() / "a.so");
    CHECK(found[1].file == a.path() / "b.so");
    CHECK(found[2].file == b.path() / "0.so");
    CHECK(found[1].folder == 0);
    CHECK(found[2].folder == 1);
}

TEST_CASE("discovery: a folder that is missing is an error that names it") {
    const Folder a;
    try {
        find_plugins({a.path() / "nowhere"});
        FAIL("accepted");
    } catch (const Errors &errors) {
        CHECK(errors.list[0].what == "the plugin folder cannot be read");
        CHECK(errors.list[0].where == (a.path() / "nowhere").string());
        CHECK(errors.list[0].why == "No such file or directory");
        CHECK(errors.list[0].exit == Exit::wrong);
    }
    a.write("file", "");
    CHECK_THROWS_WITH(find_plugins({a.path() / "file"}), "the plugin folder cannot be read");
}

TEST_CASE("gather: an earlier folder hides components of later ones, and a note names both files") {
    const Catalog catalog = gather(
        {vetted(0, "/mine/adam.so", {named(Kind::optimizer, "adam")}),
         vetted(1, "/all/adam.so", {named(Kind::optimizer, "adam")}),
         vetted(1, "/all/rest.so", {named(Kind::optimizer, "newton"), named(Kind::objective, "adam")})});

    REQUIRE(catalog.plugins.size() == 2); // nothing is left of /all/adam.so
    CHECK(catalog.plugins[0].path == "/mine/adam.so");
    CHECK(catalog.plugins[1].path == "/all/rest.so");
    REQUIRE(catalog.components.size() == 3);
    CHECK(catalog.find(Kind::optimizer, "adam")->plugin == 0);
    CHECK(catalog.find(Kind::optimizer, "adam")->hides == std::vector<std::string>{"/all/adam.so"});
    CHECK(catalog.find(Kind::optimizer, "newton")->plugin == 1);
    CHECK(catalog.find(Kind::objective, "adam")->plugin == 1);
    CHECK(catalog.notes ==
          std::vector<std::string>{
              "\"adam\" is taken from /mine/adam.so; the one in /all/adam.so is hidden by it"});
}

TEST_CASE("gather: the same component twice in one folder is an error that names both files") {
    try {
        gather({vetted(0, "/all/a.so", {named(Kind::optimizer, "adam")}),
                vetted(0, "/all/b.so", {named(Kind::optimizer, "adam")})});
        FAIL("accepted");
    } catch (const Errors &errors) {
        REQUIRE(errors.list.size() == 1);
        CHECK(errors.list[0].what == "the component \"adam\" is in two plugins of one folder");
        CHECK(errors.list[0].where == "/all/b.so");
        CHECK_THAT(errors.list[0].why, Catch::StartsWith("/all/a.so offers it too"));
    }
}

TEST_CASE("sha256: is that of FIPS 180-2, of the empty file and of \"abc\"") {
    const Folder folder;
    folder.write("empty", "");
    folder.write("abc", "abc");
    CHECK(sha256_of_file(folder.path() / "empty") ==
          "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855");
    CHECK(sha256_of_file(folder.path() / "abc") ==
          "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    CHECK_THROWS_WITH(sha256_of_file(folder.path() / "nowhere"), "the file cannot be read");
}
