// SPDX-License-Identifier: MIT
// Central differences: right where a function is smooth, and honest where it is not.
#include "conformance/differences.hpp"
#include "conformance/kinks.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using thalweg::conformance::find_jump;
using thalweg::conformance::settled_slopes_of;
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
    for (const double at : {0.0, 1e-6, -2e-6, 5e-6, 9e-6, -9e-6})
        CHECK(!kink(at).is_smooth);
    CHECK(kink(1e-3).is_smooth);
}

TEST_CASE("kinks: a jump is found where it is, and steepness is none") {
    const auto step = find_jump([](double x) { return x < 0.7 ? 1.0 : 3.0; }, 0, 1);
    REQUIRE(step);
    CHECK(step->at == Approx(0.7).margin(1e-11)); // 2^-40 is 9e-13
    CHECK(step->before == 1);
    CHECK(step->after == 3);
    CHECK(!find_jump([](double x) { return std::tanh(1e6 * (x - 0.7)); }, 0, 1)); // shrinks below 2^-40
    CHECK(!find_jump([](double x) { return x < 0.7 ? 0.0 : 1e-4; }, 0, 1)); // below 1/1000 of max(1, |f|)
    CHECK(!find_jump([](double x) { return std::log(x - 0.7); }, 0, 1));    // not finite: not searched
}

// sin(kt)/k has the slope 1 at 0; a step h sees sin(kh)/(kh): with kh = 5 that is -0.19.
TEST_CASE("differences: ripples shorter than the step are seen, and a finer step finds their slope") {
    const auto ripples = [](double t) { return std::vector{std::sin(5e5 * t) / 5e5}; };
    CHECK(!slopes_of(ripples, 1e-5).is_settled);
    const auto slopes = settled_slopes_of(ripples, 1e-5);
    CHECK(slopes.is_settled);
    CHECK(slopes.values[0] == Approx(1).epsilon(0.01));
}

// Waves of 6e-12, far below the shortest step of 1e-8.
TEST_CASE("differences: where no step is short enough, slopes are not settled") {
    const auto rubble = [](double t) { return std::vector{std::sin(1e12 * t + 1)}; };
    CHECK(!settled_slopes_of(rubble, 1e-5).is_settled);
}
