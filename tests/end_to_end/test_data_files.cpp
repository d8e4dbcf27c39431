// SPDX-License-Identifier: MIT
// Data files: found beside the experiment file from wherever it is run, and a condition of what is stored.
#include "program.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

/// An experiment in the folder "there", beside its data; all is run from above it.
std::string text(const std::string &file) {
    return "[experiment]\nname = \"on_file\"\n[stop]\nsteps = 3\n[[objective]]\nname = \"on_file\"\n"
           "parameters.file = " +
           file + "\n[[optimizer]]\nname = \"gradient_descent\"\nparameters.learning_rate = 1.0\n";
}
void put(const Folder &folder, const std::string &file) {
    fs::create_directories(folder / "there/data");
    folder.write("there/first.txt", "3");
    folder.write("there/data/second.txt", "5");
    folder.write("there/on_file.toml", text(file));
}
Result run(const Folder &folder) {
    return call(folder,
                {"run", "there/on_file.toml", "--plugin-path", plugins, "-o", "on_file.h5", "-j", "1"});
}

} // namespace

TEST_CASE("data files: names start at the experiment file wherever it is run from and verified") {
    const Folder folder;
    put(folder, "[\"first.txt\", \"data/second.txt\"]");
    const Result ran = run(folder);
    INFO(ran.err);
    REQUIRE(ran.code == 0);
    const Result shown = call(folder, {"show", "on_file.h5", "--run", "1", "--json"});
    CHECK_THAT(shown.out, Contains("data/second.txt"));
    const Result verified = call(folder, {"verify", "on_file.h5", "--plugin-path", plugins});
    INFO(verified.err);
    CHECK(verified.code == 0);
    const Result again = run(folder);
    CHECK(again.code == 0);
    CHECK_THAT(again.out, Contains("nothing to do"));
}

TEST_CASE("data files: one that has changed is refused by name and a new one only adds runs") {
    const Folder folder;
    put(folder, "\"first.txt\"");
    REQUIRE(run(folder).code == 0);
    folder.write("there/on_file.toml", text("[\"first.txt\", \"data/second.txt\"]"));
    CHECK(run(folder).code == 0);
    folder.write("there/first.txt", "4");
    const Result changed = run(folder);
    CHECK(changed.code == 2);
    CHECK_THAT(changed.err, Contains("file first.txt"));
    CHECK_THAT(changed.err, Contains("--overwrite"));
    const Result verified = call(folder, {"verify", "on_file.h5", "--plugin-path", plugins});
    CHECK(verified.code == 1); // x goes to 4 now
}

TEST_CASE("data files: one that is not there is a mistake of the experiment file") {
    const Folder folder;
    put(folder, "\"nowhere.txt\"");
    const Result ran = run(folder);
    CHECK(ran.code == 2);
    CHECK_THAT(ran.err, Contains("no number can be read from " + (folder / "there/nowhere.txt").string()));
    CHECK_THAT(ran.err, Contains("there/on_file.toml:7:"));
    CHECK_FALSE(fs::exists(folder / "on_file.h5"));
}
