// SPDX-License-Identifier: MIT
// Bad files and bad command lines: exit 2, the place, what to do, and nothing left behind.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <sys/stat.h>

#include <random>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

struct BadFile {
    const char *about, *line; ///< what stands in line 9 instead of the good one
    const char *place;        ///< :line:column
    const char *what;
};

/// Line 9 is the optimizer's learning rate, all else is good.
std::string file_with(const std::string &line) {
    return "[experiment]\nname = \"bad\"\n[stop]\nsteps = 10\n[[objective]]\nname = \"parabola\"\n"
           "[[optimizer]]\nname = \"gradient_descent\"\n" +
           line + "\n";
}

void check_refused(const Folder &folder, const Result &run) {
    CHECK(run.code == 2);
    CHECK(run.out == "");
    CHECK_THAT(run.err, StartsWith("error: "));
    for (const std::string &name : folder.names())
        CHECK_THAT(name, !Contains(".h5")); // neither results nor parts
}

} // namespace

TEST_CASE("bad file: one wrong value is refused with its place, its line, a caret and a fix") {
    const auto bad = GENERATE(values<BadFile>({
        {"syntax", "parameters.learning_rate = = 1", ":9:28", ""},
        {"unknown key", "parameter.learning_rate = 0.1", ":9:1", "parameter"},
        {"unknown parameter", "parameters.learning_rat = 0.1", ":9:", "learning_rat"},
        {"wrong type", "parameters.learning_rate = \"fast\"", ":9:28", "learning_rate"},
        {"boolean for a number", "parameters.learning_rate = true", ":9:28", "learning_rate"},
        {"out of range", "parameters.learning_rate = -0.1", ":9:28", "learning_rate"},
        {"NaN", "parameters.learning_rate = nan", ":9:28", ""},
        {"infinite", "parameters.learning_rate = inf", ":9:28", ""},
        {"empty sweep", "parameters.learning_rate = []", ":9:28", ""},
        {"formula that does not parse", "parameters.learning_rate = { formula = \"2 * (\", count = 3 }",
         ":9:", "formula"},
        {"formula of an unknown name", "parameters.learning_rate = { formula = \"2 * k\", count = 3 }",
         ":9:", "formula"},
        {"formula without a number", "parameters.learning_rate = { formula = \"1 / (i - 1)\", count = 3 }",
         ":9:", ""},
        {"huge count", "parameters.learning_rate = { formula = \"i\", count = 99999999999999999999 }",
         ":9:", ""},
        {"too many", "parameters.learning_rate = { formula = \"i\", count = 9223372036854775807 }",
         ":9:", ""},
    }));
    const Folder folder;
    folder.write("bad.toml", file_with(bad.line));
    const Result run = call(folder, {"run", "bad.toml"});
    INFO(bad.about << '\n' << run.err);
    check_refused(folder, run);
    CHECK_THAT(run.err, Contains(std::string("bad.toml") + bad.place));
    CHECK_THAT(run.err, Contains(bad.what));
    CHECK_THAT(run.err, Contains("\n  fix: "));
    CHECK_THAT(run.err, Contains("   9 | ") && Contains("^"));
}

TEST_CASE("bad file: wrong components, starts and stops are refused with their place") {
    struct Edit {
        const char *about, *from, *to, *place, *what;
    };
    const auto edit = GENERATE(values<Edit>({
        {"unknown objective", "\"parabola\"", "\"parabole\"", ":6:8", "parabole"},
        {"unknown optimizer", "\"gradient_descent\"", "\"gradient_decent\"", ":8:8", "gradient_decent"},
        {"a path", "\"parabola\"", "\"./parabola.so\"", ":6:8", ""},
        {"start of wrong dimension", "name = \"parabola\"", "name = \"parabola\"\nstarts = [[1.0, 2.0]]",
         ":7:", "start"},
        {"dimension it cannot have", "name = \"parabola\"", "name = \"parabola\"\ndimensions = [3]",
         ":7:", "dimension"},
        {"no stop", "[stop]\nsteps = 10\n", "", "", "stop"},
        {"negative steps", "steps = 10", "steps = -1", ":4:9", "steps"},
        {"no name", "name = \"bad\"\n", "", "", "name"},
    }));
    const Folder folder;
    std::string text = file_with("parameters.learning_rate = 0.1");
    text.replace(text.find(edit.from), std::string(edit.from).size(), edit.to);
    folder.write("bad.toml", text);
    const Result run = call(folder, {"run", "bad.toml"});
    INFO(edit.about << '\n' << run.err);
    check_refused(folder, run);
    CHECK_THAT(run.err, Contains(std::string("bad.toml") + edit.place));
    CHECK_THAT(run.err, Contains(edit.what));
    CHECK_THAT(run.err, Contains("\n  fix: "));
}

