// SPDX-License-Identifier: MIT
// BBOB's fifth group: many minima, and little that tells where the best of them is.
#include "function.hpp"
#include "peaks.hpp"

using namespace bbob;

/// BBOB f20, Schwefel: 2^d deep minima near the corners of the box; the best is far from the second best.
///
///     f(x) = −1/(100 d) Σ z_i sin √|z_i| + 4.189828872724339 + 100 f_pen(z/100) + f_opt
///     x̂_i = 2 sign(x_opt,i) x_i,   ẑ_1 = x̂_1,   ẑ_i+1 = x̂_i+1 + 0.25 (x̂_i − 2 |x_opt,i|)
///     z = 100 (Λ¹⁰ (ẑ − 2 |x_opt|) + 2 |x_opt|),   f_pen(z) = Σ max(0, |z_i| − 5)²
///
/// The penalty is one of z, not of x: it begins within the box.
///
/// Differs from the paper: x_opt is its ±4.2096874633/2; for 2 |x_opt| in the formula COCO takes
/// 4.2096874637, and so do we: values are COCO's. The start is the origin, where the suite has none.
struct F20 : Function<F20> {
    static constexpr auto name = "bbob_f20";
    static constexpr Seed number = 20;

    void prepare() {
        x_opt = uniform(d, seed());
        for (double &value : x_opt)
            value = value < 0.5 ? -4.2096874633 / 2 : 4.2096874633 / 2;
        lambda = scales(d, 10);
    }
    double at(ConstSpan x, Span g) const {
        double sum = 0, before = optimum;
        for (std::size_t i = 0; i < d; ++i) {
            const double turned = std::copysign(2, x_opt[i]) * x[i];
            const double chained = turned + (i > 0 ? 0.25 * (before - optimum) : 0);
            before = turned;
            z[i] = 100 * (lambda[i] * (chained - optimum) + optimum);
        }
        for (std::size_t i = 0; i < d; ++i) {
            const double root = std::sqrt(std::abs(z[i])), sine = std::sin(root);
            const double beyond = std::max(0.0, std::abs(z[i] / 100) - 5);
            sum += 100 * square(beyond) - z[i] * sine / (100 * static_cast<double>(d));
            if (!g.empty())
                u[i] = lambda[i] * (200 * std::copysign(beyond, z[i]) -
                                    (sine + root * std::cos(root) / 2) / static_cast<double>(d));
        }
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = std::copysign(2, x_opt[i]) * (u[i] + (i + 1 < d ? 0.25 * u[i + 1] : 0));
        return sum + 4.189828872724339;
    }

    static constexpr double optimum = 4.2096874637; ///< 2 |x_opt,i|, as COCO rounds it
    Vector lambda;
};

/// BBOB f21, Gallagher's 101 peaks: minima at random places, of random shapes, without any order.
///
///     f(x) = T_osz(10 − max_i w_i exp(−1/(2d) (x − y_i)ᵀ Rᵀ C_i R (x − y_i)))² + f_pen(x) + f_opt
///     w_1 = 10, y_1 = x_opt;   w_i = 1.1 + 8 (i − 2)/99, y_i uniform in [−5, 5]^d
///     C_i = Λ^α_i / α_i^(1/4), its diagonal shuffled;   α_1 = 1000, the others 1000^(2j/99), j shuffled
///     f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// Nothing around one peak tells of the others: search many places. Differentiable almost everywhere: not
/// where two peaks are equally high.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F21 : Gallagher<F21> {
    static constexpr auto name = "bbob_f21";
    static constexpr Seed number = 21;
    static constexpr Peaks peaks{.count = 101, .radius = 5, .first_condition = 1000};
};

/// BBOB f22, Gallagher's 21 peaks: fewer and narrower minima than f21's.
///
///     f(x) = T_osz(10 − max_i w_i exp(−1/(2d) (x − y_i)ᵀ Rᵀ C_i R (x − y_i)))² + f_pen(x) + f_opt
///     w_1 = 10, y_1 = x_opt;   w_i = 1.1 + 8 (i − 2)/19, y_i uniform in [−4.9, 4.9]^d
///     C_i = Λ^α_i / α_i^(1/4), its diagonal shuffled;   α_1 = 1000², the others 1000^(2j/19), j shuffled
///     f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// The best peak is the one with the largest condition, 10⁶ in C. Differentiable almost everywhere: not where
/// two peaks are equally high.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F22 : Gallagher<F22> {
    static constexpr auto name = "bbob_f22";
    static constexpr Seed number = 22;
    static constexpr Peaks peaks{.count = 21, .radius = 4.9, .first_condition = 1e6};
};

