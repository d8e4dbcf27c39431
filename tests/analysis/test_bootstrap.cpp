// SPDX-License-Identifier: MIT
#include "analysis/bootstrap.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>
#include <numeric>

using namespace thalweg::analysis;

TEST_CASE("bootstrap: each draw takes as many as there are, and all about equally often") {
    constexpr std::size_t n = 7;
    std::vector<std::uint32_t> counts(n), total(n, 0);
    for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
        resample(draw, counts);
        REQUIRE(std::accumulate(counts.begin(), counts.end(), 0u) == n);
        for (std::size_t i = 0; i < n; ++i)
            total[i] += counts[i];
    }
    // binomial of 70,000 draws with probability 1/7: mean 10,000, deviation 93; within five of them
    for (const std::uint32_t often : total)
        CHECK(std::abs(static_cast<double>(often) - 10'000) < 465);
}

TEST_CASE("bootstrap: a draw is the same whenever it is made, and another than the next") {
    std::vector<std::uint32_t> first(40), again(40), next(40);
    resample(3, first);
    resample(4, next);
    resample(3, again);
    CHECK(first == again);
    CHECK(first != next);
}

TEST_CASE("bootstrap: the median of a draw is that of the numbers it took") {
    const double infinity = std::numeric_limits<double>::infinity();
    const Sorted numbers({4, 1, infinity, 2});
    CHECK(numbers.median({1, 1, 1, 1}) == 3);        // 1 2 4 inf
    CHECK(numbers.median({0, 3, 0, 1}) == 1);        // 1 1 1 2
    CHECK(numbers.median({2, 0, 2, 0}) == infinity); // 4 4 inf inf
    CHECK(Sorted({5, 3, 9}).median({1, 1, 1}) == 5);
}

TEST_CASE("bootstrap: the interval of the median of 1 to 11 is the exact one") {
    // the median of 11 draws is at most k where at least 6 of them are: scipy.stats.binom.sf(5, 11, k / 11)
    // is 0.007 for k = 2, 0.051 for k = 3 and 0.949 for k = 8, 0.993 for k = 9: 2.5 % lies at 3, 97.5 % at 9
    std::vector<double> numbers(11), medians;
    std::iota(numbers.begin(), numbers.end(), 1.0);
    const Sorted sorted(numbers);
    std::vector<std::uint32_t> counts(11);
    for (std::size_t draw = 0; draw < bootstrap_draws; ++draw) {
        resample(draw, counts);
        medians.push_back(sorted.median(counts));
    }
    const Interval interval = percentile_interval(medians);
    CHECK(interval.low == 3);
    CHECK(interval.high == 9);
}
