// SPDX-License-Identifier: MIT
// BBOB's third group: unimodal, condition 10⁶ and the like.
#include "function.hpp"

using namespace bbob;

/// BBOB f10, ellipsoid: condition 10⁶ in directions of its own, irregular on every scale.
///
///     f(x) = Σ 10^(6 (i−1)/(d−1)) z_i² + f_opt,   z = T_osz(R (x − x_opt))
///
/// f2 rotated: what a method loses against f2 it owes to the coordinate system.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F10 : Function<F10> {
    static constexpr auto name = "bbob_f10";
    static constexpr Seed number = 10;

    void prepare() {
        x_opt = random_optimum(d, seed());
        rotation = first_rotation();
        weights = scales(d, 1e12);
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        rotation.multiply(y.data(), z.data());
        oscillate(used(z), slopes_for(g));
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double weighted = weights[i] * z[i];
            sum += weighted * z[i];
            z[i] = 2 * weighted;
        }
        if (!g.empty())
            pull_back(rotation, z, g);
        return sum;
    }

    Matrix rotation;
    Vector weights;
};

/// BBOB f11, discus: one direction is a thousand times more sensitive than all others.
///
///     f(x) = 10⁶ z_1² + Σ_{i≥2} z_i² + f_opt,   z = T_osz(R (x − x_opt))
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F11 : Function<F11> {
    static constexpr auto name = "bbob_f11";
    static constexpr Seed number = 11;

    void prepare() {
        x_opt = random_optimum(d, seed());
        rotation = first_rotation();
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        rotation.multiply(y.data(), z.data());
        oscillate(used(z), slopes_for(g));
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double weighted = (i == 0 ? 1e6 : 1) * z[i];
            sum += weighted * z[i];
            z[i] = 2 * weighted;
        }
        if (!g.empty())
            pull_back(rotation, z, g);
        return sum;
    }

    Matrix rotation;
};

/// BBOB f12, bent cigar: a narrow, smooth ridge that bends; condition 10⁶.
///
///     f(x) = z_1² + 10⁶ Σ_{i≥2} z_i² + f_opt,   z = R T_asy^0.5(R (x − x_opt))
///
/// One good direction to follow, and it does not stay the same.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F12 : Function<F12> {
    static constexpr auto name = "bbob_f12";
    static constexpr Seed number = 12;

    void prepare() {
        x_opt = random_optimum(d, seed() + 1'000'000);
        rotation = first_rotation();
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        rotation.multiply(y.data(), u.data());
        std::fill(slopes.begin(), slopes.end(), 1.0);
        skew(used(u), 0.5, slopes_for(g));
        rotation.multiply(u.data(), z.data());
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double weighted = (i == 0 ? 1 : 1e6) * z[i];
            sum += weighted * z[i];
            z[i] = 2 * weighted;
        }
        if (!g.empty()) {
            rotation.multiply_transposed(z.data(), u.data());
            pull_back(rotation, u, g);
        }
        return sum;
    }

    Matrix rotation;
};

/// BBOB f13, sharp ridge: down along an edge on which f is not differentiable.
///
///     f(x) = z_1² + 100 √(Σ_{i≥2} z_i²) + f_opt,   z = Q Λ¹⁰ R (x − x_opt)
///
/// The slope across the ridge does not shrink as the ridge comes near; that along it is small beside it.
/// Gradients point across. Differentiable almost everywhere: not on the ridge, where the gradient given is
/// that along it.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F13 : Function<F13> {
    static constexpr auto name = "bbob_f13";
    static constexpr Seed number = 13;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        matrix = first_rotation().times(second_rotation().scaled(scales(d, 10)));
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        matrix.multiply(y.data(), z.data());
        double sum = 0;
        for (std::size_t i = 1; i < d; ++i)
            sum += square(z[i]);
        const double distance = std::sqrt(sum);
        const double f = square(z[0]) + 100 * distance;
        if (!g.empty()) {
            z[0] *= 2;
            for (std::size_t i = 1; i < d; ++i)
                z[i] = distance > 0 ? 100 * z[i] / distance : 0;
            back(matrix, z, g);
        }
        return f;
    }

    Matrix matrix;
};

/// BBOB f14, different powers: the nearer the minimum, the larger the condition.
///
///     f(x) = √(Σ |z_i|^(2 + 4 (i−1)/(d−1))) + f_opt,   z = R (x − x_opt)
///
/// Directions differ in the power with which f grows, so no one scaling fits all distances. Differentiable
/// almost everywhere: at x_opt there is a kink, and the gradient given is 0.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F14 : Function<F14> {
    static constexpr auto name = "bbob_f14";
    static constexpr Seed number = 14;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        rotation = first_rotation();
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        rotation.multiply(y.data(), z.data());
        double sum = 0;
        for (std::size_t i = 0; i < d; ++i) {
            const double power = 2 + 4 * share(i, d), term = std::pow(std::abs(z[i]), power);
            sum += term;
            z[i] = z[i] != 0 ? power * term / z[i] : 0;
        }
        const double f = std::sqrt(sum);
        if (!g.empty()) {
            back(rotation, z, g);
            for (double &value : g)
                value = f > 0 ? value / (2 * f) : 0;
        }
        return f;
    }

    Matrix rotation;
};
THALWEG_PLUGIN(F10, F11, F12, F13, F14)
