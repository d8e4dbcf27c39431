// SPDX-License-Identifier: MIT
// BBOB's fourth group: many minima that lie in an order which can be found out.
#include "function.hpp"
#include "valley.hpp"

using namespace bbob;

/// BBOB f15, Rastrigin: f3 without its axes; about 10^d local minima in a bowl.
///
///     f(x) = 10 (d − Σ cos 2πz_i) + ‖z‖² + f_opt,   z = R Λ¹⁰ Q T_asy^0.2(T_osz(R (x − x_opt)))
///
/// Differentiable almost everywhere: not where a coordinate of R (x − x_opt) is 0, where T_osz has no slope.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F15 : Function<F15> {
    static constexpr auto name = "bbob_f15";
    static constexpr Seed number = 15;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        rotation = first_rotation();
        matrix = rotation.times(second_rotation().scaled(scales(d, 10)));
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        rotation.multiply(y.data(), u.data());
        oscillate(used(u), slopes_for(g));
        skew(used(u), 0.2, slopes_for(g));
        matrix.multiply(u.data(), z.data());
        const double sum = rastrigin(used(z), g);
        if (!g.empty()) {
            matrix.multiply_transposed(z.data(), u.data());
            pull_back(rotation, u, g);
        }
        return sum;
    }

    Matrix rotation, matrix;
};

/// BBOB f16, Weierstrass: rugged on twelve scales, and its global minimum repeats itself.
///
///     f(x) = 10 (1/d Σ_i Σ_{k=0}^{11} 2^−k cos(2π 3^k (z_i + 1/2)) − f_0)³ + 10/d f_pen(x) + f_opt
///     z = R Λ^(1/100) Q T_osz(R (x − x_opt)),   f_0 = Σ_{k=0}^{11} 2^−k cos(π 3^k)
///     f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// f has the same least value wherever all z_i are whole numbers; x_opt is the one listed. Slopes of up to
/// 10⁴ lead nowhere: they are those of the finest scale. Differentiable almost everywhere: not where a
/// coordinate of R (x − x_opt) is 0, where T_osz has no slope.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F16 : Function<F16> {
    static constexpr auto name = "bbob_f16";
    static constexpr Seed number = 16;
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        x_opt = random_optimum(d, seed());
        rotation = first_rotation();
        matrix = rotation.times(second_rotation().scaled(scales(d, 1.0 / 100)));
    }
    double at(ConstSpan x, Span g) const {
        centre(x);
        rotation.multiply(y.data(), u.data());
        oscillate(used(u), slopes_for(g));
        matrix.multiply(u.data(), z.data());
        double sum = 0;
        for (double &value : used(z)) {
            const Wave wave = waves(value);
            sum += wave.height;
            value = wave.slope;
        }
        const double share = 1 / static_cast<double>(d), mean = sum * share - least;
        if (!g.empty()) {
            matrix.multiply_transposed(z.data(), u.data());
            for (double &value : used(u))
                value *= 30 * square(mean) * share;
            pull_back(rotation, u, g);
        }
        return 10 * mean * square(mean) + penalty(x, 10 * share, g);
    }

    static constexpr double least = -2 + 1.0 / 2048; ///< cos(π 3^k) = −1
    struct Wave {
        double height, slope;
    };
    /// Σ 2^−k cos(3^k θ) and its slope in z, θ = 2π (z + 1/2); cosine and sine of three times an angle are
    /// polynomials of those of the angle.
    static Wave waves(double z) {
        const double angle = 2 * pi * (z - std::floor(z) + 0.5);
        double c = std::cos(angle), s = std::sin(angle);
        Wave wave{0, 0};
        double weight = 1, steepness = -2 * pi;
        for (int k = 0; k < 12; ++k) {
            wave.height += weight * c;
            wave.slope += steepness * s;
            weight /= 2;
            steepness *= 1.5;
            const double cc = c * c, ss = s * s;
            c *= cc - 3 * ss;
            s *= 3 * cc - ss;
        }
        return wave;
    }
    Matrix rotation, matrix;
};

