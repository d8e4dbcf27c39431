// SPDX-License-Identifier: MIT
// The gradients of the BBOB functions where the promises do not look: in more dimensions, other instances,
// and beyond the box, where the penalties are.
#include "built.hpp"
#include "conformance/differences.hpp"

#include <cmath>

using namespace thalweg::testing;
using namespace conformance;
using thalweg::conformance::settled_slopes_of;

namespace {

std::string name_of(int function) { return "bbob_f" + std::to_string(function); }

/// Point k of a sequence that fills [-8, 8]^d.
std::vector<double> point(int k, std::size_t d) {
    std::vector<double> x(d);
    for (std::size_t i = 0; i < d; ++i) // no half is the square of a fraction: each root is irrational
        x[i] = -8 + 16 * std::fmod((k + 1) * std::sqrt(2.5 + static_cast<double>(i)), 1.0);
    return x;
}

std::function<std::vector<double>(double)> along(const Objective &objective, const std::vector<double> &x,
                                                 std::size_t i) {
    return [&objective, x, i](double t) {
        auto moved = x;
        moved[i] += t;
        return std::vector{objective.value(moved)};
    };
}

} // namespace

TEST_CASE("bbob: gradients are slopes of f in five dimensions, in another instance, and beyond the box") {
    for (int function = 1; function <= 24; ++function) {
        if (function == 23)
            continue; // below
        const Objective objective(plugins()[name_of(function)], {{"instance", 3.0}}, 5);
        const bool smooth = objective.problem().differentiable == THALWEG_DIFFERENTIABLE;
        int compared = 0;
        for (int k = 0; k < 40; ++k) {
            const auto x = point(k, 5);
            const auto g = objective.gradient(x);
            for (std::size_t i = 0; i < 5; ++i) {
                const auto slopes = settled_slopes_of(along(objective, x, i), 1e-5);
                if (!slopes.is_settled || (!smooth && !slopes.is_smooth))
                    continue;
                ++compared;
                INFO("f" << function << ", point " << k << ", x[" << i << "] = " << x[i] << ": g " << g[i]
                         << ", slope " << slopes.values[0] << " by " << slopes.errors[0]);
                REQUIRE(std::abs(g[i] - slopes.values[0]) <=
                        1e-6 * std::max(1.0, std::abs(slopes.values[0])) + 2 * slopes.errors[0]);
            }
        }
        INFO("f" << function << ": " << compared << " of 200 compared");
        CHECK(compared >= 180);
    }
}

// Kinks of f23 are 2^-33 apart in z, and z moves by up to 10 times what x does: a step of 2^-41 seldom meets
// one. f is about 100: its rounding over the step is 0.03, and that of z, 1e-15 over 5e-13, a 500th of slopes
// of 1e3.
TEST_CASE("bbob: between its kinks the gradient of f23 is the slope of f") {
    const Objective objective(plugins()["bbob_f23"], {{"instance", 3.0}}, 5);
    const double h = std::ldexp(1, -41);
    int compared = 0;
    for (int k = 0; k < 40; ++k) {
        auto x = point(k, 5);
        for (double &coordinate : x) // so that x + h is exact
            coordinate = std::ldexp(std::round(std::ldexp(coordinate, 41)), -41);
        const auto g = objective.gradient(x);
        for (std::size_t i = 0; i < 5; ++i) {
            const auto f = along(objective, x, i);
            const double before = (f(0)[0] - f(-h)[0]) / h, after = (f(h)[0] - f(0)[0]) / h;
            const double granted = 0.01 * std::abs(after) + 1;
            if (std::abs(before - after) > granted)
                continue; // a kink
            ++compared;
            INFO("point " << k << ", x[" << i << "]: g " << g[i] << ", slopes " << before << ", " << after);
            CHECK(std::abs(g[i] - (before + after) / 2) <= granted);
        }
    }
    CHECK(compared >= 100);
}
