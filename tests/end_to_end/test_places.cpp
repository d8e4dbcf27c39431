// SPDX-License-Identifier: MIT
// Places that cannot be written, disks that are full, readers that leave: nothing is lost and one message
// says why.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>
#include <sys/mount.h>
#include <unistd.h>

#include <csignal>
#include <utility>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

std::size_t count(const std::string &text, const std::string &word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++n;
    return n;
}

/// A small disk, where the test may mount one.
class SmallDisk {
public:
    SmallDisk(fs::path place, const std::string &size) : place_(std::move(place)) {
        fs::create_directory(place_);
        mounted_ = ::mount("tmpfs", place_.c_str(), "tmpfs", 0, ("size=" + size).c_str()) == 0;
    }
    SmallDisk(const SmallDisk &) = delete;
    ~SmallDisk() {
        if (mounted_)
            ::umount2(place_.c_str(), MNT_DETACH);
    }
    bool is_there() const { return mounted_; }
    void make_read_only() { ::mount("tmpfs", place_.c_str(), nullptr, MS_REMOUNT | MS_RDONLY, nullptr); }

private:
    fs::path place_;
    bool mounted_ = false;
};

std::string slow_experiment(const std::string &record) {
    return R"(
[experiment]
name = "slow"
[stop]
steps = 3
)" + record +
           R"(
[[objective]]
name = "slow"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = { linear = [0.01, 0.49], count = 150 }
)";
}

} // namespace

TEST_CASE("place: a folder that does not exist is said before anything is executed") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    for (const std::string &out :
         {std::string("nowhere/out.h5"), std::string("small.toml/out.h5"), std::string(300, 'x') + ".h5",
          std::string("nowhere/") + std::string(300, 'x')}) {
        const Result run = call(folder, {"run", "small.toml", "-o", out});
        INFO(out << '\n' << run.err);
        CHECK(run.code == 3);
        CHECK(run.out == "");
        CHECK(count(run.err, "error: ") == 1);
        CHECK_THAT(run.err, Contains("fix: "));
    }
    CHECK(folder.names() == std::vector<std::string>{"small.toml"});
}

TEST_CASE("place: a folder that cannot be written ends with one message and exit 3") {
    const Folder folder;
    SmallDisk disk(folder / "disk", "4m");
    if (!disk.is_there()) {
        WARN("mounting needs root: not tested here");
        return;
    }
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "disk/done.h5"}).code == 0);
    disk.make_read_only();
    const Result run = call(folder, {"run", "small.toml", "-o", "disk/out.h5"});
    INFO(run.err);
    CHECK(run.code == 3);
    CHECK(count(run.err, "error: ") == 1);
    CHECK_THAT(run.err, Contains("fix: "));
    // what is finished is still known to be finished
    CHECK_THAT(call(folder, {"run", "small.toml", "-o", "disk/done.h5"}).out,
               StartsWith("small: nothing to do"));
    const Result overwrite = call(folder, {"run", "small.toml", "-o", "disk/done.h5", "--overwrite"});
    CHECK(overwrite.code == 3);
}

TEST_CASE(
    "place: a disk that is too small is refused before the start, and a full one keeps what is finished") {
    const Folder folder;
    SmallDisk disk(folder / "disk", "4m");
    if (!disk.is_there()) {
        WARN("mounting needs root: not tested here");
        return;
    }
    const Result refused =
        call(folder, {"run", THALWEG_SOURCE_DIR "/experiments/seven_optimizers.toml", "-o", "disk/out.h5"});
    INFO(refused.err);
    CHECK(refused.code == 3); // 12 MiB
    CHECK_THAT(refused.err, Contains("will not fit"));
    CHECK(fs::is_empty(folder / "disk"));

    // somebody else fills the disk once the first part is there
    folder.write("slow.toml", slow_experiment(""));
    const Process::Words words{"run", "slow.toml",     "-o",   "disk/out.h5", "--jobs",
                               "1",   "--plugin-path", plugins};
    Process process(folder, with_thalweg(words), {"E2E_MILLISECONDS=60"});
    wait_until([&] { return count_parts(folder / "disk/out.h5") > 0 || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    folder.write("disk/filling", std::string(8 << 20, 'x'));
    const Result full = process.wait();
    INFO(full.err);
    CHECK(full.code == 3);
    CHECK(count(full.err, "error: ") == 1);
    CHECK_THAT(full.err, Contains("No space left on device"));
    CHECK_THAT(full.err, Contains("fix: free space"));
    CHECK(count_parts(folder / "disk/out.h5") > 0);
    CHECK_FALSE(fs::exists(folder / "disk/out.h5"));

    fs::remove(folder / "disk/filling");
    const Result end = call(folder, words);
    CHECK(end.code == 0);
    CHECK_THAT(end.err, Contains("continuing: "));
    REQUIRE(call(folder, {"run", "slow.toml", "-o", "alone.h5", "--plugin-path", plugins}).code == 0);
    CHECK(digest_of(folder / "disk/out.h5") == digest_of(folder / "alone.h5"));
}

TEST_CASE("readers: a closed stdout is no error") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    const std::string command = "set -o pipefail; \"$0\" ";
    for (const std::string words :
         {"run small.toml", "show small.h5", "show small.h5 --json", "list", "plan small.toml"}) {
        const Result piped = program(folder, {"bash", "-c", command + words + " | true", THALWEG_PROGRAM});
        INFO(words << '\n' << piped.err);
        CHECK(piped.code == 0);
        CHECK_THAT(piped.err, !Contains("error"));
    }
    CHECK(Stored(folder / "small.h5").runs().size() == 2);
}

#if !defined(__SANITIZE_ADDRESS__) // which needs descriptors itself
TEST_CASE("places: limits of the process are not taken for damage") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const auto limited = [&](const std::string &limit, const std::string &words) {
        return program(folder, {"bash", "-c", "ulimit " + limit + "; exec \"$0\" " + words, THALWEG_PROGRAM});
    };
    for (const std::string words : {"show small.h5", "verify small.h5", "merge all.h5 small.h5"}) {
        const Result result = limited("-n 5", words);
        INFO(words << '\n' << result.err);
        CHECK(result.code >= 2);
        CHECK_THAT(result.err,
                   Contains("Too many open files") && !Contains("damaged") && !Contains("overwrite"));
    }
    const Result large = limited("-f 1", "merge all.h5 small.h5");
    INFO(large.err);
    CHECK(large.code == 3);
    CHECK_THAT(large.err, Contains("why: File too large"));
    CHECK(folder.names() == std::vector<std::string>{"small.h5", "small.toml"});
}
#endif