/// BBOB f23, Katsuura: continuous, with a kink in every interval; more than 10^d global minima.
///
///     f(x) = 10/d² Π_i (1 + i Σ_{j=1}^{32} |2^j z_i − [2^j z_i]| / 2^j)^(10/d^1.2) − 10/d² + f_pen + f_opt
///     z = Q Λ¹⁰⁰ R (x − x_opt),   [·] the nearest whole number,   f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// f has the same least value wherever all 2 z_i are whole numbers; x_opt is the one listed. Differentiable
/// almost everywhere, but with kinks 2⁻³³ apart in z: the gradient is that between them (0 at x_opt), and
/// tells nothing about a step of any length.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F23 : Function<F23> {
    static constexpr auto name = "bbob_f23";
    static constexpr Seed number = 23;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        matrix = first_rotation().times(second_rotation().scaled(scales(d, 100)));
        fractions.assign(padded(d), 0);
        heights.assign(padded(d), 0);
    }
    double at(ConstSpan x, Span g) const {
        const double n = static_cast<double>(d), power = 10 / std::pow(n, 1.2), scale = 10 / square(n);
        centre(x);
        matrix.multiply(y.data(), z.data());
        measure_teeth();
        double product = 1, logs = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double weight = static_cast<double>(i + 1);
            const double factor = 1 + weight * heights[i];
            z[i] = weight * slopes[i] / factor;
            product *= factor;
            if (i % 16 == 15) { // before it overflows
                logs += std::log(product);
                product = 1;
            }
        }
        const double raised = std::exp(power * (logs + std::log(product)));
        if (!g.empty()) {
            back(matrix, z, g);
            for (double &value : g)
                value *= scale * power * raised;
        }
        return scale * raised - scale + penalty(x, 1, g);
    }

    Matrix matrix;
    mutable Vector fractions, heights;

    /// heights ← Σ |2^j z − [2^j z]| / 2^j and slopes ← their slopes, for all coordinates at once, from the
    /// fractions of 2^j z, which doubling and subtracting 1 give exactly.
    THALWEG_KERNEL void measure_teeth() const {
        double *const fraction = fractions.data(), *const height = heights.data(),
                      *const slope = slopes.data();
        const std::size_t n = fractions.size();
        for (std::size_t i = 0; i < n; ++i) {
            fraction[i] = z[i] - std::floor(z[i]);
            height[i] = slope[i] = 0;
        }
        double weight = 1;
        for (int j = 1; j <= 32; ++j) {
            weight /= 2;
            for (std::size_t i = 0; i < n; ++i) {
                double rest = 2 * fraction[i];
                rest -= rest >= 1 ? 1.0 : 0.0;
                fraction[i] = rest;
                height[i] += weight * (rest < 0.5 ? rest : 1 - rest);
                slope[i] += rest < 0.5 ? 1.0 : -1.0;
                slope[i] -= rest == 0 ? 1.0 : 0.0; // at a kink, none
            }
        }
    }
};

/// BBOB f24, Lunacek's double bowl: two bowls under Rastrigin's waves, and the wide one is wrong.
///
///     f(x) = min(Σ (x̂_i − μ_0)², d + s Σ (x̂_i − μ_1)²) + 10 (d − Σ cos 2πz_i) + 10⁴ f_pen(x) + f_opt
///     x̂ = 2 sign(x_opt) x,   z = Q Λ¹⁰⁰ R (x̂ − μ_0),   μ_0 = 2.5,   x_opt,i = ±μ_0/2
///     μ_1 = −√((μ_0² − 1)/s),   s = 1 − 1/(2√(d + 20) − 8.2),   f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// The bowl around μ_1 takes most of the box; whoever follows the large trend ends in it. Differentiable
/// almost everywhere: not where the bowls meet.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F24 : Function<F24> {
    static constexpr auto name = "bbob_f24";
    static constexpr Seed number = 24;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = gaussian(d, seed());
        for (double &value : x_opt)
            value = std::copysign(mu0 / 2, value);
        matrix = first_rotation().times(second_rotation().scaled(scales(d, 100)));
        s = 1 - 1 / (2 * std::sqrt(static_cast<double>(d) + 20) - 8.2);
        mu1 = -std::sqrt((mu0 * mu0 - 1) / s);
    }
    double at(ConstSpan x, Span g) const {
        double near = 0, far = 0, cosines = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double turned = std::copysign(2, x_opt[i]) * x[i];
            y[i] = turned - mu0;
            u[i] = turned - mu1;
            near += square(y[i]);
            far += square(u[i]);
        }
        matrix.multiply(y.data(), z.data());
        far = static_cast<double>(d) + s * far;
        const bool in_near = near <= far;
        for (std::size_t i = 0; i < d; ++i) {
            const double angle = 2 * pi * z[i];
            cosines += std::cos(angle);
            if (!g.empty()) {
                z[i] = 20 * pi * std::sin(angle);
                u[i] = in_near ? 2 * y[i] : 2 * s * u[i];
            }
        }
        if (!g.empty())
            back(matrix, z, g);
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = std::copysign(2, x_opt[i]) * (u[i] + g[i]);
        return (in_near ? near : far) + 10 * (static_cast<double>(d) - cosines) + penalty(x, 1e4, g);
    }

    static constexpr double mu0 = 2.5;
    double mu1 = 0, s = 0;
    Matrix matrix;
};
THALWEG_PLUGIN(F20, F21, F22, F23, F24)