TEST_CASE("bad file: all mistakes of a file are reported in one pass, in the order of the file") {
    const Folder folder;
    folder.write("bad.toml", R"([experiment]
name = "bad"
sed = 1
[stop]
steps = -4
[[objective]]
name = "parabole"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = "fast"
)");
    const Result run = call(folder, {"run", "bad.toml"});
    INFO(run.err);
    check_refused(folder, run);
    std::size_t at = 0;
    for (const char *place : {"bad.toml:3:1", "bad.toml:5:9", "bad.toml:7:8", "bad.toml:10:28"}) {
        const auto found = run.err.find(place, at);
        CHECK(found != std::string::npos);
        at = found == std::string::npos ? at : found;
    }
    CHECK_THAT(run.err, Contains("fix: write seed") && Contains("parabola"));
    CHECK_THAT(run.err, Contains("4 errors"));
}

TEST_CASE("bad file: what is no experiment file at all is refused") {
    const Folder folder;
    folder.write("empty.toml", "");
    fs::create_directory(folder / "folder.toml");
    std::mt19937_64 random(20); // any seed will do
    std::string noise(4096, '\0');
    for (char &byte : noise)
        byte = static_cast<char>(random());
    folder.write("noise.toml", noise);
    folder.write("zeros.toml", std::string(100, '\0'));
    for (const std::string name : {"empty.toml", "folder.toml", "noise.toml", "zeros.toml", "missing.toml"})
        for (const std::string verb : {"run", "plan"}) {
            const Result run = call(folder, {verb, name});
            INFO(verb << ' ' << name << '\n' << run.err);
            check_refused(folder, run);
            CHECK_THAT(run.err, Contains(name));
            CHECK_THAT(run.err, Contains("fix: "));
        }
}

TEST_CASE("bad file: --set is checked like the file") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    for (const std::string set : {"stop.steps=many", "stop.stepz=4", "stop.steps=-1", "nonsense"}) {
        const Result run = call(folder, {"run", "small.toml", "--set", set});
        INFO(set << '\n' << run.err);
        check_refused(folder, run);
    }
}

TEST_CASE("bad results: a file that is not ours is neither continued nor overwritten by accident") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    folder.write("small.h5", "these are no results, but somebody may need them");
    const Trace before = trace_of(folder / "small.h5");
    const Result run = call(folder, {"run", "small.toml"});
    INFO(run.err);
    CHECK(run.code == 2);
    CHECK_THAT(run.err, Contains("small.h5"));
    CHECK(trace_of(folder / "small.h5") == before);
    CHECK(call(folder, {"show", "small.h5"}).code == 2);
    CHECK(folder.names() == std::vector<std::string>{"small.h5", "small.toml"});

    REQUIRE(call(folder, {"run", "small.toml", "--overwrite"}).code == 0);
    const std::string good = read_file(folder / "small.h5");
    folder.write("small.h5", good.substr(0, good.size() / 2)); // a file cut short
    CHECK(call(folder, {"run", "small.toml"}).code == 2);
    CHECK(call(folder, {"show", "small.h5"}).code == 2);
    fs::create_directory(folder / "results");
    REQUIRE(::mkfifo((folder / "pipe").c_str(), 0666) == 0);
    for (const std::string flag : {"--quiet", "--overwrite"})
        for (const std::string out : {"results", "pipe"}) {
            const auto type = fs::status(folder / out).type();
            CHECK(call(folder, {"run", "small.toml", "-o", out, flag}).code == 2);
            CHECK(fs::status(folder / out).type() == type); // not removed, not replaced
        }
}