TEST_CASE("places: a link that leads to itself is refused and left alone") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    fs::create_symlink("b.h5", folder / "a.h5");
    fs::create_symlink("a.h5", folder / "b.h5");
    const Result run = call(folder, {"run", "small.toml", "-o", "a.h5"});
    CHECK(run.code == 2);
    CHECK_THAT(run.err, StartsWith("error: the results file is a link that leads to itself\n"));
    CHECK(call(folder, {"show", "a.h5"}).code == 2);
    CHECK(folder.names() == std::vector<std::string>{"a.h5", "b.h5", "small.toml"});
}

TEST_CASE("places: whoever starts it may close its streams, and none of its files is taken for one") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    for (const std::string closed : {">&-", "2>&-", "<&-", "<&- >&- 2>&-"})
        for (const std::string words : {"run small.toml --overwrite", "show small.h5 --json"}) {
            const Result result =
                program(folder, {"bash", "-c", "exec \"$0\" " + words + " " + closed, THALWEG_PROGRAM});
            INFO(words << ' ' << closed << '\n' << result.err);
            CHECK(result.code == 0);
            CHECK_THAT(result.err, !Contains("error"));
            CHECK(Stored(folder / "small.h5").runs().size() == 2);
        }
}

TEST_CASE("readers: a plan of a billion runs begins at once and ends when its reader leaves") {
    const Folder folder;
    folder.write("billion.toml", R"(
[experiment]
name = "billion"
repetitions = 1000
[stop]
steps = 10
[[objective]]
name = "parabola"
[[optimizer]]
name = "momentum"
parameters.learning_rate = { log = [1e-6, 1.0], count = 1000 }
parameters.momentum = { linear = [0.0, 0.99], count = 1000 }
)");
    const Result head =
        program(folder, {"bash", "-c", "set -o pipefail; \"$0\" plan billion.toml --runs | head -n 4",
                         THALWEG_PROGRAM});
    INFO(head.err);
    CHECK(head.code == 0);
    CHECK(count(head.out, "\n") == 4);
    const Result plan = call(folder, {"plan", "billion.toml", "--json"});
    CHECK(plan.code == 0);
    CHECK(nlohmann::json::parse(plan.out).at("runs") == 1'000'000'000);
}

TEST_CASE("readers: show reads an experiment that is going on, and one that was killed") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment(""));
    Process process(
        folder, with_thalweg({"run", "slow.toml", "-o", "out.h5", "--jobs", "1", "--plugin-path", plugins}),
        {"E2E_MILLISECONDS=60"});
    wait_until([&] { return count_parts(folder / "out.h5") > 0 || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    const Result running = call(folder, {"show", "out.h5", "--json"});
    process.kill_everything();
    INFO(running.err);
    CHECK(running.code == 0);
    const Result killed = call(folder, {"show", "out.h5", "--json"});
    CHECK(killed.code == 0);
    for (const Result *result : {&running, &killed}) {
        const auto json = nlohmann::json::parse(result->out);
        CHECK(json.at("runs_planned") == 150);
        CHECK(json.at("runs").get<int>() > 0);
        CHECK(json.at("runs").get<int>() < 150);
        CHECK(json.at("complete") == false);
    }
    CHECK(call(folder, {"show", "out.h5"}).code == 0);
    CHECK(call(folder, {"show", "out.h5", "--run", "0"}).code == 0);
}
