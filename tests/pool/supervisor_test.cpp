// SPDX-License-Identifier: MIT
// Worker processes that crash, hang and eat memory, with good runs beside them.
#include "host_process.hpp"

#include <catch2/catch.hpp>
#include <sys/prctl.h>
#include <thread>

using bench::Folder;
using bench::Host;
using bench::Line;

namespace {

/// Six good runs of 40 steps around one of `deed`, which is run 3.
std::string around(const std::string &deed, const std::string &stop = "", const std::string &more = "") {
    return "[stop]\nsteps = 40\n" + stop + "\n[[objective]]\nname = \"bowl\"\ndimensions = [2]\n" +
           "[[optimizer]]\nname = \"bad_citizen\"\nparameters.at = [100, 101, 102]\n" +
           "[[optimizer]]\nname = \"bad_citizen\"\nparameters.deed = \"" + deed + "\"\n" + more +
           "\n[[optimizer]]\nname = \"walker\"\nparameters.stride = [0.5, 0.25]\n" +
           "[[optimizer]]\nname = \"asker\"\n";
}

std::map<std::uint64_t, Line> run(const std::string &text, unsigned jobs) {
    Host host(text, jobs);
    const int code = host.wait();
    CAPTURE(host.text(), host.errors());
    CHECK(code == 0);
    CHECK_THAT(host.text(), Catch::Contains("all_done"));
    CHECK_THAT(host.text(), Catch::Contains("descriptors 0"));
    CHECK_THAT(host.text(), Catch::Contains("children none"));
    CHECK(host.text().find("this is not a result") == std::string::npos);
    return host.runs();
}

/// What the good runs come to when nothing happens: executed within the host.
const std::map<std::uint64_t, Line> &good_runs() {
    static const auto runs = run(around("nothing"), 0);
    return runs;
}

/// Runs the deed with some workers; all runs but 3 must be as ever. Gives run 3.
Line beside_good_runs(const std::string &text, unsigned jobs) {
    auto runs = run(text, jobs);
    REQUIRE(runs.size() == 7);
    const Line guilty = runs.at(3);
    for (const auto &[id, line] : good_runs())
        if (id != 3) {
            CAPTURE(id);
            CHECK(runs.at(id) == line);
            CHECK(line.status == "steps");
        }
    return guilty;
}

bool is_gone(pid_t pid) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    std::getline(stat, text);
    const auto name_end = text.rfind(") ");
    return text.empty() || text.at(name_end + 2) == 'Z'; // dead; init has yet to take notice
}

/// A child that has computed for 300 ms, far longer than a worker takes to begin; 0: there is none.
pid_t busy_child(pid_t parent) {
    const std::string process = "/proc/" + std::to_string(parent);
    std::ifstream children(process + "/task/" + std::to_string(parent) + "/children");
    for (pid_t pid = 0; children >> pid;) {
        std::ifstream stat("/proc/" + std::to_string(pid) + "/schedstat");
        std::uint64_t ns = 0;
        if (stat >> ns && ns > 300'000'000 && !is_gone(pid))
            return pid;
    }
    return 0;
}

/// Polls `condition` until it holds, for as long as any test waits.
template <class Condition> bool comes_true(Condition condition) {
    const auto end = std::chrono::steady_clock::now() + bench::patience;
    while (!condition()) {
        if (std::chrono::steady_clock::now() > end)
            return false;
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
    }
    return true;
}

} // namespace

TEST_CASE("pool: 1, 2 and 4 workers give the bits of one process") {
    const std::string text = "repetitions = 3\n" + around("nothing") +
                             "[[objective]]\nname = \"ten_samples\"\ndata = { batch = 3 }\n" +
                             "[[objective]]\nname = \"trap\"\nparameters.how = [\"nan\", \"fails\"]\n";
    const auto alone = run(text, 0);
    REQUIRE(alone.size() == 3 * 7 * 4);
    for (const unsigned jobs : {1u, 2u, 4u}) {
        CAPTURE(jobs);
        CHECK(run(text, jobs) == alone);
    }
}

TEST_CASE("pool: a segfault is the end of its run alone, with the cost it had") {
    for (const unsigned jobs : {1u, 2u}) {
        const Line line = beside_good_runs(around("segfault"), jobs);
        CHECK(line.status == "crashed");
        CHECK_THAT(line.message, Catch::StartsWith("SIGSEGV"));
        CHECK(line.steps == 6);       // it died in step 7
        CHECK(line.evaluations == 7); // for which it had been given a gradient
        CHECK(line.observations == 1);
    }
}

