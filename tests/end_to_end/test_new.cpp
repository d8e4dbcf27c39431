// SPDX-License-Identifier: MIT
// `thalweg new`: what it makes builds against an installed copy, passes its own tests and runs; what it
// refuses.
#include "program.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string warnings = "-Wall -Wextra -Wpedantic -Wshadow -Wconversion -Werror";

/// Calls what must succeed; its stdout.
std::string made(const Folder &folder, const Process::Words &words) {
    const Process::Words environment = {"CCACHE_BASEDIR=" + folder.path().string()};
    const Result result = Process(folder, words, environment).wait();
    INFO(words.front() << '\n' << result.out << result.err);
    REQUIRE(result.code == 0);
    return result.out;
}

void install(const Folder &folder) {
    made(folder, {THALWEG_CMAKE, "--install", THALWEG_BINARY_DIR, "--prefix", folder / "prefix"});
}

void configure(const Folder &folder, const std::string &name, const Process::Words &more) {
    Process::Words words = {THALWEG_CMAKE,
                            "-S",
                            name,
                            "-B",
                            name + "/build",
                            "-G",
                            "Ninja",
                            "-DCMAKE_PREFIX_PATH=" + (folder / "prefix").string(),
                            "-DCMAKE_C_FLAGS=-std=c11 " + warnings,
                            "-DCMAKE_CXX_FLAGS=" + warnings};
    words.insert(words.end(), more.begin(), more.end());
    made(folder, words);
    made(folder, {THALWEG_CMAKE, "--build", name + "/build"});
}

/// Makes, builds, tests, describes and runs a new plugin; `formula` is what describe must show.
void check_works(const std::string &kind, const std::string &language, const std::string &formula) {
    const Folder folder;
    install(folder);
    const std::string thalweg = folder / "prefix/bin/thalweg", path = "--plugin-path=my_first/build";
    made(folder, {thalweg, "new", kind, "my_first", "--language", language});
    Process::Words launchers;
    if (std::string_view(THALWEG_CCACHE) != "")
        launchers = {"-DCMAKE_CXX_COMPILER_LAUNCHER=" THALWEG_CCACHE,
                     "-DCMAKE_C_COMPILER_LAUNCHER=" THALWEG_CCACHE};
    configure(folder, "my_first", launchers);
    CHECK_THAT(made(folder, {THALWEG_CTEST, "--test-dir", "my_first/build"}),
               Contains("100% tests passed, 0 tests failed out of 3"));
    made(folder, {thalweg, "check", "my_first/build/my_first.so"});
    const std::string described = made(folder, {thalweg, "describe", "my_first", path});
    CHECK_THAT(described, Contains("My first: a ") && Contains(formula));
    CHECK_THAT(described, Contains("made of ") && !Contains(" \n")); // of no build type: none is named
    made(folder, {thalweg, "run", "my_first/experiment.toml", path, "-o", "out.h5"});
    CHECK_THAT(made(folder, {thalweg, "show", "out.h5"}), Contains("my_first"));
}

} // namespace

TEST_CASE("new: an optimizer in C++ builds, passes and runs as generated") {
    check_works("optimizer", "cpp", "x ← x − lr · g");
}

TEST_CASE("new: an optimizer in C builds, passes and runs as generated") {
    check_works("optimizer", "c", "x ← x − lr · g");
}

TEST_CASE("new: an objective in C++ builds, passes and runs as generated") {
    check_works("objective", "cpp", "f(x) = c/2 Σ (xᵢ − 1)²");
}

TEST_CASE("new: an objective in C builds, passes and runs as generated") {
    check_works("objective", "c", "f(x) = c/2 Σ (xᵢ − 1)²");
}

TEST_CASE("new: a plugin in C is built without a C++ compiler and without Catch2, and names its compiler") {
    const Folder folder;
    install(folder);
    const std::string thalweg = folder / "prefix/bin/thalweg";
    made(folder, {thalweg, "new", "optimizer", "plain", "--language", "c"});
    configure(folder, "plain",
              {"-DCMAKE_DISABLE_FIND_PACKAGE_Catch2=ON", "-DCMAKE_CXX_COMPILER=/no/such/compiler"});
    CHECK(!fs::exists(folder / "plain/build/test_plain"));
    const std::string told =
        made(folder, {thalweg, "describe", "plain", "--plugin-path=plain/build", "--json"});
    CHECK_THAT(told, Contains("\"build_info\": \"") && !Contains("\"build_info\": \" "));
}

TEST_CASE("new: both languages say the same of a component") {
    const Folder folder;
    install(folder);
    const std::string thalweg = folder / "prefix/bin/thalweg", kind = GENERATE("optimizer", "objective");
    std::vector<std::string> described;
    for (const std::string language : {"c", "cpp"}) {
        made(folder, {thalweg, "new", kind, "either", "--language", language, "-o", folder / "."});
        configure(folder, "either", {"-DCMAKE_DISABLE_FIND_PACKAGE_Catch2=ON"});
        described.push_back(made(folder, {thalweg, "describe", "either", "--plugin-path=either/build"}));
        fs::remove_all(folder / "either");
    }
    CHECK(described[0] == described[1]);
}

