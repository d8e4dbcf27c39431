// SPDX-License-Identifier: MIT
// Moré, Garbow and Hillstrom's sums of exponentials, in five, six and eleven variables.
#include "sum_of_squares.hpp"

#include <algorithm>
#include <array>

/// Osborne's first function: two exponentials that nearly cancel.
///
///     rᵢ = yᵢ − (x₁ + x₂ exp(−tᵢx₄) + x₃ exp(−tᵢx₅)),  t = 10 (i − 1),  i = 1 … 33;   f(x) = Σ r²
///
/// Start (0.5, 1.5, −1, 0.01, 0.02). Least, 5.46489…·10⁻⁵, at (0.3754…, 1.9358…, −1.4646…, 0.01286…,
/// 0.02212…), and with the exponentials exchanged.
///
/// Differs from the paper: the second minimiser, which the paper does not name.
struct Mgh17 : SumOfSquares<Mgh17> {
    static constexpr auto name = "mgh_17";
    static constexpr auto dimensions = thalweg::only(5);

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        constexpr double y[] = {0.844, 0.908, 0.932, 0.936, 0.925, 0.908, 0.881, 0.850, 0.818, 0.784, 0.751,
                                0.718, 0.685, 0.658, 0.628, 0.603, 0.580, 0.558, 0.538, 0.522, 0.506, 0.490,
                                0.478, 0.467, 0.457, 0.448, 0.438, 0.431, 0.424, 0.420, 0.414, 0.411, 0.406};
        for (std::size_t i = 0; i < std::size(y); ++i) {
            const double t = 10 * number(i);
            r << y[i] - (x[0] + x[1] * exponential(-t * x[3]) + x[2] * exponential(-t * x[4]));
        }
    }
    thalweg::Problem problem(std::size_t) const {
        const double base = 0.37541005210695205, a = 1.9358469127123674,
                     b = -1.464687136613423, // mgh_minima.py
            u = 0.012867534640057288, v = 0.02212269966167261;
        return {.start = {0.5, 1.5, -1, 0.01, 0.02},
                .region_lower = {0, -3, -3, 0, 0},
                .region_upper = {1, 3, 3, 0.05, 0.05},
                .f_opt = 5.464894697482907e-05,
                .minimizers = {{base, a, b, u, v}, {base, b, a, v, u}}};
    }
};

/// Biggs's six-parameter function: three exponentials to be told apart.
///
///     rᵢ = x₃ exp(−tᵢx₁) − x₄ exp(−tᵢx₂) + x₆ exp(−tᵢx₅) − yᵢ,  t = i/10,  i = 1 … m;   f(x) = Σ r²
///     yᵢ = exp(−tᵢ) − 5 exp(−10tᵢ) + 3 exp(−4tᵢ)
///
/// Start (1, 2, 1, 1, 1, 1). Least, 0, at (1, 10, 1, 5, 4, 3) and wherever the three exponentials change
/// places: six minimisers. For m = 13 local minima, 5.65565…·10⁻³, where x₁ = x₅ = 1.7114…: only x₃ + x₆ =
/// 2.3262… is decided there. Where x₃ and x₆ have one sign these points are saddle points; listed is x₃ = 3.
///
/// Differs from the paper: five minimisers more, which the paper does not name.
struct Mgh18 : SumOfSquares<Mgh18> {
    static constexpr auto name = "mgh_18";
    static constexpr auto dimensions = thalweg::only(6);

    std::int64_t m = 13;
    static constexpr thalweg::Parameter<Mgh18> parameters[] = {
        {"m", &Mgh18::m, thalweg::between(6, 1000), "number of residuals"},
    };

    template <class T> void residuals(std::span<const T> x, Squares<T> &r) const {
        for (std::int64_t i = 1; i <= m; ++i) {
            const double t = static_cast<double>(i) / 10;
            const double y = std::exp(-t) - 5 * std::exp(-10 * t) + 3 * std::exp(-4 * t);
            r << x[2] * exponential(-t * x[0]) - x[3] * exponential(-t * x[1]) +
                     x[5] * exponential(-t * x[4]) - y;
        }
    }
    thalweg::Problem problem(std::size_t) const {
        thalweg::Problem p{.start = {1, 2, 1, 1, 1, 1},
                           .region_lower = {0, 0, -6, -6, 0, -6},
                           .region_upper = {20, 20, 6, 6, 20, 6},
                           .f_opt = 0,
                           .minimizers = {{1, 10, 1, 5, 4, 3},
                                          {4, 10, 3, 5, 1, 1},
                                          {1, 4, 1, -3, 10, -5},
                                          {10, 4, -5, -3, 1, 1},
                                          {4, 1, 3, -1, 10, -5},
                                          {10, 1, -5, -1, 4, 3}}};
        if (m == 13) { // tests/reference/mgh_minima.py
            const double both = 1.7114159947195875, sum = 2.326287321837785;
            p.local_minima = {{both, 17.683198180949066, 3, 5.186561551993452, both, sum - 3}};
        }
        return p;
    }
};