TEST_CASE("pool: an objective's segfault is recorded likewise") {
    const auto runs = run("[stop]\nsteps = 9\n[[objective]]\nname = \"trap\"\nparameters.how = \"segfault\"\n"
                          "parameters.below = [5.0, -50.0]\n[[optimizer]]\nname = \"walker\"\n",
                          2);
    REQUIRE(runs.size() == 2);
    CHECK(runs.at(0).status == "crashed");
    CHECK(runs.at(0).steps == 2); // 8, 7, 6; at 5 it falls
    CHECK(runs.at(1).status == "steps");
}

TEST_CASE("pool: abort and exit are crashes, whatever the code") {
    CHECK_THAT(beside_good_runs(around("abort"), 2).message, Catch::StartsWith("SIGABRT"));
    for (const int code : {0, 3}) {
        const Line line =
            beside_good_runs(around("exit", "", "parameters.code = " + std::to_string(code)), 2);
        CHECK(line.status == "crashed");
        CHECK_THAT(line.message, Catch::Contains("exited with code " + std::to_string(code)));
        CHECK(line.steps == 6);
    }
}

TEST_CASE("pool: a run that never ends is killed after stop.timeout") {
    const Line line = beside_good_runs(around("loop", "timeout = 0.5"), 2);
    CHECK(line.status == "timed_out");
    CHECK(line.message == "killed after stop.timeout = 0.5 s");
    CHECK(line.steps == 6);
}

TEST_CASE("pool: a run that eats memory is killed above stop.memory") {
    const Line line = beside_good_runs(around("hoard", "memory = \"200 MiB\""), 2);
    CHECK(line.status == "out_of_memory");
    CHECK_THAT(line.message, Catch::Contains("stop.memory"));
    CHECK(line.steps == 6);
}

TEST_CASE("pool: an exception is a failed run, of the same worker") {
    const Line line = beside_good_runs(around("throw"), 1);
    CHECK(line.status == "failed");
    CHECK(line.message == "update of the optimizer returned E_FAIL");
    CHECK(line.steps == 6);
}

TEST_CASE("pool: what a plugin prints does not reach stdout, and closing everything harms nobody") {
    const Line good = good_runs().at(3);
    CHECK(beside_good_runs(around("print"), 1) == good); // run() looks for the text
    CHECK(beside_good_runs(around("close_all"), 1) == good);
}

TEST_CASE("pool: folder, locale and arithmetic are as they were for the runs after it") {
    const Line good = good_runs().at(3);
    CHECK(beside_good_runs(around("leave"), 1) == good);
    CHECK(beside_good_runs(around("locale"), 1) == good);
    beside_good_runs(around("arithmetic"), 1); // its own run may well differ
}

TEST_CASE("pool: a run whose worker was killed from outside is repeated") {
    const Folder folder;
    const Line line =
        beside_good_runs(around("kill_once", "", "parameters.marker = \"" + folder.file("killed") + "\""), 2);
    CHECK(std::filesystem::exists(folder.file("killed")));
    CHECK(line == good_runs().at(3));
}

TEST_CASE("pool: one that is killed again and again is given up") {
    Host host("[stop]\nsteps = 100000000000\n[[objective]]\nname = \"bowl\"\n[[optimizer]]\nname = "
              "\"walker\"\n",
              1);
    for (int killed = 0; killed < 3; ++killed) {
        // in its run: one that is killed before that is replaced, and its death does not count against the
        // run
        pid_t pid = 0;
        REQUIRE(comes_true([&] { return (pid = busy_child(host.pid())) != 0; }));
        kill(pid, SIGKILL);
        REQUIRE(comes_true([&] { return is_gone(pid); }));
    }
    CHECK(host.wait() == 0);
    CHECK(host.runs().at(0).status == "crashed");
    CHECK_THAT(host.runs().at(0).message, Catch::StartsWith("SIGKILL"));
}

TEST_CASE("pool: no worker outlives a supervisor that is killed") {
    Host host("[stop]\nsteps = 1000\n[[objective]]\nname = \"bowl\"\n[[optimizer]]\nname = \"bad_citizen\"\n"
              "parameters.deed = \"loop\"\nparameters.at = [1, 2]\n",
              2);
    const std::vector<pid_t> workers = host.wait_for_workers(2);
    host.signal(SIGKILL);
    CHECK(host.wait() == -SIGKILL);
    for (const pid_t pid : workers)
        CHECK(comes_true([&] { return is_gone(pid); }));
}

