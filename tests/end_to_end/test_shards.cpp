// SPDX-License-Identifier: MIT
// Parts of an experiment, one after the other or at once, here and there: together they are the experiment.
#include "held.hpp"
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

#include <unistd.h>

#include <memory>
#include <set>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

Process::Words run_shard(const std::string &out, const std::string &shard) {
    return run_slow(out, "1", {"--shard", shard});
}

/// The digest of the experiment, executed as a whole.
std::string whole(const Folder &folder) {
    REQUIRE(call(folder, run_slow("whole.h5", "2")).code == 0);
    return digest_of(folder / "whole.h5");
}

void check_complete(const Folder &folder, const std::string &out, const std::string &digest) {
    const Stored stored(folder / out);
    CHECK(stored.attributes().at("complete") == 1);
    CHECK(stored.runs().size() == 150);
    CHECK(stored.digest() == digest);
    CHECK_FALSE(fs::exists(folder / (out + ".parts")));
}

/// Kills all of it once a part file is there.
void kill_after_part(const Folder &folder, const std::string &shard) {
    const std::size_t before = count_parts(folder / "out.h5");
    Process process(folder, with_thalweg(run_shard("out.h5", shard)), hardly);
    wait_until([&] { return count_parts(folder / "out.h5") > before || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended());
    process.kill_everything();
}

} // namespace

TEST_CASE("shards: each into a file of its own, they have all runs between them, with the same bits") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    whole(folder);
    const Stored all(folder / "whole.h5");
    std::set<std::uint64_t> ids;
    for (const std::string k : {"1", "2"}) {
        const Result run = call(folder, run_shard(k + ".h5", k + "/2"));
        INFO(run.err);
        CHECK(run.code == 0);
        CHECK_THAT(run.out, StartsWith("slow: 75 of 150 runs, shard " + k + "/2: 75 steps\n"));
        CHECK_FALSE(fs::exists(folder / (k + ".h5.parts")));
        const Stored part(folder / (k + ".h5"));
        CHECK(part.attributes().at("complete") == 0);
        CHECK(part.attributes().at("runs_planned") == 150);
        REQUIRE(part.runs().size() == 75);
        for (std::size_t row = 0; row < 75; ++row) {
            const auto &run_here = part.runs()[row];
            CHECK(ids.insert(run_here.run_id).second);
            const auto &twin = all.runs().at(run_here.run_id);
            CHECK(run_here.key == twin.key);
            CHECK(run_here.end.f_final == twin.end.f_final);
            CHECK(part.record(row).iterates == all.record(run_here.run_id).iterates);
        }
        const Result again = call(folder, run_shard(k + ".h5", k + "/2"));
        CHECK(again.code == 0);
        CHECK_THAT(again.out,
                   StartsWith("slow: nothing to do, 75 of 150 runs, all of shard " + k + "/2, are there"));
    }
    CHECK(ids.size() == 150);
}

TEST_CASE("shards: one after the other into one file, the last one completes it, bit for bit") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const std::string digest = whole(folder);
    std::uint64_t there = 0;
    for (const std::string k : {"2", "3", "1"}) {
        const Result run = call(folder, run_shard("out.h5", k + "/3"));
        INFO(run.err);
        CHECK(run.code == 0);
        there += 50;
        const std::string others = there > 50 ? " (" + std::to_string(there) + " are there)" : "";
        CHECK_THAT(run.out, StartsWith("slow: 50 of 150 runs, shard " + k + "/3" + others + ": " +
                                       std::to_string(there) + " steps\n"));
        CHECK(Stored(folder / "out.h5").attributes().at("complete") == (there == 150 ? 1 : 0));
    }
    check_complete(folder, "out.h5", digest);
}

TEST_CASE("shards: `run` without one does what they have left") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const std::string digest = whole(folder);
    kill_after_part(folder, "1/3");
    REQUIRE(call(folder, run_shard("out.h5", "3/3")).code == 0); // merges what the first one had
    const std::size_t there = Stored(folder / "out.h5").runs().size();
    CHECK(there > 50);
    kill_after_part(folder, "2/3");
    const Result run = call(folder, run_slow("out.h5"));
    INFO(run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.err, Contains("continuing: ") && Contains(" of 150 runs are there"));
    check_complete(folder, "out.h5", digest);
}

TEST_CASE("shards: one that was killed is continued, and counts its own runs") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const std::string digest = whole(folder);
    REQUIRE(call(folder, run_shard("out.h5", "1/2")).code == 0);
    kill_after_part(folder, "2/2");
    const Result run = call(folder, run_shard("out.h5", "2/2"));
    INFO(run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.err, Contains("continuing: ") && Contains(" of 75 runs are there"));
    check_complete(folder, "out.h5", digest);
}

