// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's problems in three variables.
#include "sum_of_squares.hpp"

#include <algorithm>
#include <numbers>

/// The helical valley.
///
///     r = 10 (x₃ − 10 θ),  10 (√(x₁² + x₂²) − 1),  x₃;   f(x) = Σ r²,   start (−1, 0, 0);   0 at (1, 0, 0)
///     θ = arctan(x₂/x₁) / 2π,  plus ½ where x₁ < 0
///
/// It jumps at x₁ = 0, x₂ < 0, and has no derivatives where x₁ = x₂ = 0.
///
/// Differs from the paper: θ = ±¼ at x₁ = 0, with the sign of x₂; the paper leaves it open.
struct Mgh7 : SumOfSquares<Mgh7> {
    static constexpr auto name = "mgh_7";
    static constexpr auto dimensions = thalweg::only(3);

    template <class T> static T theta(const T &x, const T &y) {
        using std::atan;
        constexpr double turn = 2 * std::numbers::pi;
        if (x > 0)
            return atan(y / x) / turn;
        if (x < 0)
            return atan(y / x) / turn + 0.5;
        return (y < 0 ? -0.25 : 0.25) - atan(x / y) / turn;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        using std::sqrt;
        r << 10 * (x[2] - 10 * theta(x[0], x[1])) << 10 * (sqrt(x[0] * x[0] + x[1] * x[1]) - 1) << x[2];
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-1, 0, 0},
                .region_lower = {-2, -2, -2},
                .region_upper = {2, 2, 2},
                .f_opt = 0,
                .minimizers = {{1, 0, 0}},
                .differentiable = THALWEG_DIFFERENTIABLE_ALMOST};
    }
};

/// Bard's fit of a rational function: beside the minimum a valley that leads to infinity.
///
///     rᵢ = yᵢ − (x₁ + uᵢ/(vᵢx₂ + wᵢx₃)),  u = i,  v = 16 − i,  w = min(u, v),  i = 1 … 15;   f(x) = Σ r²
///
/// Start (1, 1, 1). Least, 8.21487…·10⁻³, at (0.0824…, 1.133…, 2.343…). A second, local least
/// value, 17.4286…, is only a limit: x₁ = 0.8406…, x₂ and x₃ to −∞.
///
/// Differs from the paper: nothing.
struct Mgh8 : SumOfSquares<Mgh8> {
    static constexpr auto name = "mgh_8";
    static constexpr auto dimensions = thalweg::only(3);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        constexpr double y[] = {0.14, 0.18, 0.22, 0.25, 0.29, 0.32, 0.35, 0.39,
                                0.37, 0.58, 0.73, 0.96, 1.34, 2.10, 4.39};
        double u = 1;
        for (const double yi : y) {
            const double v = 16 - u, w = std::min(u, v);
            r << yi - (x[0] + u / (v * x[1] + w * x[2]));
            ++u;
        }
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 1, 1},
                .region_lower = {-1, 0.5, 0.5},
                .region_upper = {2, 3, 3},
                .f_opt = 0.008214877306578975, // tests/reference/mgh_minima.py
                .minimizers = {{0.08241055974978893, 1.1330360920297216, 2.343695178642537}}};
    }
};

/// A fit of the Gaussian bell.
///
///     rᵢ = x₁ exp(−x₂ (tᵢ − x₃)²/2) − yᵢ,  t = (8 − i)/2,  i = 1 … 15;   f(x) = Σ r²,   start (0.4, 1, 0)
///
/// Least, 1.12793…·10⁻⁸, at (0.3989…, 1.0000…, 0): the data are symmetric.
///
/// Differs from the paper: nothing.
struct Mgh9 : SumOfSquares<Mgh9> {
    static constexpr auto name = "mgh_9";
    static constexpr auto dimensions = thalweg::only(3);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        constexpr double y[] = {0.3989, 0.3521, 0.2420, 0.1295, 0.0540, 0.0175, 0.0044, 0.0009};
        for (int k = 7; k >= -7; --k) {
            const T t = 0.5 * k - x[2];
            r << x[0] * exponential(-x[1] * t * t / 2) - y[std::abs(k)];
        }
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {0.4, 1, 0},
                .region_lower = {0, 0, -1},
                .region_upper = {1, 2, 1},
                .f_opt = 1.127932769618648e-08, // tests/reference/mgh_minima.py
                .minimizers = {{0.39895613783875666, 1.0000190844878056, 0}}};
    }
};

