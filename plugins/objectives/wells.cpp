// SPDX-License-Identifier: MIT
// The tutorial's wells: what a learning rate does, and why Newton's method is more than another one.
#include <thalweg/plugin.hpp>

#include <cmath>
#include <numbers>

/// A parabola: learning rates below 1/2 creep, 1/2 lands, above 1 flies off.
///
///     f(x) = x²,   start −20
struct Parabola {
    static constexpr auto name = "parabola";
    static constexpr auto source = "the tutorial that thalweg grew from";

    double value(double x) const { return x * x; }
    double gradient(double x) const { return 2 * x; }
    double hessian(double) const { return 2; }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-20}, .region_lower = {-20}, .region_upper = {20}, .f_opt = 0, .minimizers = {{0}}};
    }
};

/// A parabola with a ripple: convex, its curvature changes, and Newton's method is not gradient descent.
///
///     f(x) = x² − cos(π x/20),   start −20
struct ParabolaCosine {
    static constexpr auto name = "parabola_cosine";
    static constexpr auto source = "the tutorial that thalweg grew from";
    static constexpr double w = std::numbers::pi / 20;

    double value(double x) const { return x * x - std::cos(w * x); }
    double gradient(double x) const { return 2 * x + w * std::sin(w * x); }
    double hessian(double x) const { return 2 + w * w * std::cos(w * x); }
    thalweg::Problem problem(std::size_t) const {
        return {
            .start = {-20}, .region_lower = {-20}, .region_upper = {20}, .f_opt = -1, .minimizers = {{0}}};
    }
};

/// A cosine: beyond ±10 its curvature is negative and plain Newton climbs; damping repairs it.
///
///     f(x) = −cos(π x/20),   start −15
///
/// Every 40 k is a global minimum; those at −40, 0 and 40 are listed.
struct CosineWell {
    static constexpr auto name = "cosine_well";
    static constexpr auto source = "the tutorial that thalweg grew from";
    static constexpr double w = std::numbers::pi / 20;

    double value(double x) const { return -std::cos(w * x); }
    double gradient(double x) const { return w * std::sin(w * x); }
    double hessian(double x) const { return w * w * std::cos(w * x); }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-15},
                .region_lower = {-20},
                .region_upper = {20},
                .f_opt = -1,
                .minimizers = {{-40}, {0}, {40}}};
    }
};
THALWEG_PLUGIN(Parabola, ParabolaCosine, CosineWell)
