// SPDX-License-Identifier: MIT
#include "analysis/quantile.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using thalweg::analysis::quantile;
using thalweg::analysis::quartiles;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

TEST_CASE("quantile: type 7 lies at (n - 1) p between the order statistics") {
    const auto q = quartiles({8, 1, 4, 2}); // sorted 1 2 4 8; places 0.75, 1.5, 2.25
    CHECK(q.q1 == 1 + 0.75 * (2 - 1));
    CHECK(q.median == 2 + 0.5 * (4 - 2));
    CHECK(q.q3 == 4 + 0.25 * (8 - 4));
}

TEST_CASE("quantile: of one number is that number, of none is NaN") {
    CHECK(quantile({3.5}, 0.25) == 3.5);
    CHECK(std::isnan(quantile({}, 0.5)));
}

TEST_CASE("quantile: between a finite and an infinite number it is infinite") {
    const auto q = quartiles({1, 2, 4, infinity});
    CHECK(q.median == 3);
    CHECK(q.q3 == infinity);
    CHECK(quartiles({-infinity, 1}).median == -infinity);
}

TEST_CASE("quantile: of infinities is infinite and not NaN") {
    const auto q = quartiles({infinity, infinity, infinity, infinity});
    CHECK(q.q1 == infinity);
    CHECK(q.q3 == infinity);
}
