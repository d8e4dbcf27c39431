// SPDX-License-Identifier: MIT
// BBOB's first group: functions that can be solved coordinate by coordinate.
#include "function.hpp"

using namespace bbob;

/// BBOB f1, sphere: the easiest function there is; what is slow here is slow everywhere.
///
///     f(x) = ‖x − x_opt‖² + f_opt
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F1 : Function<F1> {
    static constexpr auto name = "bbob_f1";
    static constexpr Seed number = 1;

    void prepare() { x_opt = random_optimum(d, seed()); }
    double at(ConstSpan x, Span g) const {
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i)
            sum += square(x[i] - x_opt[i]);
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = 2 * (x[i] - x_opt[i]);
        return sum;
    }
};

/// BBOB f2, separable ellipsoid: condition 10⁶, axes along the coordinates, irregular on every scale.
///
///     f(x) = Σ 10^(6 (i−1)/(d−1)) z_i² + f_opt,   z = T_osz(x − x_opt)
///
/// T_osz makes the bowl locally bumpy without a local minimum; f is differentiable, its second derivatives
/// are not continuous at z_i = 0.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F2 : Function<F2> {
    static constexpr auto name = "bbob_f2";
    static constexpr Seed number = 2;

    void prepare() {
        x_opt = random_optimum(d, seed());
        weights = scales(d, 1e12);
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        oscillate(used(y), slopes_for(g));
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i)
            sum += weights[i] * square(y[i]);
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = 2 * weights[i] * y[i] * slopes[i];
        return sum;
    }

    Vector weights;
};

/// BBOB f3, separable Rastrigin: about 10^d regularly placed local minima in a bowl.
///
///     f(x) = 10 (d − Σ cos 2πz_i) + ‖z‖² + f_opt,   z = Λ¹⁰ T_asy^0.2(T_osz(x − x_opt))
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F3 : Function<F3> {
    static constexpr auto name = "bbob_f3";
    static constexpr Seed number = 3;

    void prepare() {
        x_opt = random_optimum(d, seed());
        lambda = scales(d, 10);
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        oscillate(used(y), slopes_for(g));
        skew(used(y), 0.2, slopes_for(g));
        for (std::size_t i = 0; i < d; ++i)
            y[i] *= lambda[i];
        const double sum = rastrigin(used(y), g);
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = y[i] * lambda[i] * slopes[i];
        return sum;
    }

    Vector lambda;
};

/// BBOB f4, Büche-Rastrigin: as f3, but every second coordinate is ten times steeper on its upper side.
///
///     f(x) = 10 (d − Σ cos 2πz_i) + Σ z_i² + 100 f_pen(x) + f_opt
///     z_i = s_i T_osz(x_i − x_opt,i),   s_i = 10^((i−1)/(2(d−1))), times 10 where i is odd and x_i > x_opt,i
///     f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// A deceptive symmetry: whoever extrapolates from one side is wrong about the other.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F4 : Function<F4> {
    static constexpr auto name = "bbob_f4";
    static constexpr Seed number = 4, seeds_as = 3;

    void prepare() {
        x_opt = random_optimum(d, seed());
        for (std::size_t i = 0; i < d; i += 2)
            x_opt[i] = std::abs(x_opt[i]);
        lambda = scales(d, 10);
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        oscillate(used(y), slopes_for(g));
        for (std::size_t i = 0; i < d; ++i) {
            const double scale = lambda[i] * (i % 2 == 0 && y[i] > 0 ? 10 : 1);
            y[i] *= scale;
            slopes[i] *= scale;
        }
        const double sum = rastrigin(used(y), g);
        for (std::size_t i = 0; i < g.size(); ++i)
            g[i] = y[i] * slopes[i];
        return sum + penalty(x, 100, g);
    }

    Vector lambda;
};

/// BBOB f5, linear slope: the minimum is a corner of the box, and everything beyond it.
///
///     f(x) = Σ 5 |s_i| − s_i z_i + f_opt,   s_i = sign(x_opt,i) 10^((i−1)/(d−1)),   x_opt,i = ±5
///     z_i = x_i where x_opt,i x_i < 25, else x_opt,i
///
/// Steps have to grow: nothing in the slope says where it ends. Flat beyond the corner, hence kinks at
/// x_i = x_opt,i: differentiable almost everywhere, with gradient 0 on the far side.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F5 : Function<F5> {
    static constexpr auto name = "bbob_f5";
    static constexpr Seed number = 5;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        slope = scales(d, 100);
        for (std::size_t i = 0; i < d; ++i) {
            x_opt[i] = std::copysign(5, x_opt[i]);
            slope[i] = std::copysign(slope[i], x_opt[i]);
        }
    }
    double at(ConstSpan x, Span g) const {
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const bool before = x_opt[i] * x[i] < 25;
            sum += 5 * std::abs(slope[i]) - slope[i] * (before ? x[i] : x_opt[i]);
            if (!g.empty())
                g[i] = before ? -slope[i] : 0;
        }
        return sum;
    }

    Vector slope;
};
THALWEG_PLUGIN(F1, F2, F3, F4, F5)
