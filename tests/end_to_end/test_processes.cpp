// SPDX-License-Identifier: MIT
// No process outlives its supervisor, none is left unburied, no descriptor is forgotten, and whoever is
// stopped goes on where it was.
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <unistd.h>

#include <algorithm>
#include <csignal>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// The state letter of a process: R, S, T, Z, ...; 0 where there is none.
char state_of(pid_t pid) {
    const std::string stat = read_file("/proc/" + std::to_string(pid) + "/stat");
    const auto after_name = stat.rfind(") ");
    return after_name == std::string::npos ? '\0' : stat[after_name + 2];
}

bool is_gone(pid_t pid) { return state_of(pid) == '\0'; }

/// But for parts: a merge has up to 32 of them open.
std::size_t count_descriptors(pid_t pid) {
    std::error_code gone, closed;
    std::size_t count = 0;
    for (fs::directory_iterator entry("/proc/" + std::to_string(pid) + "/fd", gone), end;
         !gone && entry != end; entry.increment(gone))
        count += fs::read_symlink(entry->path(), closed).extension() == ".h5" ? 0 : 1;
    return count;
}

/// 10,000 runs, the first 50 of which crash.
const std::string ten_thousand = R"(
[experiment]
name = "many"
[stop]
steps = 20
[[objective]]
name = "segfaults"
[[objective]]
name = "parabola"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.4], count = 9950 }
[[exclude]]
objective = "segfaults"
optimizer_parameters.learning_rate = { above = 0.01194 }
)";

const Process::Words waiting_words{"run", "waiting.toml", "--jobs", "2", "--plugin-path", own_plugins};

} // namespace

TEST_CASE("orphans: none is left of a supervisor that is killed, wherever it was") {
    const Folder folder;
    folder.write("waiting.toml", waiting_experiment);
    for (const std::string place : {"load", "problem", "gradient"}) {
        const std::string mark = folder / (place + ".mark");
        Process process(folder, with_thalweg(waiting_words), {"E2E_WAIT_AT=" + place, "E2E_MARK=" + mark});
        wait_until([&] { return fs::exists(mark) || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        const auto children = process.children();
        CHECK(children.size() >= 1);
        process.signal(SIGKILL);
        CHECK(process.wait().code == 128 + SIGKILL);
        for (const pid_t child : children)
            wait_until([&] { return is_gone(child); });
    }
}

TEST_CASE("orphans: a child whose supervisor died before it could bind itself to it ends at once") {
    const Folder folder;
    const std::string parent = std::to_string(::getpid() + 1); // any but the one that starts it
    for (const Process::Words &words : {Process::Words{"__worker", "0", parent}, {"__vet", parent}})
        CHECK(call(folder, words).code == 4);
}

TEST_CASE("orphans: the child that looks at a results file dies with who wants to know") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const std::string mark = folder / "mark";
    Process show(folder, with_thalweg({"show", "small.h5"}),
                 {"LD_PRELOAD=" THALWEG_WAITS_AT_CALLS, "E2E_WAIT_AT=answer", "E2E_MARK=" + mark});
    wait_until([&] { return fs::exists(mark) || show.has_ended(); });
    REQUIRE_FALSE(show.has_ended());
    const auto children = show.children();
    REQUIRE(children.size() == 1);
    show.signal(SIGKILL);
    show.wait();
    wait_until([&] { return is_gone(children.front()); });
}

TEST_CASE("long runs: ten thousand runs and fifty crashes leave no zombie and no descriptor") {
    const Folder folder;
    folder.write("many.toml", ten_thousand);
    Process process(folder, with_thalweg({"run", "many.toml", "--jobs", "2", "--plugin-path", own_plugins}));
    std::size_t most = 0;
    while (!process.has_ended()) {
        most = std::max(most, count_descriptors(process.pid()));
        auto children = process.children();
        std::erase_if(children, is_gone); // while the others were looked for
        // a dead worker is buried before another takes its seat: a zombie that is left would be one too many
        if (children.size() > 2)
            FAIL(children.size() << " children at once");
    }
    const Result end = process.wait();
    INFO(end.err);
    CHECK(end.code == 1);
    CHECK_THAT(end.out, StartsWith("many: 10000 runs: 9950 steps, 50 crashed\n"));
    // the standard ones, the lock, memory and job of the workers, one for each worker, and for a moment a
    // part, its folder or the two ends of a child's start: far below the 50 that one a crash would make
    CHECK(most >= 5);
    CHECK(most <= 20);
}

TEST_CASE("long runs: whoever ignored the death of children before does not keep us from seeing it") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process::Words words{THALWEG_PYTHON, "-c",
                         "import os, signal, sys; signal.signal(signal.SIGCHLD, signal.SIG_IGN); "
                         "os.execv(sys.argv[1], sys.argv[1:])"};
    const Process::Words run = with_thalweg(run_slow("out.h5", "2"));
    words.insert(words.end(), run.begin(), run.end());
    const Result end = program(folder, words);
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK(Stored(folder / "out.h5").runs().size() == 150);
}

TEST_CASE("stopped: a worker that is stopped for a while goes on with its run") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    REQUIRE(call(folder, run_slow("alone.h5", "2")).code == 0);
    Process process(folder, with_thalweg(run_slow("out.h5", "2")), slowly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    REQUIRE(process.workers().size() == 2);
    const pid_t worker = process.workers().front();
    ::kill(worker, SIGSTOP);
    // the other does the rest; all of it in the rare case that the first was between two runs
    wait_until([&] { return process.workers() == std::vector<pid_t>{worker} || process.has_ended(); });
    ::kill(worker, SIGCONT);
    const Result end = process.wait();
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.out, StartsWith("slow: 150 runs: 150 steps\n"));
    CHECK(digest_of(folder / "out.h5") == digest_of(folder / "alone.h5"));
}

TEST_CASE("stopped: a worker that is stopped for longer than stop.timeout has timed out, on the wall clock") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process process(folder, with_thalweg(run_slow("out.h5", "1", {"--set", "stop.timeout=2.0"})), slowly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    for (const pid_t worker : process.workers())
        ::kill(worker, SIGSTOP);
    const Result end = process.wait();
    CHECK(end.code == 1);
    CHECK_THAT(end.out, StartsWith("slow: 150 runs: 149 steps, 1 timed_out\n"));
}

TEST_CASE(
    "stopped: a supervisor that is stopped while its workers go on loses nothing and times nobody out") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const Process::Words timeout{"--set", "stop.timeout=0.5"}; // a run takes 60 ms, all of them 4.5 s
    REQUIRE(call(folder, run_slow("alone.h5", "2", timeout)).code == 0);
    Process process(folder, with_thalweg(run_slow("out.h5", "2", timeout)), {"E2E_MILLISECONDS=20"});
    wait_until([&] { return process.workers().size() == 2 || process.has_ended(); });
    const auto workers = process.workers();
    REQUIRE(workers.size() == 2);
    process.signal(SIGSTOP); // SIGTSTP does nothing where no shell looks after the process group
    wait_until([&] { return state_of(process.pid()) == 'T' || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    for (const pid_t worker : workers) // they have executed all there is, and ended
        wait_until([&] { return state_of(worker) == 'Z'; });
    process.signal(SIGCONT);
    const Result end = process.wait();
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.out, StartsWith("slow: 150 runs: 150 steps\n"));
    CHECK(digest_of(folder / "out.h5") == digest_of(folder / "alone.h5"));
}
