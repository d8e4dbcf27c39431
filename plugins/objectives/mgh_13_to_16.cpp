// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's problems in four variables.
#include "sum_of_squares.hpp"

/// Powell's singular function: at the minimum the Hessian is singular, and Newton's method only linear.
///
///     r = x₁ + 10x₂,  √5 (x₃ − x₄),  (x₂ − 2x₃)²,  √10 (x₁ − x₄)²;
///     f(x) = Σ r²,   start (3, −1, 0, 1);   0 at 0
///
/// Differs from the paper: nothing.
struct Mgh13 : SumOfSquares<Mgh13> {
    static constexpr auto name = "mgh_13";
    static constexpr auto dimensions = thalweg::only(4);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        const T a = x[1] - 2 * x[2], b = x[0] - x[3];
        r << x[0] + 10 * x[1] << std::sqrt(5.0) * (x[2] - x[3]) << a * a << std::sqrt(10.0) * b * b;
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = {3, -1, 0, 1},
                .region_lower = all(d, -4),
                .region_upper = all(d, 4),
                .f_opt = 0,
                .minimizers = {all(d, 0)}};
    }
};

/// Wood's function: two of Rosenbrock's valleys, coupled.
///
///     r = 10 (x₂ − x₁²),  1 − x₁,  √90 (x₄ − x₃²),  1 − x₃,  √10 (x₂ + x₄ − 2),  (x₂ − x₄)/√10;
///     f(x) = Σ r²
///
/// Start (−3, −1, −3, −1); least, 0, at (1, 1, 1, 1).
///
/// Differs from the paper: nothing.
struct Mgh14 : SumOfSquares<Mgh14> {
    static constexpr auto name = "mgh_14";
    static constexpr auto dimensions = thalweg::only(4);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        const double root = std::sqrt(10.0);
        r << 10 * (x[1] - x[0] * x[0]) << 1 - x[0];
        r << std::sqrt(90.0) * (x[3] - x[2] * x[2]) << 1 - x[2];
        r << root * (x[1] + x[3] - 2) << (x[1] - x[3]) / root;
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = {-3, -1, -3, -1},
                .region_lower = all(d, -4),
                .region_upper = all(d, 4),
                .f_opt = 0,
                .minimizers = {all(d, 1)}};
    }
};

/// Kowalik and Osborne's enzyme reaction.
///
///     rᵢ = yᵢ − x₁ (uᵢ² + uᵢx₂)/(uᵢ² + uᵢx₃ + x₄),  i = 1 … 11;
///     f(x) = Σ r²,   start (0.25, 0.39, 0.415, 0.39)
///
/// Least, 3.07505…·10⁻⁴, at (0.1928…, 0.1912…, 0.1230…, 0.1360…). A second, local least value, 1.02734…·10⁻³,
/// is only a limit: x₂ = −14.07…, x₁ to +∞, x₃ and x₄ to −∞.
///
/// Differs from the paper: nothing.
struct Mgh15 : SumOfSquares<Mgh15> {
    static constexpr auto name = "mgh_15";
    static constexpr auto dimensions = thalweg::only(4);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        constexpr double y[] = {0.1957, 0.1947, 0.1735, 0.1600, 0.0844, 0.0627,
                                0.0456, 0.0342, 0.0323, 0.0235, 0.0246};
        constexpr double u[] = {4, 2, 1, 0.5, 0.25, 0.167, 0.125, 0.1, 0.0833, 0.0714, 0.0625};
        for (std::size_t i = 0; i < std::size(y); ++i)
            r << y[i] - x[0] * (u[i] * (u[i] + x[1])) / (u[i] * (u[i] + x[2]) + x[3]);
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = {0.25, 0.39, 0.415, 0.39},
                .region_lower = all(d, 0.05),
                .region_upper = all(d, 0.5),
                .f_opt = 0.00030750560384923745, // tests/reference/mgh_minima.py
                .minimizers = {
                    {0.19280693457903786, 0.19128232873436696, 0.12305650692632066, 0.13606233068379484}}};
    }
};

/// Brown and Dennis's function: large residuals.
///
///     rᵢ = (x₁ + tᵢx₂ − exp tᵢ)² + (x₃ + x₄ sin tᵢ − cos tᵢ)²,  t = i/5,  i = 1 … m;   f(x) = Σ r²
///
/// Start (25, 5, −5, −1). Least, 85822.2… for m = 20, at (−11.59…, 13.20…, −0.4034…, 0.2367…); for other m
/// its least value is not told.
///
/// Differs from the paper: nothing.
struct Mgh16 : SumOfSquares<Mgh16> {
    static constexpr auto name = "mgh_16";
    static constexpr auto dimensions = thalweg::only(4);

    std::int64_t m = 20;
    static constexpr thalweg::Parameter<Mgh16> parameters[] = {
        {"m", &Mgh16::m, thalweg::between(4, 1000), "number of residuals"},
    };

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::int64_t i = 1; i <= m; ++i) {
            const double t = static_cast<double>(i) / 5;
            const T a = x[0] + t * x[1] - std::exp(t), b = x[2] + x[3] * std::sin(t) - std::cos(t);
            r << a * a + b * b;
        }
    }
    thalweg::Problem problem(std::size_t) const {
        thalweg::Problem p{
            .start = {25, 5, -5, -1}, .region_lower = {-30, -20, -10, -5}, .region_upper = {30, 20, 10, 5}};
        if (m == 20) { // tests/reference/mgh_minima.py
            p.f_opt = 85822.20162635634;
            p.minimizers = {
                {-11.594439904762165, 13.203630051207204, -0.40343948817685954, 0.2367787744557363}};
        }
        return p;
    }
};
THALWEG_PLUGIN(Mgh13, Mgh14, Mgh15, Mgh16)
