// SPDX-License-Identifier: MIT
// Plugins that crash, hang, exit and eat memory, among good ones: their runs say so, and all others are
// there.
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

std::string with_objectives(const std::string &stop, std::initializer_list<const char *> names) {
    std::string text = "[experiment]\nname = \"odd\"\n[stop]\nsteps = 5\n" + stop + "\n";
    for (const char *name : names)
        text += std::string("[[objective]]\nname = \"") + name + "\"\n";
    return text + "[[optimizer]]\nname = \"gradient_descent\"\nparameters.learning_rate = [0.125, 0.25]\n";
}

/// The run's message; every run that an odd plugin ended has one.
std::string message(const Stored &stored, std::size_t row) {
    const auto messages = stored.record(row).messages;
    return messages.empty() ? "" : messages.front();
}

} // namespace

TEST_CASE("crash: a segfault and an endless loop cost their own runs and no others") {
    const Folder folder;
    folder.write("odd.toml", with_objectives("timeout = 2.0", {"parabola", "segfaults", "loops", "cliffs"}));
    const Result run = call(folder, {"run", "odd.toml", "--plugin-path", plugins, "-j", "2"});
    INFO(run.err);
    CHECK(run.code == 1);
    CHECK_THAT(run.out, StartsWith("odd: 8 runs: "));
    CHECK_THAT(run.out, Contains("4 steps") && Contains("2 crashed") && Contains("2 timed_out"));

    const Stored stored(folder / "odd.h5");
    REQUIRE(stored.runs().size() == 8);
    for (const std::size_t row : {0u, 1u, 6u, 7u}) {
        CHECK(stored.status(row) == "steps");
        CHECK(stored.runs()[row].end.steps == 5);
        CHECK(stored.runs()[row].observations == 6);
    }
    for (const std::size_t row : {2u, 3u}) {
        CHECK(stored.status(row) == "crashed");
        CHECK_THAT(message(stored, row), StartsWith("SIGSEGV"));
    }
    for (const std::size_t row : {4u, 5u}) {
        CHECK(stored.status(row) == "timed_out");
        CHECK_THAT(message(stored, row), Contains("stop.timeout = 2 s"));
    }
    // the cost so far comes from the page that the dead shared: it died within its third gradient
    for (const std::size_t row : {2u, 3u, 4u, 5u}) {
        CHECK(stored.runs()[row].end.f_start == 64); // x0 = 8
        CHECK(stored.runs()[row].end.steps <= 2);
        CHECK(stored.runs()[row].end.cost.g >= 1);
        CHECK(stored.runs()[row].end.cost.g <= 3);
    }

    const Trace before = trace_of(folder / "odd.h5");
    const Result again = call(folder, {"run", "odd.toml", "--plugin-path", plugins});
    CHECK_THAT(again.out, StartsWith("odd: nothing to do"));
    CHECK(again.code == 1); // the exit code follows from what the file holds
    CHECK(trace_of(folder / "odd.h5") == before);
}

TEST_CASE("crash: abort and exit in a plugin are crashes, exit(0) too") {
    const Folder folder;
    folder.write("odd.toml", with_objectives("", {"aborts", "exits_0", "exits_3", "parabola"}));
    const Result run = call(folder, {"run", "odd.toml", "--plugin-path", plugins, "-j", "2"});
    INFO(run.err);
    CHECK(run.code == 1);
    const Stored stored(folder / "odd.h5");
    REQUIRE(stored.runs().size() == 8);
    const char *reasons[] = {"SIGABRT", "exited with code 0", "exited with code 3"};
    for (std::size_t row = 0; row < 6; ++row) {
        CHECK(stored.status(row) == "crashed");
        CHECK_THAT(message(stored, row), Contains(reasons[row / 2]));
    }
    CHECK(stored.status(6) == "steps");
    CHECK(stored.status(7) == "steps");
}

