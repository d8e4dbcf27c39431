// SPDX-License-Identifier: MIT
// Places where the gradient vanishes and no minimum is: saddle points and a plateau.
#include <thalweg/plugin.hpp>

#include <cmath>

/// A saddle point in one dimension: f' = f'' = 0 at 0, and below it no end.
///
///     f(x) = x³,   start 1, above the saddle point
struct Cubic {
    static constexpr auto name = "cubic";
    static constexpr auto source =
        "Zhang et al. 2021, Dive into Deep Learning, section 12.1 (optimization and "
        "deep learning)";

    double value(double x) const { return x * x * x; }
    double gradient(double x) const { return 3 * x * x; }
    double hessian(double x) const { return 6 * x; }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1}, .region_lower = {-2}, .region_upper = {2}};
    }
};

/// A saddle point in two dimensions: a minimum along x, a maximum along y.
///
///     f(x, y) = x² − y²,   start (1, 0.001): almost on the ridge
struct Saddle {
    static constexpr auto name = "saddle";
    static constexpr auto source =
        "Zhang et al. 2021, Dive into Deep Learning, section 12.1 (optimization and "
        "deep learning)";
    static constexpr auto dimensions = thalweg::only(2);

    double value(thalweg::ConstSpan x) const { return x[0] * x[0] - x[1] * x[1]; }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        g[0] = 2 * x[0];
        g[1] = -2 * x[1];
    }
    void hessian(thalweg::ConstSpan, thalweg::Span h) const {
        h[0] = 2;
        h[1] = h[2] = 0;
        h[3] = -2;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 0.001}, .region_lower = {-2, -2}, .region_upper = {2, 2}};
    }
};

/// A vanishing gradient: at the start the slope is 0.0013.
///
///     f(x) = tanh x,   start 4
///
/// The least value −1 is a limit that no x reaches.
struct Tanh {
    static constexpr auto name = "tanh";
    static constexpr auto source =
        "Zhang et al. 2021, Dive into Deep Learning, section 12.1 (optimization and "
        "deep learning)";

    double value(double x) const { return std::tanh(x); }
    double gradient(double x) const {
        const double c = std::cosh(x);
        return 1 / (c * c);
    }
    double hessian(double x) const {
        const double c = std::cosh(x);
        return -2 * std::tanh(x) / (c * c);
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {4}, .region_lower = {-2}, .region_upper = {5}, .f_opt = -1};
    }
};
THALWEG_PLUGIN(Cubic, Saddle, Tanh)
