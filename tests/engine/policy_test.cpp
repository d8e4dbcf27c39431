// SPDX-License-Identifier: MIT
#include "engine/policy.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <set>
#include <vector>

using namespace thalweg;
using Kind = spec::Policy::Kind;
using engine::count_kept;
using engine::resolve_iterates;

namespace {

std::vector<std::uint64_t> kept(spec::Policy policy, std::uint64_t steps) {
    engine::Steps asked(policy);
    std::vector<std::uint64_t> all;
    for (std::uint64_t step = 0; step <= steps; ++step)
        if (asked.keeps(step, false))
            all.push_back(step);
    return all;
}

/// The definition: 0, and round(10^(j/n)) for all j.
std::vector<std::uint64_t> log_steps(std::uint64_t n, std::uint64_t steps) {
    std::set<std::uint64_t> all{0};
    for (std::uint64_t j = 0;; ++j) {
        const double value = std::round(std::pow(10.0, static_cast<double>(j) / static_cast<double>(n)));
        if (value > static_cast<double>(steps))
            break;
        all.insert(static_cast<std::uint64_t>(value));
    }
    return {all.begin(), all.end()};
}

} // namespace

TEST_CASE("policies: every:K keeps the multiples of K") {
    CHECK(kept({Kind::every, 4}, 10) == std::vector<std::uint64_t>{0, 4, 8});
    CHECK(kept({Kind::all, 0}, 3) == std::vector<std::uint64_t>{0, 1, 2, 3});
    CHECK(kept({Kind::none, 0}, 3).empty());
}

TEST_CASE("policies: improvement keeps the steps at which f fell") {
    engine::Steps steps({Kind::improvement, 0});
    CHECK(steps.keeps(1, true));
    CHECK_FALSE(steps.keeps(2, false));
    CHECK(steps.keeps(3, true));
}

TEST_CASE("policies: log:2 keeps 1, 3, 10, 32, 100 ...") { // 10^(1/2) = 3.16, 10^(3/2) = 31.6
    CHECK(kept({Kind::log, 2}, 1000) == std::vector<std::uint64_t>{0, 1, 3, 10, 32, 100, 316, 1000});
}

TEST_CASE("policies: log:N keeps exactly the steps round(10^(j/N))") {
    for (const std::uint64_t n : {1u, 2u, 3u, 5u, 16u, 17u, 100u, 1000u})
        CHECK(kept({Kind::log, n}, 20'000) == log_steps(n, 20'000));
}

TEST_CASE("policies: the count of what is kept is exact") {
    for (const std::uint64_t n : {1u, 2u, 5u, 16u, 33u, 250u, 1000u})
        for (const std::uint64_t steps : {0u, 1u, 2u, 7u, 9u, 10u, 99u, 100u, 432u, 435u, 5000u, 20'000u}) {
            CAPTURE(n, steps);
            CHECK(count_kept({Kind::log, n}, steps) == log_steps(n, steps).size());
        }
    CHECK(count_kept({Kind::every, 4}, 10) == 3);
    CHECK(count_kept({Kind::every, 4}, 12) == 4);
    CHECK(count_kept({Kind::all, 0}, 10) == 11);
    CHECK(count_kept({Kind::none, 0}, 10) == 0);
}

TEST_CASE("iterates auto: every step while they take up to 8 MiB a run") {
    // 8 MiB / 8 bytes = 2^20 numbers: in 16 dimensions 65536 rows, which are the steps 0 to 65535
    CHECK(resolve_iterates({Kind::automatic, 0}, 65'535, 16).policy == spec::Policy{Kind::all, 0});
    CHECK(resolve_iterates({Kind::automatic, 0}, 65'536, 16).policy.kind == Kind::log);
    CHECK(resolve_iterates({Kind::automatic, 0}, (1u << 20) - 1, 1).policy.kind == Kind::all);
    CHECK(resolve_iterates({Kind::automatic, 0}, 1u << 20, 1).policy.kind == Kind::log);
}

TEST_CASE("iterates auto: above that the densest log spacing that fits") {
    for (const std::uint64_t dimension : {1u, 16u, 1000u, 100'000u}) {
        const std::uint64_t rows = (1u << 20) / dimension, steps = 3'000'000;
        const auto chosen = resolve_iterates({Kind::automatic, 0}, steps, dimension);
        CAPTURE(dimension, chosen.policy.n);
        REQUIRE(chosen.policy.kind == Kind::log);
        CHECK(chosen.cap == rows);
        CHECK(count_kept(chosen.policy, steps) <= rows);
        CHECK(count_kept({Kind::log, chosen.policy.n + 1}, steps) > rows);
    }
}

TEST_CASE("iterates auto: nothing but first, best and last where not even a few fit") {
    CHECK(resolve_iterates({Kind::automatic, 0}, 1000, 1u << 20).policy.kind == Kind::none);
    CHECK(resolve_iterates({Kind::automatic, 0}, 0, 1u << 20).policy.kind == Kind::all);
    CHECK(resolve_iterates({Kind::automatic, 0}, 1000, 1u << 30).policy.kind == Kind::none);
}

TEST_CASE("iterates auto: log:16, bounded, where the number of steps is not known") {
    const auto chosen = resolve_iterates({Kind::automatic, 0}, std::nullopt, 1000);
    CHECK(chosen.policy == spec::Policy{Kind::log, 16});
    CHECK(chosen.cap == 1048);
}

TEST_CASE("iterates: what is asked for is taken as it is") {
    const auto chosen = resolve_iterates({Kind::every, 7}, 1'000'000'000, 1'000'000);
    CHECK(chosen.policy == spec::Policy{Kind::every, 7});
    CHECK(chosen.cap == 0);
}