TEST_CASE("crash: the end of run and show say why runs failed and of how many") {
    const Folder folder;
    folder.write("e.toml", "[experiment]\nname = \"e\"\n[stop]\nsteps = 3\n[[objective]]\nname = \"sphere\"\n"
                           "dimensions = [2, 3]\n[[optimizer]]\nname = \"rprop\"\nparameters.step_min = 1.0\n"
                           "parameters.step_max = 0.5\n[[optimizer]]\nname = \"gradient_descent\"\n");
    const std::string line =
        "\n2 runs of rprop: failed: optimizer \"rprop\" failed in create: step_min is above step_max";
    const Result run = call(folder, {"run", "e.toml"});
    CHECK(run.code == 1);
    CHECK_THAT(run.out, Contains(line) && Contains("(run 0 is the first)\n"));
    CHECK_THAT(call(folder, {"show", "e.h5"}).out, Contains(line));
    CHECK_THAT(call(folder, {"show", "e.h5", "--where", "dimension=3"}).out,
               Contains("\n1 run of rprop: failed: ") && Contains("(run 2)\n"));
    CHECK_THAT(call(folder, {"show", "e.h5", "--where", "optimizer=gradient_descent"}).out,
               !Contains("failed"));
}

TEST_CASE("crash: of many runs that failed all are counted and the first are told") {
    const Folder folder;
    folder.write("e.toml", "[experiment]\nname = \"e\"\n[stop]\nsteps = 3\n[[objective]]\nname = \"sphere\"\n"
                           "starts = { uniform = [-1, 1], count = 100 }\n[[optimizer]]\nname = \"rprop\"\n"
                           "parameters.step_min = 1.0\nparameters.step_max = 0.5\n");
    const Result run = call(folder, {"run", "e.toml"});
    CHECK_THAT(run.out, Contains("\n64 runs of rprop: failed: ") && Contains("\nand 36 more: "));
}

TEST_CASE("crash: an optimizer that finds no memory when it is made ends as out_of_memory") {
    const Folder folder;
    folder.write("e.toml", "[experiment]\nname = \"e\"\n[stop]\nsteps = 3\n[[objective]]\nname = \"sphere\"\n"
                           "dimensions = [1_000_000]\n[[optimizer]]\nname = \"bfgs\"\n"); // 8 TB
    const Result run = call(folder, {"run", "e.toml"});
    INFO(run.err);
    CHECK(run.code == 1);
    CHECK_THAT(run.out, Contains("1 run of bfgs: out_of_memory: optimizer \"bfgs\" failed in create"));
}

TEST_CASE("crash: a run that takes more memory than allowed ends as out_of_memory") {
    const Folder folder;
    folder.write("odd.toml", with_objectives("memory = \"256 MiB\"\ntimeout = 60", {"eats", "parabola"}));
    const Result run = call(folder, {"run", "odd.toml", "--plugin-path", plugins, "-j", "2"});
    INFO(run.err);
    CHECK(run.code == 1);
    const Stored stored(folder / "odd.h5");
    for (const std::size_t row : {0u, 1u}) {
        CHECK(stored.status(row) == "out_of_memory");
        CHECK_THAT(message(stored, row), Contains("stop.memory"));
        CHECK(stored.status(row + 2) == "steps");
    }
}

TEST_CASE("crash: a matrix of nothing but crashes ends, with a row for each") {
    const Folder folder;
    folder.write("odd.toml", R"(
[experiment]
name = "odd"
[stop]
steps = 5
[[objective]]
name = "segfaults"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.4], count = 40 }
)");
    const Result run = call(folder, {"run", "odd.toml", "--plugin-path", plugins, "-j", "2"});
    INFO(run.err);
    CHECK(run.code == 1);
    CHECK_THAT(run.out, StartsWith("odd: 40 runs: 40 crashed"));
    CHECK(call(folder, {"show", "odd.h5"}).code == 0);
}