TEST_CASE("pool: one SIGINT lets current runs end, and no other begin") {
    const Folder folder;
    // run 1 interrupts the supervisor, then takes its time
    Host host(
        "[stop]\nsteps = 40\n[[objective]]\nname = \"bowl\"\n[[optimizer]]\nname = \"bad_citizen\"\n"
        "[[optimizer]]\nname = \"bad_citizen\"\nparameters.deed = \"interrupt\"\nparameters.code = 2\n"
        "parameters.marker = \"" +
            folder.file("a") +
            "\"\n[[optimizer]]\nname = \"bad_citizen\"\nparameters.deed = \"sleep\"\nparameters.code = 400\n"
            "parameters.at = { linear = [1, 30], count = 30 }\n",
        1);
    CHECK(host.wait() == 0);
    CHECK_THAT(host.text(), Catch::Contains("interrupted"));
    const auto runs = host.runs();
    CHECK(runs.at(0).status == "steps");
    CHECK(runs.at(1).status == "steps"); // it ended as any other
    CHECK(runs.size() < 32);
}

TEST_CASE("pool: the second SIGINT leaves at once, whatever is being executed") {
    Host host("[stop]\nsteps = 40\n[[objective]]\nname = \"bowl\"\n[[optimizer]]\nname = \"walker\"\n"
              "[[optimizer]]\nname = \"bad_citizen\"\nparameters.deed = \"loop\"\n",
              1);
    host.wait_for("run 0");
    const std::vector<pid_t> workers = host.workers();
    host.signal(SIGINT);
    // a second one that comes before the first was seen would be lost
    REQUIRE(comes_true([&] {
        std::ifstream status("/proc/" + std::to_string(host.pid()) + "/status");
        const std::string text{std::istreambuf_iterator<char>(status), {}};
        return text.find("SigPnd:\t0000000000000000") != std::string::npos &&
               text.find("ShdPnd:\t0000000000000000") != std::string::npos;
    }));
    host.signal(SIGINT);
    CHECK(host.wait() == 0);
    CHECK_THAT(host.text(), Catch::Contains("interrupted"));
    for (const pid_t pid : workers)
        CHECK(is_gone(pid));
}

TEST_CASE("pool: workers that die before they begin are an error that says so") {
    Host host(around("nothing"), 2, {"THALWEG_TEST_DIE_AT_START=1"});
    CHECK(host.wait() == 4);
    CHECK_THAT(host.errors(), Catch::Contains("the workers die before they have begun"));
    CHECK_THAT(host.errors(), Catch::Contains("20 in a row ended while they loaded this plugin"));
    CHECK_THAT(host.errors(), Catch::Contains("SIGABRT"));
    CHECK_THAT(host.errors(), Catch::Contains("--jobs 0"));
}

TEST_CASE("pool: workers that stand still before they begin are an error that says so") {
    Host host(around("nothing"), 2, {"THALWEG_TEST_HANG_AT_START=briefly"});
    CHECK(host.wait() == 4);
    CHECK_THAT(host.errors(), Catch::Contains("a worker does not begin"));
    CHECK_THAT(host.errors(), Catch::Contains("some stood still for 0.5 s while they loaded this plugin"));
}

TEST_CASE("pool: an interruption does not wait for workers that have no run yet") {
    Host host(around("nothing"), 2, {"THALWEG_TEST_HANG_AT_START=1"});
    const std::string process = "/proc/" + std::to_string(host.pid());
    REQUIRE(comes_true([&] { // it has a worker
        std::ifstream children(process + "/task/" + std::to_string(host.pid()) + "/children");
        return children.peek() >= '0';
    }));
    host.signal(SIGINT);
    CHECK(host.wait() == 0);
    CHECK_THAT(host.text(), Catch::Contains("interrupted"));
}

TEST_CASE("pool: thousands of runs and dozens of crashes leave no zombie and no descriptor") {
    const auto runs =
        run("repetitions = 60\n[stop]\nsteps = 9\n[[objective]]\nname = \"bowl\"\n"
            "[[optimizer]]\nname = \"walker\"\nparameters.stride = { linear = [0.1, 1.0], count = 40 }\n"
            "[[optimizer]]\nname = \"bad_citizen\"\nparameters.deed = \"segfault\"\n",
            2); // run() checks that the host has as many descriptors as before
    REQUIRE(runs.size() == 60 * 41);
    std::size_t crashed = 0;
    for (const auto &[id, line] : runs)
        crashed += line.status == "crashed";
    CHECK(crashed == 60);
}
