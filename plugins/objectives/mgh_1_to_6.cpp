// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's problems in two variables.
#include "sum_of_squares.hpp"

/// Rosenbrock's valley.
///
///     r = 10 (x₂ − x₁²),  1 − x₁;   f(x) = Σ r²,   start (−1.2, 1);   0 at (1, 1)
///
/// Differs from the paper: nothing.
struct Mgh1 : SumOfSquares<Mgh1> {
    static constexpr auto name = "mgh_1";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        r << 10 * (x[1] - x[0] * x[0]) << 1 - x[0];
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-1.2, 1},
                .region_lower = {-2, -1},
                .region_upper = {2, 3},
                .f_opt = 0,
                .minimizers = {{1, 1}}};
    }
};

/// Freudenstein and Roth's function: a local minimum on the way to the global one.
///
///     r = −13 + x₁ + ((5 − x₂) x₂ − 2) x₂,  −29 + x₁ + ((x₂ + 1) x₂ − 14) x₂;
///     f(x) = Σ r²,   start (0.5, −2)
///
/// Least, 0, at (5, 4); a local minimum, 48.9842…, at ((53 − 4√22)/3, (2 − √22)/3), where the residuals'
/// slopes in x₂ agree to the sign: both are orthogonal to r.
///
/// Differs from the paper: nothing.
struct Mgh2 : SumOfSquares<Mgh2> {
    static constexpr auto name = "mgh_2";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        r << x[0] - 13 + ((5 - x[1]) * x[1] - 2) * x[1] << x[0] - 29 + ((x[1] + 1) * x[1] - 14) * x[1];
    }
    thalweg::Problem problem(std::size_t) const {
        const double root = std::sqrt(22.0);
        return {.start = {0.5, -2},
                .region_lower = {-5, -3},
                .region_upper = {15, 6},
                .f_opt = 0,
                .minimizers = {{5, 4}},
                .local_minima = {{(53 - 4 * root) / 3, (2 - root) / 3}}};
    }
};

/// Powell's badly scaled function: two coordinates, six decades apart.
///
///     r = 10⁴ x₁x₂ − 1,  exp(−x₁) + exp(−x₂) − 1.0001;   f(x) = Σ r²,   start (0, 1)
///
/// Least, 0, at (1.098…·10⁻⁵, 9.106…), and with the coordinates exchanged.
///
/// Differs from the paper: the second minimiser, which the paper does not name.
struct Mgh3 : SumOfSquares<Mgh3> {
    static constexpr auto name = "mgh_3";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        r << 1e4 * x[0] * x[1] - 1 << exponential(-x[0]) + exponential(-x[1]) - 1.0001;
    }
    thalweg::Problem problem(std::size_t) const {
        const double a = 1.0981593296998175e-05, b = 9.106146739866524; // tests/reference/mgh_minima.py
        return {.start = {0, 1},
                .region_lower = {-1, -1},
                .region_upper = {10, 10},
                .f_opt = 0,
                .minimizers = {{a, b}, {b, a}}};
    }
};

/// Brown's badly scaled function: at the minimum the coordinates are twelve decades apart.
///
///     r = x₁ − 10⁶,  x₂ − 2·10⁻⁶,  x₁x₂ − 2;   f(x) = Σ r²,   start (1, 1);   0 at (10⁶, 2·10⁻⁶)
///
/// Differs from the paper: nothing.
struct Mgh4 : SumOfSquares<Mgh4> {
    static constexpr auto name = "mgh_4";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        r << x[0] - 1e6 << x[1] - 2e-6 << x[0] * x[1] - 2;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 1},
                .region_lower = {0, -1},
                .region_upper = {2e6, 2},
                .f_opt = 0,
                .minimizers = {{1e6, 2e-6}}};
    }
};

/// Beale's function.
///
///     rᵢ = yᵢ − x₁ (1 − x₂ⁱ),  y = 1.5, 2.25, 2.625;   f(x) = Σ r²,   start (1, 1);   0 at (3, ½)
///
/// Differs from the paper: nothing.
struct Mgh5 : SumOfSquares<Mgh5> {
    static constexpr auto name = "mgh_5";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        r << 1.5 - x[0] * (1 - x[1]) << 2.25 - x[0] * (1 - x[1] * x[1]) << 2.625 - x[0] * (1 - cube(x[1]));
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 1},
                .region_lower = {-4.5, -4.5},
                .region_upper = {4.5, 4.5},
                .f_opt = 0,
                .minimizers = {{3, 0.5}}};
    }
};

/// Jennrich and Sampson's function: steep exponentials.
///
///     rᵢ = 2 + 2i − (exp(i x₁) + exp(i x₂)),  i = 1 … m;   f(x) = Σ r²,   start (0.3, 0.4)
///
/// Least, 124.362… for m = 10, at x₁ = x₂ = 0.2578…; for other m its least value is not told.
///
/// Differs from the paper: nothing.
struct Mgh6 : SumOfSquares<Mgh6> {
    static constexpr auto name = "mgh_6";
    static constexpr auto dimensions = thalweg::only(2);

    std::int64_t m = 10;
    static constexpr thalweg::Parameter<Mgh6> parameters[] = {
        {"m", &Mgh6::m, thalweg::between(2, 100), "number of residuals"},
    };

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::int64_t k = 1; k <= m; ++k) {
            const auto i = static_cast<double>(k);
            r << 2 + 2 * i - (exponential(i * x[0]) + exponential(i * x[1]));
        }
    }
    thalweg::Problem problem(std::size_t) const {
        thalweg::Problem p{.start = {0.3, 0.4}, .region_lower = {0, 0}, .region_upper = {0.5, 0.5}};
        if (m == 10) { // tests/reference/mgh_minima.py
            p.f_opt = 124.36218235561485;
            p.minimizers = {all(2, 0.2578252136703641)};
        }
        return p;
    }
};
THALWEG_PLUGIN(Mgh1, Mgh2, Mgh3, Mgh4, Mgh5, Mgh6)
