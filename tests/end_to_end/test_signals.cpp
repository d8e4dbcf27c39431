// SPDX-License-Identifier: MIT
// Ctrl-C and its like at any moment: what is finished is safe, and the same command goes on from there.
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <fcntl.h>
#include <unistd.h>

#include <csignal>
#include <thread>

using namespace end_to_end;
using Catch::Contains;
using Catch::Matches;
using Catch::StartsWith;

namespace {

/// The code of a process that was interrupted: it said so, or it died of the signal.
bool is_interrupted(const Result &result, int signal) {
    return result.code == 130 || result.code == 128 + signal;
}

} // namespace

TEST_CASE("interrupt: Ctrl-C keeps what is finished, and the same command goes on from there") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    REQUIRE(call(folder, run_slow("alone.h5")).code == 0);
    struct Case {
        std::string jobs;
        int signal;
        Process::Words more;
    };
    const Case cases[] = {{"0", SIGINT, {}}, {"2", SIGINT, {}}, {"2", SIGTERM, {}}, {"1", SIGHUP, {}}};
    for (const Case &now : cases) {
        const std::string out = "jobs" + now.jobs + "_" + std::to_string(now.signal) + ".h5";
        Process process(folder, with_thalweg(run_slow(out, now.jobs)), hardly);
        wait_until([&] { return count_parts(folder / out) > 0 || process.has_ended(); });
        process.signal(now.signal);
        const Result interrupted = process.wait();
        CHECK(interrupted.code == 130);
        CHECK_THAT(interrupted.err,
                   Matches("(.|\n)*interrupted: [1-9][0-9]* of 150 runs are safe; the same command "
                           "continues\n(.|\n)*"));
        CHECK(interrupted.out.empty());
        CHECK_FALSE(fs::exists(folder / out));

        const Result end = call(folder, run_slow(out, now.jobs));
        CHECK(end.code == 0);
        CHECK_THAT(end.err, Contains("continuing: "));
        CHECK(digest_of(folder / out) == digest_of(folder / "alone.h5"));
    }
}

TEST_CASE("interrupt: a shard speaks of its own runs, and continues as well") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process process(folder, with_thalweg(run_slow("out.h5", "2", {"--shard", "1/2"})), hardly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    process.signal(SIGINT);
    const Result interrupted = process.wait();
    CHECK(interrupted.code == 130);
    CHECK_THAT(interrupted.err, Contains(" of 75 runs are safe; the same command continues"));
    const Result end = call(folder, run_slow("out.h5", "2", {"--shard", "1/2"}));
    CHECK(end.code == 0);
    CHECK_THAT(end.err, Contains(" of 75 runs are there"));
    CHECK(Stored(folder / "out.h5").runs().size() == 75);
}

TEST_CASE("interrupt: a second Ctrl-C does not wait for runs that take for ever") {
    const Folder folder;
    folder.write("loops.toml", R"(
[experiment]
name = "loops"
[stop]
steps = 10
[[objective]]
name = "loops"
[[optimizer]]
name = "gradient_descent"
)");
    const auto jobs = GENERATE(as<std::string>{}, "0", "1");
    Process process(folder,
                    with_thalweg({"run", "loops.toml", "--jobs", jobs, "--plugin-path", own_plugins}));
    // the folder is made, the plugins are vetted; a signal before the supervisor listens would end it as well
    wait_until([&] { return fs::exists(folder / "loops.h5.parts"); });
    wait_until([&] {
        process.signal(SIGINT);
        return process.has_ended();
    });
    CHECK(is_interrupted(process.wait(), SIGINT));
}