namespace {

/// Σ √s_i + √s_i sin²(50 s_i^0.2), s_i = √(z_i² + z_i+1²), and its gradient unless g is empty.
double ripples(ConstSpan z, Span g) {
    double sum = 0;
    std::fill(g.begin(), g.end(), 0.0);
    for (std::size_t i = 0; i + 1 < z.size(); ++i) {
        const double s2 = square(z[i]) + square(z[i + 1]), root = std::sqrt(std::sqrt(s2));
        const double angle = 50 * std::pow(s2, 0.1), sine = std::sin(angle);
        sum += root + root * square(sine);
        if (!g.empty() && s2 > 0) {
            const double along =
                root / s2 * (0.5 * (1 + square(sine)) + 0.4 * angle * sine * std::cos(angle));
            g[i] += along * z[i];
            g[i + 1] += along * z[i + 1];
        }
    }
    return sum;
}

/// What f17 and f18 share: z = Λ^condition Q T_asy^0.5(R (x − x_opt)), pairs of neighbours, and waves around
/// them.
template <class F> struct Schaffer : Function<F> {
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        this->x_opt = random_optimum(this->d, this->seed());
        rotation = this->first_rotation();
        matrix = this->second_rotation().scaled(scales(this->d, F::condition));
    }
    double at(ConstSpan x, Span g) const {
        this->centre(x);
        rotation.multiply(this->y.data(), this->u.data());
        std::fill(this->slopes.begin(), this->slopes.end(), 1.0);
        skew(this->used(this->u), 0.5, this->slopes_for(g));
        matrix.multiply(this->u.data(), this->z.data());
        const double share = 1 / static_cast<double>(this->d - 1);
        const double mean = share * ripples(this->used(this->z), g.empty() ? g : this->used(this->u));
        if (!g.empty()) {
            matrix.multiply_transposed(this->u.data(), this->z.data());
            for (double &value : this->used(this->z))
                value *= 2 * mean * share;
            this->pull_back(rotation, this->z, g);
        }
        return square(mean) + penalty(x, 10, g);
    }

    Matrix rotation, matrix;
};

} // namespace

/// BBOB f17, Schaffer F7: waves whose length and height vary with the distance; condition 10.
///
///     f(x) = (1/(d−1) Σ √s_i + √s_i sin²(50 s_i^(1/5)))² + 10 f_pen(x) + f_opt,   s_i = √(z_i² + z_i+1²)
///     z = Λ¹⁰ Q T_asy^0.5(R (x − x_opt)),   f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// Highly multimodal, densest around x_opt. Differentiable almost everywhere: not where an s_i is 0.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F17 : Schaffer<F17> {
    static constexpr auto name = "bbob_f17";
    static constexpr Seed number = 17;
    static constexpr double condition = 10;
};

/// BBOB f18, Schaffer F7 with condition 1000: f17 in a stretched space.
///
///     f(x) = (1/(d−1) Σ √s_i + √s_i sin²(50 s_i^(1/5)))² + 10 f_pen(x) + f_opt,   s_i = √(z_i² + z_i+1²)
///     z = Λ¹⁰⁰⁰ Q T_asy^0.5(R (x − x_opt)),   f_pen(x) = Σ max(0, |x_i| − 5)²
///
/// Differentiable almost everywhere: not where an s_i is 0.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F18 : Schaffer<F18> {
    static constexpr auto name = "bbob_f18";
    static constexpr Seed number = 18, seeds_as = 17;
    static constexpr double condition = 1000;
};

/// BBOB f19, Griewank-Rosenbrock: Rosenbrock's valley under a carpet of waves.
///
///     f(x) = 10/(d−1) Σ (s_i/4000 − cos s_i) + 10 + f_opt,   s_i = 100 (z_i² − z_i+1)² + (z_i − 1)²
///     z = max(1, √d/8) R x + 1/2
///
/// Almost all of the box looks the same: high plains of waves.
///
/// Differs from the paper: nothing. Values are COCO's; the start is the origin, where the suite has none.
struct F19 : RotatedValley<F19> {
    static constexpr auto name = "bbob_f19";
    static constexpr Seed number = 19;

    double at(ConstSpan x, Span g) const {
        enter(x);
        std::fill(u.begin(), u.end(), 0.0);
        double sum = 0;
        for (std::size_t i = 0; i + 1 < d; ++i) {
            const double aside = square(z[i]) - z[i + 1], ahead = z[i] - 1;
            const double s = 100 * square(aside) + square(ahead);
            sum += s / 4000 - std::cos(s);
            if (!g.empty()) {
                const double slope = 1.0 / 4000 + std::sin(s);
                u[i] += slope * (400 * aside * z[i] + 2 * ahead);
                u[i + 1] = slope * -200 * aside;
            }
        }
        const double factor = 10 / static_cast<double>(d - 1);
        if (!g.empty()) {
            back(matrix, u, g);
            for (double &value : g)
                value *= factor;
        }
        return factor * sum + 10;
    }
};
THALWEG_PLUGIN(F15, F16, F17, F18, F19)
