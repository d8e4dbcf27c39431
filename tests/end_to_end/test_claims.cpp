// SPDX-License-Identifier: MIT
// Claims of shards that come and go: whatever one leaves behind, another takes along. Threads stand for
// processes: the locks are those of open files.
#include "program.hpp"

#include "experiment/claim.hpp"

#include <catch2/catch.hpp>

#include <atomic>
#include <barrier>
#include <fstream>
#include <thread>

using namespace end_to_end;
using thalweg::experiment::Claim;

namespace {

constexpr unsigned shards = 4;

/// What the shards of one experiment have done between them.
struct Round {
    fs::path out;
    std::atomic<unsigned> merges{0}, merged{0}, left{0};
};

std::size_t count_made(const fs::path &out) {
    std::size_t count = 0;
    for (const auto &entry : fs::directory_iterator(out.string() + ".parts"))
        count += entry.path().extension() == ".h5";
    return count;
}

/// Comes, makes one part, meets the others where it is told to, and ends.
template <class Meet> void be_shard(Round &round, unsigned number, const Meet &meet) {
    const fs::path folder = round.out.string() + ".parts";
    Claim claim(round.out, thalweg::plan::ShardName{number, shards});
    if (claim.is_alone()) {
        std::ofstream(folder / "manifest.json") << "{}";
        claim.share();
    }
    std::ofstream(folder / (std::to_string(number) + ".h5")) << "a run";
    meet();
    const Claim::End end = claim.end_shard();
    round.left += end == Claim::End::others_work;
    if (end != Claim::End::last || !fs::exists(folder / "manifest.json"))
        return;
    ++round.merges;
    round.merged += static_cast<unsigned>(count_made(round.out));
    std::error_code error;
    claim.clear(error);
}

template <class Meet> void run(Round &round, const Meet &meet) {
    std::vector<std::thread> threads;
    for (unsigned number = 1; number <= shards; ++number)
        threads.emplace_back([&round, &meet, number] { be_shard(round, number, meet); });
    for (std::thread &thread : threads)
        thread.join();
    CHECK(round.merged == shards);
    CHECK_FALSE(fs::exists(round.out.string() + ".parts"));
}

} // namespace

TEST_CASE(
    "claims: of shards that end in the same instant exactly one merges, and it sees what all have made") {
    const Folder folder;
    for (int time = 0; time < 200; ++time) {
        Round round{folder / "out.h5"};
        std::barrier together(shards);
        run(round, [&together] { together.arrive_and_wait(); });
        CHECK(round.merges == 1);
    }
}

TEST_CASE("claims: shards that come while others go leave nothing behind") {
    const Folder folder;
    for (int time = 0; time < 200; ++time) {
        Round round{folder / "out.h5"};
        run(round, [] {});
        CHECK(round.merges >= 1);
        CHECK(round.merges + round.left <= shards);
    }
}