TEST_CASE("interrupt: while plugins are loaded, while objectives are asked, within a run") {
    const Folder folder;
    folder.write("waiting.toml", waiting_experiment);
    const Process::Words words{"run", "waiting.toml", "--jobs", "1", "--plugin-path", own_plugins};
    REQUIRE(call(folder,
                 [&] {
                     Process::Words alone = words;
                     alone.insert(alone.end(), {"-o", "alone.h5"});
                     return alone;
                 }())
                .code == 0);
    for (const std::string place : {"load", "problem", "gradient"}) {
        const std::string mark = folder / (place + ".mark");
        Process process(folder, with_thalweg(words), {"E2E_WAIT_AT=" + place, "E2E_MARK=" + mark});
        wait_until([&] { return fs::exists(mark) || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        const auto children = process.children();
        CHECK(children.size() == 1);
        wait_until([&] { // the run never ends: once more
            process.signal(SIGINT);
            return process.has_ended();
        });
        CHECK(is_interrupted(process.wait(), SIGINT));
        for (const pid_t child : children)
            wait_until([&] { return !fs::exists("/proc/" + std::to_string(child)); });
        CHECK_FALSE(fs::exists(folder / "waiting.h5"));
    }
    CHECK(call(folder, words).code == 0);
    CHECK(digest_of(folder / "waiting.h5") == digest_of(folder / "alone.h5"));
}

TEST_CASE("interrupt: a second one leaves a merge that does not end") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    REQUIRE(call(folder, run_slow("alone.h5", "2")).code == 0);
    struct Case {
        std::string
            milliseconds; ///< 5: parts are merged; 0: all of it ends within a second, and is written at once
        int signal;
    };
    for (const auto &[milliseconds, signal] : {Case{"5", SIGINT}, {"0", SIGTERM}, {"0", SIGHUP}}) {
        const std::string mark = folder / "mark";
        Process process(folder, with_thalweg(run_slow("out.h5", "2")),
                        {"E2E_MILLISECONDS=" + milliseconds, "LD_PRELOAD=" THALWEG_WAITS_AT_CALLS,
                         "E2E_WAIT_AT=merge", "E2E_MARK=" + mark});
        wait_until([&] { return fs::exists(mark) || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        wait_until([&, number = signal] { // one waits for what is being written, and that does not end
            process.signal(number);
            return process.has_ended();
        });
        CHECK(is_interrupted(process.wait(), signal));
        CHECK_FALSE(fs::exists(folder / "out.h5"));
        CHECK(call(folder, run_slow("out.h5", "2")).code == 0);
        CHECK(digest_of(folder / "out.h5") == digest_of(folder / "alone.h5"));
        fs::remove(folder / "out.h5");
        fs::remove(mark);
        CHECK(folder.names() == std::vector<std::string>{"alone.h5", "slow.toml"});
    }
}

TEST_CASE("interrupt: at whatever moment, it ends at once or is done, and nothing is lost") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    REQUIRE(call(folder, run_slow("alone.h5", "2")).code == 0);
    const std::string digest = digest_of(folder / "alone.h5");
    // from before main() to after the end: 40 ms of beginning, 1.1 s of runs, the merge
    for (int moment = 0; moment < 20; ++moment) {
        const int signal = moment % 2 == 0 ? SIGINT : SIGTERM;
        Process process(folder, with_thalweg(run_slow("out.h5", "2")), slowly);
        const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(65) * moment;
        wait_until([&] { return std::chrono::steady_clock::now() >= until || process.has_ended(); });
        process.signal(signal);
        const Result end = process.wait();
        CAPTURE(moment, end.code, end.err);
        CHECK((is_interrupted(end, signal) || end.code == 0));
        CHECK(fs::exists(folder / "out.h5") == (end.code == 0));
        REQUIRE(call(folder, run_slow("out.h5", "2")).code == 0);
        CHECK(digest_of(folder / "out.h5") == digest);
        CHECK(folder.names() == std::vector<std::string>{"alone.h5", "out.h5", "slow.toml"});
        fs::remove(folder / "out.h5");
    }
}

TEST_CASE("interrupt: a signal for all processes of a job makes no run a crash") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process process(folder, with_thalweg(run_slow("out.h5", "2")), hardly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    for (const pid_t worker : process.workers())
        ::kill(worker, SIGTERM);
    process.signal(SIGTERM);
    CHECK(process.wait().code == 130);
    const Result end = call(folder, run_slow("out.h5", "2"));
    CHECK(end.code == 0);
    CHECK_THAT(end.out, StartsWith("slow: 150 runs: 150 steps\n"));
}

TEST_CASE("interrupt: a terminal that is closed ends it as SIGTERM does") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    // the shell leads a session whose terminal is the pseudo-terminal of script; it goes with its other end
    const std::string inner =
        "exec '" THALWEG_PROGRAM "' run slow.toml -o out.h5 --jobs 1 --plugin-path '" + own_plugins + "'";
    Process terminal(folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/terminal.py", inner},
                     hardly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || terminal.has_ended(); });
    REQUIRE_FALSE(terminal.has_ended());
    terminal.signal(SIGUSR1); // closes the terminal, then waits for what was in it
    const Result end = terminal.wait();
    CHECK(end.out == "130\n");
    const Result again = call(folder, run_slow("out.h5"));
    CHECK(again.code == 0);
    CHECK_THAT(again.err, Contains("continuing: "));
}

TEST_CASE("interrupt: nohup means that a closed terminal is no reason to end") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process::Words words = with_thalweg(run_slow("out.h5", "2"));
    words.insert(words.begin(), {"bash", "-c", "trap '' HUP; exec \"$@\"", "bash"});
    Process process(folder, words, slowly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    process.signal(SIGHUP);
    CHECK(process.wait().code == 0);
    CHECK(Stored(folder / "out.h5").runs().size() == 150);
}
