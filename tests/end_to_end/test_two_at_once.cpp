// SPDX-License-Identifier: MIT
// Who comes second is told who came first; a lock dies with its process; readers are never refused.
#include "held.hpp"
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

#include <csignal>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// "process 1234 on host hal", of a process that this test has started.
std::string name_of(const Process &process) {
    return "process " + std::to_string(process.pid()) + " on host " + host_name();
}

/// Waits until it has workers: it holds its locks by then.
void wait_for_work(Process &process) {
    wait_until([&] { return !process.workers().empty() || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
}

void check_end(Process &process, const Folder &folder) {
    const Result end = process.wait();
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK(Stored(folder / "out.h5").runs().size() == 150);
    CHECK(folder.names() == std::vector<std::string>{"out.h5", "slow.toml"});
}

} // namespace

TEST_CASE(
    "two at once: the second of two processes on one results file names the first and leaves it alone") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process first(folder, with_thalweg(run_slow("out.h5")), {"E2E_MILLISECONDS=20"}); // 9 s of work
    wait_for_work(first);
    for (const Process::Words &words : {Process::Words{"--quiet"}, {"--overwrite"}, {"--shard", "1/2"}}) {
        const Result second = call(folder, run_slow("out.h5", "1", words));
        CHECK(second.code == 2);
        CHECK(second.out.empty());
        CHECK_THAT(second.err, Contains("another process is executing this experiment"));
        CHECK_THAT(second.err, Contains("why: it is held by " + name_of(first)));
        CHECK_THAT(second.err, Contains("-o OTHER.h5"));
    }
    check_end(first, folder);
}

TEST_CASE("two at once: those who name one file by different links meet at its lock, and links stay links") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    fs::create_directory(folder / "disk");
    fs::create_symlink("disk/out.h5", folder / "link.h5"); // to what is not there yet
    fs::create_symlink("link.h5", folder / "second.h5");
    Process first(folder, with_thalweg(run_slow("link.h5")), {"E2E_MILLISECONDS=20"});
    wait_for_work(first);
    for (const std::string name : {"link.h5", "second.h5", "disk/out.h5"}) {
        const Result other = call(folder, run_slow(name));
        CHECK(other.code == 2);
        CHECK_THAT(other.err, Contains("held by " + name_of(first)));
    }
    wait_until([&] { return count_parts(folder / "disk/out.h5") > 0 || first.has_ended(); });
    first.kill_everything();
    for (const Process::Words &words : {Process::Words{"show", "second.h5"}, {"merge", "all.h5", "link.h5"}})
        CHECK(call(folder, words).code == 0);
    const Result end = call(folder, run_slow("second.h5"));
    CHECK(end.code == 0);
    CHECK_THAT(end.err, Contains("continuing: "));
    CHECK(fs::is_symlink(folder / "link.h5"));
    CHECK(fs::is_symlink(folder / "second.h5"));
    CHECK(Stored(folder / "disk/out.h5").runs().size() == 150);
    CHECK(folder.names() == std::vector<std::string>{"all.h5", "disk", "link.h5", "second.h5", "slow.toml"});
}

TEST_CASE("two at once: a shard that is being executed is refused, and all of the experiment too") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process first(folder, with_thalweg(run_slow("out.h5", "1", {"--shard", "2/2"})), hardly);
    wait_for_work(first);
    const Result twin = call(folder, run_slow("out.h5", "1", {"--shard", "2/2"}));
    CHECK(twin.code == 2);
    CHECK_THAT(twin.err, Contains("another process is executing shard 2/2 of this experiment"));
    CHECK_THAT(twin.err, Contains("why: it is held by " + name_of(first)));
    for (const Process::Words &words : {Process::Words{}, {"--overwrite"}}) {
        const Result whole = call(folder, run_slow("out.h5", "1", words));
        CHECK(whole.code == 2);
        CHECK_THAT(whole.err, Contains("why: it is held by " + name_of(first) + " (shard 2/2)"));
    }
    first.kill_everything();
}

TEST_CASE("two at once: a lock dies with its process") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    for (const Process::Words &words : {Process::Words{}, {"--shard", "1/2"}}) {
        Process first(folder, with_thalweg(run_slow("out.h5", "1", words)), hardly);
        wait_for_work(first);
        first.kill_everything();
        CHECK(fs::exists(folder / "out.h5.parts/run.lock"));
    }
    Process second(folder, with_thalweg(run_slow("out.h5")));
    check_end(second, folder);
}

TEST_CASE(
    "two at once: a holder that does not say who it is, or names one who has died, is refused all the same") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const std::string dead = std::to_string(dead_pid());
    for (const std::string &text : {std::string(), std::string("\xff\x00\n", 3), std::string("12"),
                                    dead + " " + host_name() + " run\n"}) {
        const Held held(folder / "out.h5", text);
        const Result second = call(folder, run_slow("out.h5"));
        CHECK(second.code == 2);
        CHECK_THAT(second.err, Contains("another process is executing this experiment"));
        CHECK_THAT(second.err, Contains("it does not say by whom"));
        CHECK_THAT(second.err, !Contains(dead));
    }
    const Held held(folder / "out.h5", dead + " another run\n"); // nobody here can tell whether it lives
    CHECK_THAT(call(folder, run_slow("out.h5")).err,
               Contains("held by process " + dead + " on host another"));
}

TEST_CASE("two at once: readers are not refused") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process writer(folder, with_thalweg(run_slow("out.h5", "2")), slowly);
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || writer.has_ended(); });
    REQUIRE_FALSE(writer.has_ended());
    const Result show = call(folder, {"show", "out.h5"});
    INFO(show.err);
    CHECK(show.code == 0);
    check_end(writer, folder);
}
