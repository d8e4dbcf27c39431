// SPDX-License-Identifier: MIT
// x cos(pi x), alone and as the empirical side of a risk.
#include <thalweg/plugin.hpp>

#include <cmath>
#include <numbers>

namespace {
constexpr double pi = std::numbers::pi;
/// cos(pi x) = pi x sin(pi x) in 50 digits (tests/reference/minima.py).
constexpr double lower_minimum = 1.0904082219467213, upper_minimum = -0.2738526868008509;
constexpr double least_value = -1.0467211246605712;
} // namespace

/// A local and a global minimum on a bounded interval.
///
///     f(x) = x cos(πx) on [−1, 2],   start −0.75, in the basin of the local minimum
struct XCosPiX {
    static constexpr auto name = "x_cos_pi_x";
    static constexpr auto source =
        "Zhang et al. 2021, Dive into Deep Learning, section 12.1 (optimization and "
        "deep learning)";

    double value(double x) const { return x * std::cos(pi * x); }
    double gradient(double x) const { return std::cos(pi * x) - pi * x * std::sin(pi * x); }
    double hessian(double x) const { return -2 * pi * std::sin(pi * x) - pi * pi * x * std::cos(pi * x); }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-0.75},
                .region_lower = {-1},
                .region_upper = {2},
                .lower = {-1},
                .upper = {2},
                .f_opt = least_value,
                .minimizers = {{lower_minimum}},
                .local_minima = {{upper_minimum}}};
    }
};

/// The empirical risk is what is minimised, the expected risk what was meant: their minima lie apart.
///
///     train, valid   f(x) = x cos(πx)                      on [0.5, 1.5],   start 0.5
///     test           f(x) = x cos(πx) + 0.2 cos(5πx)       least at 1.01698…, not at 1.09041…
///
/// There is no third sample: `valid` is `train`, as all splits are in an objective without data.
struct Risk {
    static constexpr auto name = "risk";
    static constexpr auto source =
        "Zhang et al. 2021, Dive into Deep Learning, section 12.1 (optimization and "
        "deep learning)";

    double value(double x, thalweg::Samples s) const {
        return x * std::cos(pi * x) + (is_test(s) ? 0.2 * std::cos(5 * pi * x) : 0.0);
    }
    double gradient(double x, thalweg::Samples s) const {
        return std::cos(pi * x) - pi * x * std::sin(pi * x) - (is_test(s) ? pi * std::sin(5 * pi * x) : 0.0);
    }
    double hessian(double x, thalweg::Samples s) const {
        return -2 * pi * std::sin(pi * x) - pi * pi * x * std::cos(pi * x) -
               (is_test(s) ? 5 * pi * pi * std::cos(5 * pi * x) : 0.0);
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {0.5},
                .region_lower = {0.5},
                .region_upper = {1.5},
                .lower = {0.5},
                .upper = {1.5},
                .f_opt = least_value,
                .minimizers = {{lower_minimum}}};
    }

private:
    static bool is_test(const thalweg::Samples &s) { return s.split == THALWEG_SPLIT_TEST; }
};
THALWEG_PLUGIN(XCosPiX, Risk)
