// SPDX-License-Identifier: MIT
// --retry repeats runs that went wrong and touches no other; --overwrite removes results and nothing else.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <map>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";
const Process::Words well{"E2E_WELL=1"};

/// Run 0 is well, 1 crashes, 2 fails, 3 is the parabola's.
const std::string moody_experiment = R"(
[experiment]
name = "moody"
[stop]
steps = 3
[[objective]]
name = "moody"
parameters.deed = ["nothing", "crash", "failure"]
[[objective]]
name = "parabola"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = 0.125
)";

/// 40 runs that crash at their third gradient.
const std::string many_crashes = R"(
[experiment]
name = "moody"
[stop]
steps = 3
[[objective]]
name = "moody"
parameters.deed = "crash"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.4], count = 40 }
)";

Process::Words run_moody(Process::Words more = {}) {
    Process::Words words{"run", "moody.toml", "--plugin-path", plugins};
    words.insert(words.end(), more.begin(), more.end());
    return words;
}

/// All that is stored of a run, times and attempt included.
std::string everything_of(const Stored &stored, std::size_t row) {
    const auto &run = stored.runs().at(row);
    const auto record = stored.record(row);
    std::string text;
    const auto add = [&](const auto &number) {
        text.append(reinterpret_cast<const char *>(&number), sizeof number);
    };
    add(run.key);
    add(run.run_id);
    add(record.status);
    for (const double number : {record.f_final, record.f_best, record.seconds, record.seconds_objective,
                                record.seconds_optimizer, record.started_at})
        add(number);
    for (const std::uint32_t number : {record.attempt, record.worker})
        add(number);
    for (const auto &observation : record.observations) {
        add(observation.step);
        add(observation.f);
    }
    for (const double x : record.iterates)
        add(x);
    for (const std::string &message : record.messages)
        text += message;
    return text;
}

struct Seen {
    std::uint32_t attempt;
    double started_at;
    bool operator==(const Seen &) const = default;
};
/// Of all runs that are safe, in OUT or in its parts.
std::map<std::uint64_t, Seen> safe_runs(const fs::path &out) {
    std::vector<std::string> notes;
    const auto reader = thalweg::results::Reader::of_experiment(out, notes);
    std::map<std::uint64_t, Seen> seen;
    for (const auto &run : reader.runs())
        seen[run.run_id] = {run.end.attempt, run.end.started_at};
    return seen;
}

} // namespace

TEST_CASE("retry: the runs of the named status are executed again, and no other is touched") {
    const Folder folder;
    folder.write("moody.toml", moody_experiment);
    REQUIRE(call(folder, run_moody()).code == 1);
    std::vector<std::string> before;
    {
        const Stored stored(folder / "moody.h5");
        for (std::size_t row = 0; row < 4; ++row)
            before.push_back(everything_of(stored, row));
    }

    const Result again = call(folder, run_moody({"--retry", "crashed"}), well);
    INFO(again.err);
    CHECK(again.code == 1); // the failed run is still there
    CHECK_THAT(again.err, Contains("retrying: 1 runs are executed again"));
    CHECK_THAT(again.out, StartsWith("moody: 4 runs: 3 steps, 1 failed"));
    {
        const Stored stored(folder / "moody.h5");
        for (const std::size_t row : {0u, 2u, 3u})
            CHECK(everything_of(stored, row) == before[row]);
        CHECK(stored.status(1) == "steps");
        CHECK(stored.runs()[1].end.attempt == 2);
    }

    REQUIRE(call(folder, run_moody({"--retry", "all"}), well).code == 0);
    {
        const Stored stored(folder / "moody.h5");
        CHECK(everything_of(stored, 0) == before[0]);
        CHECK(everything_of(stored, 3) == before[3]);
        CHECK(stored.runs()[1].end.attempt == 2);
        CHECK(stored.runs()[2].end.attempt == 2);
    }
    REQUIRE(call(folder, run_moody({"-o", "well.h5"}), well).code == 0);
    CHECK(digest_of(folder / "moody.h5") == digest_of(folder / "well.h5"));

    const Trace whole = trace_of(folder / "moody.h5");
    const Result nothing = call(folder, run_moody({"--retry", "crashed,failed"}), well);
    CHECK(nothing.code == 0);
    CHECK_THAT(nothing.out, StartsWith("moody: nothing to retry, none of the 4 runs is crashed or failed"));
    CHECK(trace_of(folder / "moody.h5") == whole);
    CHECK(folder.names() == std::vector<std::string>{"moody.h5", "moody.toml", "well.h5"});
}