/// Osborne's second function: an exponential and three bells.
///
///     rᵢ = yᵢ − (x₁ exp(−tᵢx₅) + Σ_k x_{k+1} exp(−(tᵢ − x_{k+8})² x_{k+5})),  k = 1, 2, 3
///     t = (i − 1)/10,  i = 1 … 65;   f(x) = Σ r²,   start (1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5)
///
/// Least, 4.01377…·10⁻², at one point and wherever the three bells change places: six minimisers.
///
/// Differs from the paper: nothing.
struct Mgh19 {
    static constexpr auto name = "mgh_19";
    static constexpr auto source = paper;
    static constexpr auto dimensions = thalweg::only(11);
    static constexpr std::size_t size = 65; ///< residuals

    /// A residual, its slopes along x with the sign turned, and the exponentials in it.
    struct Datum {
        double residual = 0;
        std::array<double, 11> slopes{};
        std::array<double, 4> exponentials{}, offsets{}; // the exponential, then the bells
    };
    static Datum datum(thalweg::ConstSpan x, std::size_t i) {
        constexpr double y[] = {1.366, 1.191, 1.112, 1.013, 0.991, 0.885, 0.831, 0.847, 0.786, 0.725, 0.746,
                                0.679, 0.608, 0.655, 0.616, 0.606, 0.602, 0.626, 0.651, 0.724, 0.649, 0.649,
                                0.694, 0.644, 0.624, 0.661, 0.612, 0.558, 0.533, 0.495, 0.500, 0.423, 0.395,
                                0.375, 0.372, 0.391, 0.396, 0.405, 0.428, 0.429, 0.523, 0.562, 0.607, 0.653,
                                0.672, 0.708, 0.633, 0.668, 0.645, 0.632, 0.591, 0.559, 0.597, 0.625, 0.739,
                                0.710, 0.729, 0.720, 0.636, 0.581, 0.428, 0.292, 0.162, 0.098, 0.054};
        static_assert(std::size(y) == size);
        const double t = number(i) / 10;
        Datum at{.residual = y[i]};
        for (std::size_t k = 0; k < 4; ++k) {
            const double off = k == 0 ? 0 : t - x[k + 7], q = k == 0 ? t : off * off;
            const double e = std::exp(-q * x[k + 4]);
            at.residual -= x[k] * e;
            at.slopes[k] = e;
            at.slopes[k + 4] = -q * x[k] * e;
            if (k > 0)
                at.slopes[k + 7] = 2 * off * x[k + 4] * x[k] * e;
            at.exponentials[k] = e;
            at.offsets[k] = k == 0 ? t : off;
        }
        return at;
    }
    double value(thalweg::ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i < size; ++i) {
            const double r = datum(x, i).residual;
            f += r * r;
        }
        return f;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        std::fill(g.begin(), g.end(), 0.0);
        for (std::size_t i = 0; i < size; ++i) {
            const Datum at = datum(x, i);
            for (std::size_t a = 0; a < 11; ++a)
                g[a] -= 2 * at.residual * at.slopes[a];
        }
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < size; ++i) {
            const Datum at = datum(x, i);
            for (std::size_t a = 0; a < 11; ++a)
                for (std::size_t b = 0; b <= a; ++b)
                    h[a * 11 + b] += 2 * at.slopes[a] * at.slopes[b];
            for (std::size_t k = 0; k < 4; ++k)
                add_curvature(x, at, k, h);
        }
        for (std::size_t a = 0; a < 11; ++a)
            for (std::size_t b = 0; b < a; ++b)
                h[b * 11 + a] = h[a * 11 + b];
    }
    /// −2 r times the second derivatives of term k in height, width and place.
    static void add_curvature(thalweg::ConstSpan x, const Datum &at, std::size_t k, thalweg::Span h) {
        const double factor = -2 * at.residual * at.exponentials[k], off = at.offsets[k];
        const double height = x[k], width = x[k + 4], q = k == 0 ? off : off * off;
        h[(k + 4) * 11 + k] -= factor * q;
        h[(k + 4) * 11 + k + 4] += factor * q * q * height;
        if (k == 0)
            return;
        h[(k + 7) * 11 + k] += factor * 2 * off * width;
        h[(k + 7) * 11 + k + 4] += factor * 2 * off * height * (1 - q * width);
        h[(k + 7) * 11 + k + 7] += factor * height * width * (4 * q * width - 2);
    }
    /// The minimiser with the bells in each order.
    static std::vector<std::vector<double>> minimizers() {
        constexpr double first = 1.3099771546273005,
                         rate = 0.7541832263280113; // tests/reference/mgh_minima.py
        constexpr std::array<double, 3> height = {0.4315537946029889, 0.633661698960724, 0.5994305347859163},
                                        width = {0.9042885798596336, 1.3658118352370285, 4.8236988172271555},
                                        place = {2.3986848661317546, 4.568874597667672, 5.6753414705806415};
        std::vector<std::vector<double>> points;
        for (const auto &[a, b, c] :
             {std::array<std::size_t, 3>{0, 1, 2}, {0, 2, 1}, {1, 0, 2}, {1, 2, 0}, {2, 0, 1}, {2, 1, 0}})
            points.push_back({first, height[a], height[b], height[c], rate, width[a], width[b], width[c],
                              place[a], place[b], place[c]});
        return points;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {1.3, 0.65, 0.65, 0.7, 0.6, 3, 5, 7, 2, 4.5, 5.5},
                .region_lower = {0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1},
                .region_upper = {2, 2, 2, 2, 10, 10, 10, 10, 6, 6, 6},
                .f_opt = 0.040137736293547735,
                .minimizers = minimizers()};
    }
};
THALWEG_PLUGIN(Mgh17, Mgh18, Mgh19)
