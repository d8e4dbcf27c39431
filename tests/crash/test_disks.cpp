// SPDX-License-Identifier: MIT
// Real disks that are full or become read-only in the middle of a run, a part or a merge, and folders that
// may not be read: one message, exit 3, and the same command goes on once there is room.
#include "operations.hpp"
#include "stored.hpp"
#include "trial.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>
#include <sys/mount.h>
#include <unistd.h>

#include <csignal>
#include <cstring>
#include <fstream>
#include <iostream>

using namespace crash;
using Catch::Contains;

namespace {

constexpr unsigned rates = 24;

/// A small disk in the place of a folder.
class SmallDisk {
public:
    SmallDisk(const Folder &folder, const char *options) : place_(folder.path()) {
        is_there_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, options) == 0;
        if (!is_there_)
            WARN("skipped: mounting a small disk needs root");
    }
    SmallDisk(const SmallDisk &) = delete;
    SmallDisk &operator=(const SmallDisk &) = delete;
    ~SmallDisk() {
        if (is_there_)
            ::umount2(place_.c_str(), MNT_DETACH);
    }
    bool is_there() const { return is_there_; }
    void fill(std::uintmax_t left) const {
        const auto free = fs::space(place_).available;
        std::ofstream(place_ / "filling", std::ios::binary) << std::string(free, 'x');
        fs::resize_file(place_ / "filling", free - left);
    }
    void make_room() const { fs::remove(place_ / "filling"); }

private:
    fs::path place_;
    bool is_there_ = false;
};

bool has_stopped(const fs::path &log, const Folder &folder) {
    try {
        for (const Operation &operation : read_operations(log, folder.path()))
            if (operation.kind == CRASH_FAULT)
                return true;
    } catch (const std::runtime_error &) {
        // it is being written
    }
    return false;
}

