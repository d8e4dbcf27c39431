// SPDX-License-Identifier: MIT
// Two variables: valleys with one minimum or several, and a saddle for a monkey.
#include <thalweg/autodiff.hpp>
#include <thalweg/plugin.hpp>

#include <cmath>

/// A narrow curved valley between steep corners.
///
///     f(x, y) = (1.5 − x + xy)² + (2.25 − x + xy²)² + (2.625 − x + xy³)²,   start (1, 1);   least at (3, ½)
///
/// Differs from the paper: nothing. It is mgh_5.
struct Beale : thalweg::Differentiated<Beale> {
    static constexpr auto name = "beale";
    static constexpr auto source =
        "Beale 1958, On an Iterative Method of Finding a Local Minimum of a Function of More than One "
        "Variable, Princeton, Statistical Techniques Research Group TR 25";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> T operator()(std::span<const T> x) const {
        const T a = 1.5 - x[0] * (1 - x[1]), b = 2.25 - x[0] * (1 - x[1] * x[1]),
                c = 2.625 - x[0] * (1 - x[1] * x[1] * x[1]);
        return a * a + b * b + c * c;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 1},
                .region_lower = {-4.5, -4.5},
                .region_upper = {4.5, 4.5},
                .f_opt = 0,
                .minimizers = {{3, 0.5}}};
    }
};

/// Four minima of equal depth: where a run ends is decided by its start.
///
///     f(x, y) = (x² + y − 11)² + (x + y² − 7)²,   start (0, 0);   0 at (3, 2) and three other points
///
/// Differs from the book: nothing.
struct Himmelblau {
    static constexpr auto name = "himmelblau";
    static constexpr auto source = "Himmelblau 1972, Applied Nonlinear Programming, McGraw-Hill";
    static constexpr auto dimensions = thalweg::only(2);

    double value(thalweg::ConstSpan x) const {
        const double a = x[0] * x[0] + x[1] - 11, b = x[0] + x[1] * x[1] - 7;
        return a * a + b * b;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const double a = x[0] * x[0] + x[1] - 11, b = x[0] + x[1] * x[1] - 7;
        g[0] = 4 * x[0] * a + 2 * b;
        g[1] = 2 * a + 4 * x[1] * b;
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        h[0] = 12 * x[0] * x[0] + 4 * x[1] - 42;
        h[1] = h[2] = 4 * (x[0] + x[1]);
        h[3] = 12 * x[1] * x[1] + 4 * x[0] - 26;
    }
    /// Where both squares vanish, by Newton's method.
    static std::vector<double> root_near(double x, double y) {
        for (int k = 0; k < 10; ++k) {
            const double a = x * x + y - 11, b = x + y * y - 7, determinant = 4 * x * y - 1;
            x -= (2 * y * a - b) / determinant;
            y -= (2 * x * b - a) / determinant;
        }
        return {x, y};
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {0, 0},
                .region_lower = {-6, -6},
                .region_upper = {6, 6},
                .f_opt = 0,
                .minimizers = {{3, 2}, root_near(-2.8, 3.1), root_near(-3.8, -3.3), root_near(3.6, -1.8)}};
    }
};

/// Three humps' worth of valleys: the global minimum between two local ones.
///
///     f(x, y) = 2x² − 1.05x⁴ + x⁶/6 + xy + y²,   start (2, −2), in the basin of a local minimum
///
/// Stationary points lie on y = −x/2 where x (x⁴ − 4.2x² + 3.5) = 0: least at (0, 0), local minima at
/// x² = 2.1 + √0.91, saddle points at x² = 2.1 − √0.91.
///
/// Differs from the paper: nothing.
struct ThreeHumpCamel {
    static constexpr auto name = "three_hump_camel";
    static constexpr auto source =
        "Branin 1972, Widely Convergent Method for Finding Multiple Solutions of Simultaneous Nonlinear "
        "Equations, IBM Journal of Research and Development 16(5)";
    static constexpr auto dimensions = thalweg::only(2);

    double value(thalweg::ConstSpan x) const {
        const double s = x[0] * x[0];
        return s * (2 + s * (-1.05 + s / 6)) + x[0] * x[1] + x[1] * x[1];
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const double s = x[0] * x[0];
        g[0] = x[0] * (4 + s * (-4.2 + s)) + x[1];
        g[1] = x[0] + 2 * x[1];
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        const double s = x[0] * x[0];
        h[0] = 4 + s * (-12.6 + 5 * s);
        h[1] = h[2] = 1;
        h[3] = 2;
    }
    thalweg::Problem problem(std::size_t) const {
        const double x = std::sqrt(2.1 + std::sqrt(0.91));
        return {.start = {2, -2},
                .region_lower = {-5, -5},
                .region_upper = {5, 5},
                .f_opt = 0,
                .minimizers = {{0, 0}},
                .local_minima = {{x, -x / 2}, {-x, x / 2}}};
    }
};

/// Four minima of very different depth in a landscape that spans six decades.
///
///     f(x, y) = (1 + (x + y + 1)² (19 − 14x + 3x² − 14y + 6xy + 3y²))
///             · (30 + (2x − 3y)² (18 − 32x + 12x² + 48y − 36xy + 27y²)),   start (−0.4, −0.6)
///
/// Least, 3, at (0, −1); local minima 30 at (−0.6, −0.4), 84 at (1.8, 0.2), 840 at (1.2, 0.8).
///
/// Differs from the paper: nothing.
struct GoldsteinPrice : thalweg::Differentiated<GoldsteinPrice> {
    static constexpr auto name = "goldstein_price";
    static constexpr auto source =
        "Goldstein & Price 1971, On Descent from Local Minima, Mathematics of Computation 25(115)";
    static constexpr auto dimensions = thalweg::only(2);

    template <class T> T operator()(std::span<const T> at) const {
        const T x = at[0], y = at[1];
        const T a = x + y + 1, b = 2 * x - 3 * y;
        const T left = 19 - 14 * x + 3 * x * x - 14 * y + 6 * x * y + 3 * y * y;
        const T right = 18 - 32 * x + 12 * x * x + 48 * y - 36 * x * y + 27 * y * y;
        return (1 + a * a * left) * (30 + b * b * right);
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-0.4, -0.6},
                .region_lower = {-2, -2},
                .region_upper = {2, 2},
                .f_opt = 3,
                .minimizers = {{0, -1}},
                .local_minima = {{-0.6, -0.4}, {1.8, 0.2}, {1.2, 0.8}}};
    }
};

/// A saddle with room for a tail: three ways down, and at 0 not even a curvature.
///
///     f(x, y) = x³ − 3xy²,   start (1, 0.001): almost on a ridge that leads to the saddle point
///
/// It has no least value.
///
/// Differs from the book: nothing.
struct MonkeySaddle {
    static constexpr auto name = "monkey_saddle";
    static constexpr auto source = "Hilbert & Cohn-Vossen 1952, Geometry and the Imagination, section 29";
    static constexpr auto dimensions = thalweg::only(2);

    double value(thalweg::ConstSpan x) const { return x[0] * (x[0] * x[0] - 3 * x[1] * x[1]); }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        g[0] = 3 * (x[0] * x[0] - x[1] * x[1]);
        g[1] = -6 * x[0] * x[1];
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        h[0] = 6 * x[0];
        h[1] = h[2] = -6 * x[1];
        h[3] = -6 * x[0];
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1, 0.001}, .region_lower = {-2, -2}, .region_upper = {2, 2}};
    }
};
THALWEG_PLUGIN(Beale, Himmelblau, ThreeHumpCamel, GoldsteinPrice, MonkeySaddle)
