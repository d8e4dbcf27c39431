// SPDX-License-Identifier: MIT
// BBOB's second group: low or moderate condition.
#include "function.hpp"
#include "valley.hpp"

using namespace bbob;

/// BBOB f6, attractive sector: low in one of the 2^d orthants around x_opt, up to 10⁴ times higher in the
/// others.
///
///     f(x) = T_osz(Σ (s_i z_i)²)^0.9 + f_opt,   z = Q Λ¹⁰ R (x − x_opt)
///     s_i = 100 where z_i x_opt,i > 0, else 1
///
/// Steps sampled evenly around a point seldom hit the cone that leads down.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F6 : Function<F6> {
    static constexpr auto name = "bbob_f6";
    static constexpr Seed number = 6;

    void prepare() {
        x_opt = random_optimum(d, seed());
        matrix = first_rotation().times(second_rotation().scaled(scales(d, 10)));
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        matrix.multiply(y.data(), z.data());
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double weight = z[i] * x_opt[i] > 0 ? 1e4 : 1;
            sum += weight * square(z[i]);
            z[i] *= 2 * weight;
        }
        double slope = 1;
        const double bent = oscillated(sum, g.empty() ? nullptr : &slope);
        const double f = std::pow(bent, 0.9);
        if (!g.empty()) {
            slope *= bent > 0 ? 0.9 * f / bent : 0;
            back(matrix, z, g);
            for (double &value : g)
                value *= slope;
        }
        return f;
    }

    Matrix matrix;
};

/// BBOB f7, step ellipsoid: plateaus everywhere, no slope to follow.
///
///     f(x) = 0.1 max(|ẑ_1| / 10⁴, Σ 10^(2 (i−1)/(d−1)) z_i²) + f_pen(x) + f_opt
///     ẑ = Λ¹⁰ R (x − x_opt),   z = Q z̃,   f_pen(x) = Σ max(0, |x_i| − 5)²
///     z̃_i = ⌊0.5 + ẑ_i⌋ where |ẑ_i| > 0.5, else ⌊0.5 + 10 ẑ_i⌋ / 10
///
/// The steps are 1 wide, near the minimum 0.1. The gradient is that of the plateaus: 0 but for the penalty
/// outside the box and for the tiny slope of |ẑ_1| around the minimum. Methods that follow gradients stay
/// where they start, which is the point: rank, sample or average. Differentiable almost everywhere: not at
/// the steps.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F7 : Function<F7> {
    static constexpr auto name = "bbob_f7";
    static constexpr Seed number = 7;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        inner = second_rotation().scaled(scales(d, 10));
        outer = first_rotation();
        weights = scales(d, 1e4);
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        inner.multiply(y.data(), u.data());
        const double first = u[0];
        for (double &value : used(u))
            value = std::abs(value) > 0.5 ? std::floor(0.5 + value) : std::floor(0.5 + 10 * value) / 10;
        outer.multiply(u.data(), z.data());
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i)
            sum += weights[i] * square(z[i]);
        const bool sloped = std::abs(first) / 1e4 > sum;
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = sloped ? std::copysign(1e-5, first) * inner(0, i) : 0;
        return 0.1 * (sloped ? std::abs(first) / 1e4 : sum) + penalty(x, 1, g);
    }

    Matrix inner, outer;
    Vector weights;
};

/// BBOB f8, Rosenbrock: a bent valley along the coordinates.
///
///     f(x) = Σ 100 (z_i² − z_i+1)² + (z_i − 1)² + f_opt,   z = max(1, √d/8) (x − x_opt) + 1
///
/// The way along the valley keeps turning; for larger d there is a local minimum. x_opt lies in [−3, 3]^d.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F8 : Function<F8> {
    static constexpr auto name = "bbob_f8";
    static constexpr Seed number = 8;

    void prepare() {
        x_opt = random_optimum(d, seed());
        for (double &value : x_opt)
            value *= 0.75;
    }
    double at(ConstSpan x, Span g) const {
        const double scale = valley_scale(d);
        for (std::size_t i = 0; i < d; ++i)
            z[i] = scale * (x[i] - x_opt[i]) + 1;
        const double f = rosenbrock(used(z), g);
        for (double &value : g)
            value *= scale;
        return f;
    }
};

/// BBOB f9, rotated Rosenbrock: the bent valley of f8, not along the coordinates.
///
///     f(x) = Σ 100 (z_i² − z_i+1)² + (z_i − 1)² + f_opt,   z = max(1, √d/8) R x + 1/2
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F9 : RotatedValley<F9> {
    static constexpr auto name = "bbob_f9";
    static constexpr Seed number = 9;

    double at(ConstSpan x, Span g) const {
        enter(x);
        const double f = rosenbrock(used(z), g.empty() ? g : used(u));
        if (!g.empty())
            back(matrix, u, g);
        return f;
    }
};
THALWEG_PLUGIN(F6, F7, F8, F9)