/// Meyer's thermistor: badly scaled, and a valley that only Newton-like methods follow.
///
///     rᵢ = x₁ exp(x₂/(tᵢ + x₃)) − yᵢ,  t = 45 + 5i,  i = 1 … 16;   f(x) = Σ r²,   start (0.02, 4000, 250)
///
/// Least, 87.94585517085112, at (0.0056…, 6181.3…, 345.22…). f_opt is what doubles make of it there: the
/// residuals are differences of numbers up to 34780, and f is right to some 2·10⁻¹⁰.
///
/// Differs from the paper: nothing.
struct Mgh10 : SumOfSquares<Mgh10> {
    static constexpr auto name = "mgh_10";
    static constexpr auto dimensions = thalweg::only(3);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        constexpr double y[] = {34780, 28610, 23650, 19630, 16370, 13720, 11540, 9744,
                                8261,  7030,  6005,  5147,  4427,  3820,  3307,  2872};
        double t = 45;
        for (const double yi : y) {
            t += 5;
            r << x[0] * exponential(x[1] / (t + x[2])) - yi;
        }
    }
    thalweg::Problem problem(std::size_t) const {
        const std::vector<double> best{0.005609636471028053, 6181.346346286372,
                                       345.2236346241365}; // tests/reference/mgh_minima.py
        return {.start = {0.02, 4000, 250},
                .region_lower = {0.001, 3500, 240},
                .region_upper = {0.03, 6500, 400},
                .f_opt = value(best),
                .minimizers = {best}};
    }
};

/// Gulf Research and Development's function: it is flat far from the minimum.
///
///     rᵢ = exp(−|yᵢ − x₂|^x₃ / x₁) − tᵢ,  t = i/100,  y = 25 + (−50 ln t)^⅔,  i = 1 … m;   f(x) = Σ r²
///
/// Start (5, 2.5, 0.15); least, 0, at (50, 25, 1.5). It has kinks where x₂ = yᵢ; the power's derivatives
/// there are told as 0.
///
/// Differs from the paper: y − x₂ in place of the misprint y·m·i·x₂.
struct Mgh11 : SumOfSquares<Mgh11> {
    static constexpr auto name = "mgh_11";
    static constexpr auto dimensions = thalweg::only(3);

    std::int64_t m = 99;
    static constexpr thalweg::Parameter<Mgh11> parameters[] = {
        {"m", &Mgh11::m, thalweg::between(3, 100), "number of residuals"},
    };
    std::vector<double> y;

    std::size_t create(std::size_t d, std::uint64_t) {
        for (std::int64_t i = 1; i <= m; ++i)
            y.push_back(25 + std::pow(-50 * std::log(static_cast<double>(i) / 100), 2.0 / 3));
        return d;
    }
    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::size_t i = 0; i < y.size(); ++i) {
            const T distance = x[1] < y[i] ? y[i] - x[1] : x[1] - y[i];
            const T power = distance > 0 ? exponential(x[2] * logarithm(distance)) : T(0.0);
            r << exponential(-power / x[0]) - number(i + 1) / 100;
        }
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {5, 2.5, 0.15},
                .region_lower = {1, 0, 0},
                .region_upper = {100, 25.5, 3},
                .f_opt = 0,
                .minimizers = {{50, 25, 1.5}},
                .differentiable = THALWEG_DIFFERENTIABLE_ALMOST};
    }
};

/// Box's exponentials: two isolated minimisers, and a line of others.
///
///     rᵢ = exp(−tᵢx₁) − exp(−tᵢx₂) − x₃ (exp(−tᵢ) − exp(−10tᵢ)),  t = i/10,  i = 1 … m;   f(x) = Σ r²
///
/// Start (0, 10, 20); least, 0, at (1, 10, 1), at (10, 1, −1), and wherever x₁ = x₂ and x₃ = 0.
///
/// Differs from the paper: nothing.
struct Mgh12 : SumOfSquares<Mgh12> {
    static constexpr auto name = "mgh_12";
    static constexpr auto dimensions = thalweg::only(3);

    std::int64_t m = 10;
    static constexpr thalweg::Parameter<Mgh12> parameters[] = {
        {"m", &Mgh12::m, thalweg::between(3, 1000), "number of residuals"},
    };

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::int64_t i = 1; i <= m; ++i) {
            const double t = static_cast<double>(i) / 10;
            r << exponential(-t * x[0]) - exponential(-t * x[1]) - x[2] * (std::exp(-t) - std::exp(-10 * t));
        }
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {0, 10, 20},
                .region_lower = {0, 0, -2},
                .region_upper = {11, 11, 21},
                .f_opt = 0,
                .minimizers = {{1, 10, 1}, {10, 1, -1}}};
    }
};
THALWEG_PLUGIN(Mgh7, Mgh8, Mgh9, Mgh10, Mgh11, Mgh12)