TEST_CASE("retry: a run that goes wrong again may be retried again, one attempt after the other") {
    const Folder folder;
    folder.write("moody.toml", moody_experiment);
    REQUIRE(call(folder, run_moody()).code == 1);
    for (const std::uint32_t attempt : {2u, 3u}) {
        const Result again = call(folder, run_moody({"--retry", "failed,crashed", "--jobs", "1"}));
        INFO(again.err);
        CHECK(again.code == 1);
        const Stored stored(folder / "moody.h5");
        for (std::size_t row = 0; row < 4; ++row)
            CHECK(stored.runs()[row].end.attempt == (row == 1 || row == 2 ? attempt : 1));
        CHECK(stored.status(1) == "crashed");
        CHECK(stored.status(2) == "failed");
    }
}

TEST_CASE("retry: a retry that is killed goes on, with --retry or without, and repeats nothing twice") {
    const auto more = GENERATE(as<Process::Words>{}, Process::Words{"--retry", "crashed"}, Process::Words{});
    const Folder folder;
    folder.write("moody.toml", many_crashes);
    REQUIRE(call(folder, run_moody()).code == 1);
    {
        // each is slow and crashes again: a part after one second of seven
        Process process(folder, with_thalweg(run_moody({"--retry", "crashed", "--jobs", "1"})),
                        {"E2E_MILLISECONDS=60"});
        wait_until([&] { return count_parts(folder / "moody.h5") > 0 || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        process.kill_everything();
    }
    const auto at_kill = safe_runs(folder / "moody.h5");
    REQUIRE(at_kill.size() == 40);

    const Result end = call(folder, run_moody(more));
    INFO(end.err);
    CHECK(end.code == 1);
    const auto after = safe_runs(folder / "moody.h5");
    int kept = 0;
    for (const auto &[id, seen] : after) {
        CHECK(seen.attempt == 2);
        if (at_kill.at(id).attempt == 2) {
            ++kept;
            CHECK(seen == at_kill.at(id));
        }
    }
    CHECK(kept > 0);
    CHECK(kept < 40);
    CHECK_THAT(call(folder, run_moody()).out, StartsWith("moody: nothing to do"));
}

TEST_CASE("retry: runs of an unfinished experiment are retried beside what is missing") {
    const Folder folder;
    folder.write("moody.toml", moody_experiment);
    const Result stopped = call(folder, run_moody({"--fail-fast", "--jobs", "1"}));
    REQUIRE_THAT(stopped.err, Contains("; 2 of 4 runs are safe"));
    const Result end = call(folder, run_moody({"--retry", "crashed", "--fail-fast"}), well);
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.err, Contains("continuing: 1 of 4 runs are there, 3 to do"));
    const Stored stored(folder / "moody.h5");
    const std::vector<std::uint32_t> attempts{1, 2, 1, 1};
    for (std::size_t row = 0; row < 4; ++row)
        CHECK(stored.runs()[row].end.attempt == attempts[row]);
}

TEST_CASE(
    "retry: with --fail-fast the first run that goes wrong again stops it, and the same command goes on") {
    const Folder folder;
    folder.write("moody.toml", moody_experiment);
    REQUIRE(call(folder, run_moody()).code == 1);
    const Process::Words words = run_moody({"--retry", "all", "--fail-fast", "--jobs", "1"});
    const Result stopped = call(folder, words);
    CHECK(stopped.code == 1);
    CHECK_THAT(stopped.err, Contains("stopped: run 1 (") && Contains("; 3 of 4 runs are safe"));
    const Result end = call(folder, words);
    CHECK(end.code == 1);
    CHECK_THAT(end.err,
               Contains("continuing: 3 of 4 runs are there, 1 to do") && Contains("the last run: run 2 ("));
    for (const auto &[id, seen] : safe_runs(folder / "moody.h5"))
        CHECK(seen.attempt == (id == 1 || id == 2 ? 2 : 1));
}

TEST_CASE("retry: words that are no status to retry are refused before anything happens") {
    struct Words {
        std::string given, what, fix;
    };
    const auto words = GENERATE(values<Words>({
        {"crahsed", "unknown status \"crahsed\"", "write crashed"},
        {"crashed,time_out", "unknown status \"time_out\"", "write timed_out"},
        {"crashed,", "unknown status \"\"", "--help"},
        {"diverged", "runs that ended as diverged are not repeated", "leave it out"},
        {"failed,steps", "runs that ended as steps are not repeated", "leave it out"},
    }));
    const Folder folder;
    folder.write("moody.toml", moody_experiment);
    const Result run = call(folder, run_moody({"--retry=" + words.given}));
    INFO(words.given << '\n' << run.err);
    CHECK(run.code == 2);
    CHECK(run.out == "");
    CHECK_THAT(run.err, Contains("error: " + words.what + "\n   at: --retry\n") && Contains(words.fix));
    CHECK_THAT(run.err, Contains("crashed, failed, out_of_memory"));
    CHECK(folder.names() == std::vector<std::string>{"moody.toml"});
}

TEST_CASE("overwrite: a file that is no results file is refused, whatever its name") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    folder.write("notes.txt", "somebody may need them");
    const Result python = program(
        folder, {THALWEG_PYTHON, "-c", "import h5py; h5py.File('images.h5', 'w')['pixel'] = [1, 2, 3]"});
    REQUIRE(python.code == 0);
    for (const std::string out : {"notes.txt", "small.toml", "images.h5"}) {
        const Trace before = trace_of(folder / out);
        const Result run = call(folder, {"run", "small.toml", "-o", out, "--overwrite"});
        INFO(out << '\n' << run.err);
        CHECK(run.code == 2);
        CHECK_THAT(run.err, Contains("error: what stands in the place of the results is no results file"));
        CHECK_THAT(run.err, Contains("-o OUT.h5"));
        CHECK(trace_of(folder / out) == before);
    }
    CHECK(folder.names() == std::vector<std::string>{"images.h5", "notes.txt", "small.toml"});
}