TEST_CASE("new: tells the files and the next commands, which name program and package where PATH does not") {
    const Folder folder;
    const Result result = call(folder, {"new", "optimizer", "adam_2", "--language", "c"});
    CHECK(result.err == "");
    CHECK_THAT(result.out,
               StartsWith("adam_2/\n  CMakeLists.txt\n  README.md\n  adam_2.c\n  experiment.toml\n"
                          "  test_adam_2.cpp\n\nnext:\n  cd adam_2 && cmake -B build "
                          "-DCMAKE_PREFIX_PATH=" THALWEG_BINARY_DIR));
    CHECK_THAT(result.out, Contains("\n  ctest --test-dir build") &&
                               Contains("\n  " THALWEG_PROGRAM " run experiment.toml --plugin-path build\n"));
    CHECK(folder.names() == std::vector<std::string>{"adam_2"});

    const std::string bin = fs::path(THALWEG_PROGRAM).parent_path();
    const Result on_path =
        Process(folder, with_thalweg({"new", "objective", "my_bowl"}), {"PATH=/no/folder:" + bin}).wait();
    CHECK_THAT(on_path.out, Contains("cmake -B build &&") &&
                                Contains("\n  thalweg run experiment.toml --plugin-path build\n"));
}

TEST_CASE("new: a name that is none is refused with one that is") {
    const auto [name, suggestion] = GENERATE(table<std::string, std::string>({
        {"Adam 2", "adam_2"},
        {"SignDescent", "sign_descent"},
        {"adam-2.cpp", "adam_2_cpp"},
        {"2adam", "my_2adam"},
        {"../up", "up"},
        {"/tmp/x", "tmp_x"},
        {"größe", "gr_e"},
        {"", "my_component"},
        {"_", "my_component"},
        {"test", "my_test"},
        {"nan", "my_nan"},
        {"e", "my_e"},
        {"double", "my_double"},
        {"thalweg", "my_thalweg"},
        {"thalweg_adam", "my_thalweg_adam"},
        {std::string(200, 'a'), std::string(61, 'a')},
    }));
    const Folder folder;
    const Result result = call(folder, {"new", "optimizer", name});
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(result.out == "");
    CHECK_THAT(result.err, StartsWith("error: \"" + name + "\" is no name for an optimizer\n   at: ") &&
                               Contains("\n  why: ") &&
                               Contains("\n  fix: write `thalweg new optimizer " + suggestion + "`\n"));
    CHECK(folder.names().empty());
    CHECK(call(folder, {"new", "optimizer", suggestion}).code == 0);
}

TEST_CASE("new: a name that a component of that kind has is refused") {
    const Folder folder;
    const Result result = call(folder, {"new", "optimizer", "adam"});
    CHECK(result.code == 2);
    CHECK_THAT(result.err, StartsWith("error: there is an optimizer \"adam\" already\n   at: ") &&
                               Contains("lib/thalweg/adam.so\n") &&
                               Contains("\n  fix: write `thalweg new optimizer my_adam`\n"));
    CHECK(folder.names().empty());
    CHECK(call(folder, {"new", "objective", "adam"}).code == 0);
}

TEST_CASE("new: nothing that exists is touched") {
    const Folder folder;
    const bool is_file = GENERATE(true, false);
    if (is_file)
        folder.write("mine", "not yours");
    else
        fs::create_directory(folder / "mine");
    const Result result = call(folder, {"new", "objective", "mine"});
    CHECK(result.code == 2);
    CHECK_THAT(result.err, StartsWith("error: mine is there already\n") && Contains("\n  fix: "));
    CHECK((is_file ? read_file(folder / "mine") == "not yours" : fs::is_empty(folder / "mine")));
}

TEST_CASE("new: a folder that cannot be written is exit 3, with the reason") {
    const Folder folder;
    folder.write("file", "");
    const auto [parent, why] = GENERATE(table<std::string, std::string>({
        {"missing", "No such file or directory"},
        {"file", "Not a directory"},
        {"/sys", ""}, // refused to root too
    }));
    const Result result = call(folder, {"new", "objective", "mine", "-o", parent});
    INFO(result.err);
    CHECK(result.code == 3);
    CHECK(result.out == "");
    CHECK_THAT(result.err, StartsWith("error: the folder of the new plugin could not be made\n   at: " +
                                      parent + "/mine\n  why: " + why) &&
                               Contains("\n  fix: "));
    CHECK(folder.names() == std::vector<std::string>{"file"});
}

TEST_CASE("new: a kind or language that there is not is wrong usage") {
    const Folder folder;
    const auto words = GENERATE(values<Process::Words>({
        {"new", "optimiser", "mine"},
        {"new", "optimizer", "mine", "--language", "fortran"},
        {"new", "optimizer"},
        {"new"},
    }));
    const Result result = call(folder, words);
    CHECK(result.code == 2);
    CHECK_THAT(result.err, StartsWith("error: ") && Contains("`thalweg new --help`"));
    CHECK(folder.names().empty());
}