/// Runs until the first call of this kind on a file with this name, has something happen then, and goes on.
template <class Happens>
Result run_with(const Folder &folder, const std::string &stop_at, unsigned milliseconds,
                const Happens &happens, const Process::Words &words = run_words()) {
    const Folder elsewhere;
    Process::Words variables = watched(folder, elsewhere / "log", stop_at);
    variables.push_back(pace(milliseconds));
    Process process(folder, with_thalweg(words), variables);
    wait_until([&] { return has_stopped(elsewhere / "log", folder) || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    happens(process);
    process.signal(SIGCONT);
    return process.wait();
}

void check_refusal(const Result &run, const Folder &folder, const char *why) {
    INFO(run.err);
    CHECK(run.code == 3);
    CHECK(run.err.find("error: ") == run.err.rfind("error: "));
    CHECK_THAT(run.err, Contains(why) && Contains("   at: ") && Contains("  fix: "));
    const Found found = look(folder);
    INFO(join(found.wrong));
    CHECK(found.wrong.empty());
    CHECK(found.runs.size() >= reported_runs(run.err));
}

void check_goes_on(const Folder &folder) {
    const auto wrong = resume(folder, reference(rates));
    INFO(join(wrong));
    CHECK(wrong.empty());
}

} // namespace

TEST_CASE("disks: a disk that is full during runs, a part or a merge keeps what is finished") {
    struct {
        const char *name, *stop_at;
        unsigned milliseconds;
        std::uintmax_t left;
    } const cases[] = {
        {"the first part's folder", "open:0:1:1:manifest.json.tmp", 50, 0},
        {"the first part's folder", "open:0:1:1:manifest.json.tmp", 50, 8192},
        {"the second part", "write:0:3:1:.h5.tmp", 50, 0},
        {"the second part", "write:0:3:1:.h5.tmp", 50, 8192},
        {"the merge", "open:0:1:1:out.h5.tmp", 50, 0},
        {"the merge", "open:0:1:1:out.h5.tmp", 50, 8192},
        {"the merge's writing", "write:0:2:1:out.h5.tmp", 50, 0},
        {"the merge's writing", "write:0:2:1:out.h5.tmp", 50, 8192},
        {"direct writing", "write:0:2:1:out.h5.tmp", 0, 0},
        {"direct writing", "write:0:2:1:out.h5.tmp", 0, 8192},
    };
    reference(rates);
    for (const auto &one : cases) {
        if (!is_long() && one.left == 0)
            continue;
        const Folder folder;
        const SmallDisk disk(folder, "size=8m");
        if (!disk.is_there())
            return;
        write_experiment(folder, rates);
        const Result run =
            run_with(folder, one.stop_at, one.milliseconds, [&](const Process &) { disk.fill(one.left); });
        INFO(one.name << ", " << one.left << " bytes left");
        check_refusal(run, folder, one.left == 0 ? "No space left" : "space");
        disk.make_room();
        check_goes_on(folder);
        std::cout << fmt::format("disk full at {:<26} {:>5} bytes left: exit {}\n", one.name, one.left,
                                 run.code)
                  << std::flush;
    }
}

TEST_CASE("disks: results that would not fit are refused before the start, with their size, and nothing is "
          "removed") {
    const Folder folder;
    const SmallDisk disk(folder, "size=6m");
    if (!disk.is_there())
        return;
    write_experiment(folder, rates);
    REQUIRE(call(folder, run_words()).code == 0);
    disk.fill(65536);
    const std::string before = read_file(folder / "out.h5");
    // predicted: 1 MiB for the headers alone
    for (const Process::Words &words :
         {run_words({"--overwrite"}), run_words({"--set", "stop.steps=100000", "--overwrite"})}) {
        const Result run = call(folder, words);
        INFO(run.err);
        CHECK(run.code == 3);
        CHECK_THAT(run.err, Contains("will not fit") && Contains(" MiB, and "));
        CHECK((read_file(folder / "out.h5") == before));
    }
}

TEST_CASE("signals: whoever interrupts what is being written is told that it is safe, and it is") {
    const char *const stop_at =
        GENERATE("open:0:1:1:out.h5.tmp", "write:0:1:1:out.h5.tmp", "rename:0:1:1:out.h5");
    const int number = GENERATE(SIGINT, SIGTERM);
    const Folder folder;
    write_experiment(folder, rates);
    const Result run = run_with(folder, stop_at, 1, [&](Process &process) { process.signal(number); });
    INFO(stop_at << '\n' << run.err);
    CHECK(run.code == 130);
    CHECK_THAT(run.err, Contains(fmt::format("interrupted: {} of {} runs are safe", rates, rates)));
    CHECK(look(folder).runs.size() == rates);
    check_goes_on(folder);
}

TEST_CASE("signals: a merge that is interrupted leaves nothing, and begins anew") {
    const Folder folder;
    write_experiment(folder, rates);
    REQUIRE(call(folder, run_words()).code == 0);
    const Process::Words merge{"merge", "all.h5", "out.h5"};
    const Result cancelled = run_with(
        folder, "open:0:1:1:all.h5.tmp", 1, [](const Process &process) { process.signal(SIGINT); }, merge);
    CHECK(cancelled.code == 130);
    CHECK_THAT(cancelled.err,
               Contains("error: the merge was interrupted\n") && Contains("why: nothing was written"));
    CHECK(folder.names() == std::vector<std::string>{"out.h5", "trial.toml"});
    CHECK(call(folder, merge).code == 0);
    CHECK(fs::exists(folder / "all.h5"));
}

TEST_CASE("disks: parts that may not be read end with one message and are kept") {
    const Folder folder;
    leave_unfinished(folder, rates);
    const Found before = look(folder);
    // as root there is nothing that may not be read
    Process::Words words = with_thalweg(run_words());
    if (::geteuid() == 0) {
        words.insert(words.begin(), {"setpriv", "--reuid=65534", "--clear-groups"});
        fs::permissions(folder.path(), fs::perms::all);
        if (program(folder, {"setpriv", "--reuid=65534", "--clear-groups", THALWEG_PROGRAM, "version"})
                .code != 0) {
            WARN("skipped: another user than root cannot start the program here");
            return;
        }
    }
    const fs::path parts = folder / "out.h5.parts";
    fs::permissions(parts, fs::perms::none);
    const Result run = program(folder, words);
    fs::permissions(parts, fs::perms::owner_all);
    INFO(run.err);
    CHECK((run.code == 2 || run.code == 3));
    CHECK(run.err.find("error: ") == run.err.rfind("error: "));
    CHECK_THAT(run.err, Contains("Permission denied") && Contains("  fix: "));
    CHECK(look(folder).parts == before.parts);
    check_goes_on(folder);
}