TEST_CASE("shards: one that ends while another works leaves its runs to it, and says so") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const std::string digest = whole(folder);
    Process slow(folder, with_thalweg(run_shard("out.h5", "1/2")), {"E2E_MILLISECONDS=20"}); // 4 s
    wait_until([&] { return !slow.workers().empty() || slow.has_ended(); });
    const Result fast = call(folder, run_shard("out.h5", "2/2"));
    REQUIRE_FALSE(slow.has_ended());
    INFO(fast.err);
    CHECK(fast.code == 0);
    CHECK_THAT(fast.out, StartsWith("slow: 75 of 150 runs, shard 2/2"));
    CHECK_THAT(fast.out, Contains("results: out.h5.parts, to be merged by process " +
                                  std::to_string(slow.pid()) + " on host " + host_name() + " (shard 1/2)\n"));
    CHECK_FALSE(fs::exists(folder / "out.h5"));
    const Result end = slow.wait();
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.out, StartsWith("slow: 75 of 150 runs, shard 1/2 (150 are there): 150 steps\n"));
    check_complete(folder, "out.h5", digest);
}

TEST_CASE("shards: of those that begin and end together one merges, and nothing is lost") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    const std::string digest = whole(folder);
    const int of = 5;
    for (int time = 0; time < 4; ++time) {
        const std::string out = std::to_string(time) + ".h5";
        std::vector<std::unique_ptr<Process>> all;
        for (int k = 1; k <= of; ++k)
            all.push_back(std::make_unique<Process>(
                folder, with_thalweg(run_shard(out, std::to_string(k) + "/" + std::to_string(of)))));
        for (const auto &process : all) {
            const Result end = process->wait();
            INFO(end.err);
            CHECK(end.code == 0);
        }
        check_complete(folder, out, digest);
    }
}

TEST_CASE("shards: one that meets the merge of another waits for its end") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    auto merging = std::make_unique<Held>(folder / "out.h5",
                                          std::to_string(::getpid()) + " " + host_name() + " merge\n");
    Process shard(folder, with_thalweg(run_shard("out.h5", "1/2")));
    wait_until([&] { return !shard.errors().empty() || shard.has_ended(); });
    CHECK_THAT(shard.errors(), Contains("waiting for another shard to merge: process " +
                                        std::to_string(::getpid()) + " on host " + host_name()));
    CHECK_FALSE(shard.has_ended());
    merging.reset();
    CHECK(shard.wait().code == 0);
    CHECK(Stored(folder / "out.h5").runs().size() == 75);
}

TEST_CASE("shards: those at work are not joined by another version of the experiment") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process first(folder, with_thalweg(run_shard("out.h5", "1/2")), hardly);
    wait_until([&] { return !first.workers().empty() || first.has_ended(); });
    folder.write("slow.toml", slow_experiment + "[[optimizer]]\nname = \"momentum\"\n");
    const Result second = call(folder, run_shard("out.h5", "2/2"));
    CHECK(second.code == 2);
    CHECK_THAT(second.err, Contains("the shards at work execute another version of this experiment"));
    CHECK_THAT(second.err, Contains("process " + std::to_string(first.pid())));
    first.kill_everything();
    // nobody is at work: the experiment may grow
    const Result grown = call(folder, run_shard("out.h5", "2/2"));
    INFO(grown.err);
    CHECK(grown.code == 0);
    CHECK_THAT(grown.out, StartsWith("slow: 75 of 151 runs, shard 2/2"));
}

TEST_CASE("shards: one that has no runs says so") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    const Result none = call(folder, {"run", "small.toml", "--shard", "3/3"});
    CHECK(none.code == 0);
    CHECK(none.out == "small: nothing to do, shard 3/3 has none of the 2 runs\n");
    CHECK(folder.names() == std::vector<std::string>{"small.toml"});
}

TEST_CASE("shards: what is no shard is refused before anything begins") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    for (const std::string text : {"0/2", "3/2", "1", "", "one/two"}) {
        const Result run = call(folder, {"run", "small.toml", "--shard=" + text});
        CAPTURE(text);
        CHECK(run.code == 2);
        CHECK_THAT(run.err, Contains("shard"));
        CHECK(folder.names() == std::vector<std::string>{"small.toml"});
    }
    const Result zero = call(folder, {"run", "small.toml", "--shard", "0/2"});
    CHECK_THAT(zero.err,
               Contains("\"0/2\" is no shard") && Contains("shards count from 1") && Contains("--shard 1/2"));
}
