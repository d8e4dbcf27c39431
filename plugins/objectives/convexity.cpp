// SPDX-License-Identifier: MIT
// The chord test: convex, not convex, convex, and convex in one direction only.
#include <thalweg/plugin.hpp>

#include <cmath>
#include <numbers>

namespace {
constexpr double pi = std::numbers::pi;
constexpr auto textbook = "Zhang et al. 2021, Dive into Deep Learning, section 12.2 (convexity)";
} // namespace

/// Convex: each chord lies above the curve.
///
///     f(x) = 0.5 x²,   start 1.5
struct HalfParabola {
    static constexpr auto name = "half_parabola";
    static constexpr auto source = textbook;

    double value(double x) const { return 0.5 * x * x; }
    double gradient(double x) const { return x; }
    double hessian(double) const { return 1; }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1.5}, .region_lower = {-2}, .region_upper = {2}, .f_opt = 0, .minimizers = {{0}}};
    }
};

/// Not convex: the chord from −1.5 to 1 cuts the curve.
///
///     f(x) = cos(πx),   start 1.5
///
/// Every odd number is a global minimum; −1 and 1, those in the region, are listed.
struct CosinePi {
    static constexpr auto name = "cosine_pi";
    static constexpr auto source = textbook;

    double value(double x) const { return std::cos(pi * x); }
    double gradient(double x) const { return -pi * std::sin(pi * x); }
    double hessian(double x) const { return -pi * pi * std::cos(pi * x); }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1.5},
                .region_lower = {-2},
                .region_upper = {2},
                .f_opt = -1,
                .minimizers = {{-1}, {1}}};
    }
};

/// Convex without a minimum: the least value 0 is a limit that no x reaches.
///
///     f(x) = exp(0.5 x),   start 1.5
struct ExpHalf {
    static constexpr auto name = "exp_half";
    static constexpr auto source = textbook;

    double value(double x) const { return std::exp(0.5 * x); }
    double gradient(double x) const { return 0.5 * std::exp(0.5 * x); }
    double hessian(double x) const { return 0.25 * std::exp(0.5 * x); }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1.5}, .region_lower = {-2}, .region_upper = {2}, .f_opt = 0};
    }
};

/// Convex in x, rippled in y.
///
///     f(x, y) = x² + 0.5 cos(2πy),   start (0.75, 0.125)
///
/// Every (0, k + 1/2) is a global minimum; the two in the region are listed.
struct BowlRipple {
    static constexpr auto name = "bowl_ripple";
    static constexpr auto source = textbook;
    static constexpr auto dimensions = thalweg::only(2);

    double value(thalweg::ConstSpan x) const { return x[0] * x[0] + 0.5 * std::cos(2 * pi * x[1]); }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        g[0] = 2 * x[0];
        g[1] = -pi * std::sin(2 * pi * x[1]);
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        h[0] = 2;
        h[1] = h[2] = 0;
        h[3] = -2 * pi * pi * std::cos(2 * pi * x[1]);
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {0.75, 0.125},
                .region_lower = {-1, -1},
                .region_upper = {1, 1},
                .f_opt = -0.5,
                .minimizers = {{0, -0.5}, {0, 0.5}}};
    }
};
THALWEG_PLUGIN(HalfParabola, CosinePi, ExpHalf, BowlRipple)