TEST_CASE("overwrite: results go only once nothing speaks against new ones") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const Trace before = trace_of(folder / "small.h5");
    struct Refused {
        std::string set, what;
        int code;
    };
    for (const Refused &refused : {Refused{"stop.steps=-1", "steps", 2},
                                   {"stop.steps=100000", "the results will not fit on the disk", 3},
                                   {"optimizer=[]", "optimizer", 2}}) {
        const Result run = call(folder, {"run", "small.toml", "--overwrite", "--set", refused.set, "--set",
                                         "experiment.repetitions=1000000000"});
        INFO(refused.set << '\n' << run.err);
        CHECK(run.code == refused.code);
        CHECK_THAT(run.err, Contains(refused.what));
        CHECK(trace_of(folder / "small.h5") == before);
    }
    folder.write("none.toml", small_experiment("[[exclude]]\nobjective = \"parabola\"\n"));
    const Result none = call(folder, {"run", "none.toml", "--overwrite"});
    INFO(none.err);
    CHECK(none.code == 2);
    CHECK_THAT(none.err, Contains("the experiment has no runs"));
    CHECK(trace_of(folder / "small.h5") == before);
    CHECK(folder.names() == std::vector<std::string>{"none.toml", "small.h5", "small.toml"});
}

TEST_CASE("overwrite: the parts of an unfinished experiment go as well") {
    const Folder folder;
    folder.write("moody.toml", moody_experiment);
    REQUIRE_THAT(call(folder, run_moody({"--fail-fast", "--jobs", "1"})).err,
                 Contains("2 of 4 runs are safe"));
    const Result run = call(folder, run_moody({"--overwrite", "--fail-fast", "--jobs", "1"}), well);
    INFO(run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.err, !Contains("continuing"));
    for (const auto &[id, seen] : safe_runs(folder / "moody.h5"))
        CHECK(seen.attempt == 1);
    CHECK(folder.names() == std::vector<std::string>{"moody.h5", "moody.toml"});
}
