// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// The tutorial's function with cliffs: a bowl with dozens of local minima and steep walls between them.
///
///     f(x) = (0.15 x)² + cos x + sin(3x)/3 + cos(5x)/5 + sin(7x)/7
struct Cliffs {
    static constexpr auto name = "cliffs";
    static constexpr auto source = "the tutorial that thalweg grew from";

    double value(double x) const {
        return 0.15 * x * (0.15 * x) + std::cos(x) + std::sin(3 * x) / 3 + std::cos(5 * x) / 5 +
               std::sin(7 * x) / 7;
    }
    double gradient(double x) const {
        return 9.0 / 200 * x - std::sin(x) - std::sin(5 * x) + std::cos(3 * x) + std::cos(7 * x);
    }
    double hessian(double x) const {
        return 0.045 - std::cos(x) - 5 * std::cos(5 * x) - 3 * std::sin(3 * x) - 7 * std::sin(7 * x);
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-20}, .region_lower = {-20}, .region_upper = {20}};
    }
};
THALWEG_PLUGIN(Cliffs)
