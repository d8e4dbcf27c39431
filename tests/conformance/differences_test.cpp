// SPDX-License-Identifier: MIT
// Central differences: right where a function is smooth, and honest where it is not.
#include "conformance/differences.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using thalweg::conformance::slopes_of;

TEST_CASE("differences: the slope of a cubic is off by h squared, within the estimate") {
    const auto slopes = slopes_of([](double t) { return std::vector{std::pow(2 + t, 3)}; }, 1e-3);
    CHECK(slopes.values[0] == Approx(12 + 1e-6).epsilon(1e-12)); // ((2+h)^3 - (2-h)^3) / 2h = 12 + h^2
    CHECK(slopes.errors[0] >= 1e-6);
    CHECK(slopes.errors[0] <= 1e-5);
    CHECK(slopes.is_smooth);
}

TEST_CASE("differences: a kink within the step is seen, one beside it is not taken for one") {
    const auto kink = [](double at) {
        return slopes_of([at](double t) { return std::vector{std::abs(t - at)}; }, 1e-5);
    };
    CHECK(!kink(0).is_smooth);
    CHECK(kink(1e-3).is_smooth);
}
