// SPDX-License-Identifier: MIT
// --fail-fast stops at the first run that goes wrong, and a worker that cannot start is an error: in both
// cases what is finished is safe.
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::Matches;
using Catch::StartsWith;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

/// Gradient descent on the objective with each of these deeds, in this order: one run a deed, the runs
/// around a run with a deed are well.
std::string moody_experiment(const std::string &deeds, const std::string &stop = "") {
    return "[experiment]\nname = \"moody\"\n[stop]\nsteps = 3\n" + stop +
           "\n[[objective]]\nname = \"moody\"\nparameters.deed = " + deeds +
           "\n[[optimizer]]\nname = \"gradient_descent\"\nparameters.learning_rate = 0.125\n";
}

Process::Words run_moody(Process::Words more = {}) {
    Process::Words words{"run", "moody.toml", "--plugin-path", plugins};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

std::vector<std::string> statuses(const Stored &stored) {
    std::vector<std::string> all;
    for (std::size_t row = 0; row < stored.runs().size(); ++row)
        all.push_back(stored.status(row));
    return all;
}

} // namespace

TEST_CASE("fail fast: the first run that goes wrong stops the experiment, which the same command continues") {
    struct Deed {
        std::string name, jobs, stop, status, reason;
    };
    const std::string thrown = "eval of the objective returned E_FAIL: in no mood";
    const auto deed = GENERATE_REF(values<Deed>({
        {"crash", "1", "", "crashed", "SIGSEGV (Segmentation fault)"},
        {"failure", "1", "", "failed", thrown},
        {"failure", "0", "", "failed", thrown},
        {"no_end", "1", "timeout = 2.0", "timed_out", "killed after stop.timeout = 2 s"},
        {"memory", "1", "memory = \"256 MiB\"", "out_of_memory",
         "killed above stop.memory = 268435456 bytes"},
    }));
    const Folder folder;
    // a run that diverges is a result and stops nothing: a step multiplies x by 1 - 2e200, and x² has no
    // number
    std::string text = moody_experiment("[\"nothing\", \"" + deed.name + "\"]", deed.stop);
    text.replace(text.find("rate = 0.125"), 12, "rate = [1e200, 0.125]");
    text += "[[exclude]]\nobjective_parameters.deed = { equals = \"" + deed.name +
            "\" }\noptimizer_parameters.learning_rate = { above = 1 }\n"
            "[[objective]]\nname = \"parabola\"\n";
    folder.write("moody.toml", text);

    const Result stopped = call(folder, run_moody({"--fail-fast", "--jobs", deed.jobs}));
    INFO(deed.status << '\n' << stopped.err);
    CHECK(stopped.code == 1);
    CHECK(stopped.out == "");
    CHECK_THAT(stopped.err, Contains("stopped: run 3 (moody, gradient_descent learning_rate=0.125) " +
                                     deed.status + ": " + deed.reason +
                                     "; 3 of 5 runs are safe; the same "
                                     "command continues\n"));
    CHECK_FALSE(fs::exists(folder / "moody.h5"));
    CHECK(count_parts(folder / "moody.h5") > 0);

    // what went wrong in an earlier call stops nothing any more
    const Result end = call(folder, run_moody({"--fail-fast", "--jobs", deed.jobs}));
    INFO(end.err);
    CHECK(end.code == 1);
    CHECK_THAT(end.err, Contains("continuing: 3 of 5 runs are there, 2 to do") && !Contains("stopped"));
    CHECK(statuses(Stored(folder / "moody.h5")) ==
          std::vector<std::string>{"diverged", "steps", deed.status, "diverged", "steps"});
}

TEST_CASE("fail fast: runs that are going on are finished and kept") {
    const Folder folder;
    // the first of two workers is in a run of 4 x 60 ms when the second one crashes, or before
    folder.write("moody.toml",
                 moody_experiment(R"(["nothing", "crash"])") + "[[objective]]\nname = \"parabola\"\n");
    const Result stopped =
        Process(folder, with_thalweg(run_moody({"--fail-fast", "--jobs", "2"})), {"E2E_MILLISECONDS=60"})
            .wait();
    INFO(stopped.err);
    CHECK(stopped.code == 1);
    CHECK_THAT(stopped.err, Matches("(.|\n)*stopped: run 1 (.|\n)*; [23] of 3 runs are safe; (.|\n)*") ||
                                Contains("the last run: run 1 "));
}

TEST_CASE("fail fast: a failure in the very last run leaves finished results and is told") {
    const Folder folder;
    folder.write("moody.toml", moody_experiment(R"(["nothing", "failure"])"));
    const Result end = call(folder, run_moody({"--fail-fast"}));
    INFO(end.err);
    CHECK(end.code == 1);
    CHECK_THAT(end.err, Contains("run 1 (moody, gradient_descent learning_rate=0.125) failed: eval of the "
                                 "objective returned E_FAIL: in no mood\n"));
    CHECK_THAT(end.out, StartsWith("moody: 2 runs: 1 steps, 1 failed"));
}

namespace {

/// Runs of two gradients each.
const std::string frail_experiment = R"(
[experiment]
name = "frail"
[stop]
steps = 1
[[objective]]
name = "frail"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.4], count = 10 }
)";

Result run_frail(const Folder &folder, const std::string &jobs, Process::Words environment) {
    environment.push_back("E2E_NOTES=" + folder.path().string());
    return call(folder, {"run", "frail.toml", "--jobs", jobs, "--plugin-path", plugins}, environment);
}

} // namespace

TEST_CASE("start: a worker that dies twenty times in a row is an error that names the plugin, not a loop") {
    const Folder folder;
    folder.write("frail.toml", frail_experiment);
    const Result run = run_frail(folder, "1", {"E2E_DEATHS=1000000"});
    INFO(run.err);
    CHECK(run.code == 2);
    CHECK(run.out == "");
    CHECK_THAT(run.err, Contains("error: the workers die before they have begun\n   at: " + plugins +
                                 "/e2e_frail.so\n  why: 20 in a row ended while they loaded this plugin, the "
                                 "last one with exit code 3\n"));
    CHECK(fs::file_size(folder / "starts_0") == 20);
    CHECK_FALSE(fs::exists(folder / "frail.h5"));
    CHECK_FALSE(fs::exists(folder / "frail.h5.parts"));
}

TEST_CASE("start: what other workers have finished is kept when one cannot start") {
    const Folder folder;
    folder.write("frail.toml", frail_experiment);
    // worker 0 is in its third run when worker 1 dies for the first time
    const Result run = run_frail(folder, "2", {"E2E_DEATHS=1000000", "E2E_FRAIL_FROM=1", "E2E_WAITS=1"});
    INFO(run.err);
    CHECK(run.code == 2);
    CHECK_THAT(run.err, Contains("the workers die before they have begun"));
    CHECK(fs::file_size(folder / "starts_1") == 20);
    CHECK(count_parts(folder / "frail.h5") > 0);

    const Result end = run_frail(folder, "2", {});
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.err, Contains("continuing: 2 of 10 runs are there, 8 to do"));
    REQUIRE(call(folder, {"run", "frail.toml", "-o", "alone.h5", "--plugin-path", plugins}).code == 0);
    CHECK(digest_of(folder / "frail.h5") == digest_of(folder / "alone.h5"));
}

TEST_CASE("start: workers that die nineteen times and live then end nothing") {
    const Folder folder;
    folder.write("frail.toml", frail_experiment);
    const Result run = run_frail(folder, "2", {"E2E_DEATHS=19"});
    INFO(run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.out, StartsWith("frail: 10 runs: 10 steps"));
    // more than twenty in all, but no place saw twenty in a row
    CHECK(fs::file_size(folder / "starts_0") + fs::file_size(folder / "starts_1") > 20);
}
