// SPDX-License-Identifier: MIT
// Many minima in any dimension: Styblinski and Tang, Rastrigin, Ackley, Griewank.
#include <thalweg/plugin.hpp>

#include <cmath>
#include <numbers>

namespace {
constexpr double two_pi = 2 * std::numbers::pi;

void put_diagonal(thalweg::Span h, std::size_t i, std::size_t d, double value) { h[i * d + i] = value; }
} // namespace

/// Two valleys a coordinate: 2^d minima, one of them global.
///
///     f(x) = ½ Σ (xᵢ⁴ − 16xᵢ² + 5xᵢ),   start (0, …, 0)
///
/// Minima have each coordinate at one of two roots of 4x³ − 32x + 5 = 0, −2.9035… or 2.7468…; the global one
/// has all at the first, f = −39.16616570377142 d. The others are listed up to d = 4.
///
/// Differs from the paper: any dimension (the paper has two).
struct StyblinskiTang {
    static constexpr auto name = "styblinski_tang";
    static constexpr auto source = "Styblinski & Tang 1990, Experiments in Nonconvex Optimization: "
                                   "Stochastic Approximation with Function "
                                   "Smoothing and Simulated Annealing, Neural Networks 3(4)";

    static double term(double x) { return x * (x * (x * x - 16) + 5) / 2; }
    /// The roots of 4x³ − 32x + 5: Viète's cosines, k = 0 the largest, 1 the least.
    static double root(int k) {
        const double radius = std::sqrt(32.0 / 3), angle = std::acos(-5.0 / 4 / 2 / std::pow(8.0 / 3, 1.5));
        double x = radius * std::cos(angle / 3 - k * two_pi / 3 * 2);
        for (int polish = 0; polish < 2; ++polish)
            x -= (4 * x * x * x - 32 * x + 5) / (12 * x * x - 32);
        return x;
    }
    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (const double xi : x)
            sum += term(xi);
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = 2 * x[i] * (x[i] * x[i] - 8) + 2.5;
    }
    static double curvature(double x) { return 6 * x * x - 16; }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i)
            put_diagonal(h, i, x.size(), curvature(x[i]));
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = curvature(x[i]) * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        const std::vector<double> zero(d, 0.0), five(d, 5.0), minus_five(d, -5.0);
        const double deep = root(1), shallow = root(0);
        thalweg::Problem p{.start = zero,
                           .region_lower = minus_five,
                           .region_upper = five,
                           .f_opt = static_cast<double>(d) * term(deep),
                           .minimizers = {std::vector<double>(d, deep)}};
        for (std::size_t bits = 1; d <= 4 && bits < (std::size_t{1} << d); ++bits) {
            std::vector<double> x(d, deep);
            for (std::size_t i = 0; i < d; ++i)
                if ((bits >> i & 1) != 0)
                    x[i] = shallow;
            p.local_minima.push_back(x);
        }
        return p;
    }
};

/// A bowl with a ripple: a local minimum near every point of integer coordinates.
///
///     f(x) = 10 d + Σ (xᵢ² − 10 cos 2πxᵢ),   start (3.3, −2.7, 3.3, …);   least, 0, at 0
///
/// Differs from the book: any dimension, as in Mühlenbein, Schomisch & Born 1991 (Parallel Computing 17).
struct Rastrigin {
    static constexpr auto name = "rastrigin";
    static constexpr auto source = "Rastrigin 1974, Systems of Extremal Control, Nauka, Moscow (in Russian)";

    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (const double xi : x)
            sum += xi * xi + 10 * (1 - std::cos(two_pi * xi));
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = 2 * x[i] + 10 * two_pi * std::sin(two_pi * x[i]);
    }
    static double curvature(double x) { return 2 + 10 * two_pi * two_pi * std::cos(two_pi * x); }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i)
            put_diagonal(h, i, x.size(), curvature(x[i]));
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = curvature(x[i]) * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        std::vector<double> start(d, 3.3);
        for (std::size_t i = 1; i < d; i += 2)
            start[i] = -2.7;
        const std::vector<double> zero(d, 0.0), lower(d, -5.12), upper(d, 5.12);
        return {
            .start = start, .region_lower = lower, .region_upper = upper, .f_opt = 0, .minimizers = {zero}};
    }
};

/// A rippled plain around a funnel that ends in a kink.
///
///     f(x) = −20 exp(−0.2 √(Σ xᵢ²/d)) − exp(Σ cos(2πxᵢ)/d) + 20 + e,   start (15.3, −10.7, 15.3, …)
///
/// Least, 0, at 0: a kink, with slopes of 4/√d to all sides. The gradient there is told as 0 (a subgradient),
/// and the Hessian as that of the ripple alone.
///
/// Differs from the book: any dimension, as in Bäck & Schwefel 1993 (Evolutionary Computation 1(1)).
struct Ackley {
    static constexpr auto name = "ackley";
    static constexpr auto source = "Ackley 1987, A Connectionist Machine for Genetic Hillclimbing, Kluwer";

    /// What all derivatives have in common.
    struct Parts {
        double d = 0, radius = 0, funnel = 0, ripple = 0;
        /// g = slope x + (2π/d) ripple sin 2πx
        double slope() const { return radius > 0 ? 4 * funnel / (d * radius) : 0; }
        /// The derivative of slope along x is bend x.
        double bend() const {
            return radius > 0 ? -4 * funnel * (0.2 + 1 / radius) / (d * d * radius * radius) : 0;
        }
        double wave() const { return two_pi / d * ripple; }
    };
    static Parts parts(thalweg::ConstSpan x) {
        const auto d = static_cast<double>(x.size());
        double squares = 0, cosines = 0;
        for (const double xi : x) {
            squares += xi * xi;
            cosines += std::cos(two_pi * xi);
        }
        const double radius = std::sqrt(squares / d);
        return {d, radius, std::exp(-0.2 * radius), std::exp(cosines / d)};
    }
    double value(thalweg::ConstSpan x) const {
        const Parts p = parts(x);
        return -20 * std::expm1(-0.2 * p.radius) + (std::numbers::e - p.ripple);
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const Parts p = parts(x);
        const double slope = p.slope(), wave = p.wave();
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = slope * x[i] + wave * std::sin(two_pi * x[i]);
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        const Parts p = parts(x);
        const std::size_t d = x.size();
        const double bend = p.bend(), wave = p.wave();
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t j = 0; j <= i; ++j)
                h[i * d + j] = h[j * d + i] =
                    bend * (x[i] * x[j]) -
                    wave * two_pi / p.d * (std::sin(two_pi * x[i]) * std::sin(two_pi * x[j]));
        for (std::size_t i = 0; i < d; ++i)
            h[i * d + i] += p.slope() + wave * two_pi * std::cos(two_pi * x[i]);
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        const Parts p = parts(x);
        const double wave = p.wave();
        double along_x = 0, along_sine = 0;
        for (std::size_t i = 0; i < x.size(); ++i) {
            along_x += x[i] * v[i];
            along_sine += std::sin(two_pi * x[i]) * v[i];
        }
        along_x *= p.bend();
        along_sine *= -wave * two_pi / p.d;
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = along_x * x[i] + along_sine * std::sin(two_pi * x[i]) +
                    (p.slope() + wave * two_pi * std::cos(two_pi * x[i])) * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        std::vector<double> start(d, 15.3);
        for (std::size_t i = 1; i < d; i += 2)
            start[i] = -10.7;
        const std::vector<double> zero(d, 0.0), lower(d, -32.768), upper(d, 32.768);
        return {.start = start,
                .region_lower = lower,
                .region_upper = upper,
                .f_opt = 0,
                .minimizers = {zero},
                .differentiable = THALWEG_DIFFERENTIABLE_ALMOST};
    }
};

/// A wide bowl under a product of cosines: thousands of minima, fewer that matter as d grows.
///
///     f(x) = Σ xᵢ²/4000 − Π cos(xᵢ/√i) + 1,   start (100, −200, 100, …);   least, 0, at 0
///
/// Differs from the paper: nothing; the paper's dimensions are 2 (divisor 200) and 10 (divisor 4000).
struct Griewank {
    static constexpr auto name = "griewank";
    static constexpr auto source = "Griewank 1981, Generalized Descent for Global Optimization, Journal of "
                                   "Optimization Theory and Applications 34(1)";

    static double frequency(std::size_t i) { return 1 / std::sqrt(static_cast<double>(i + 1)); }
    /// The product of the cosines before i, from i on, and their slopes along v.
    struct Product {
        double value = 1, slope = 0;
        Product times(double c, double dc) const { return {value * c, slope * c + value * dc}; }
    };
    mutable std::vector<Product> behind; ///< the products of the cosines behind i

    double value(thalweg::ConstSpan x) const {
        double bowl = 0, product = 1;
        for (std::size_t i = 0; i < x.size(); ++i) {
            bowl += x[i] * x[i];
            product *= std::cos(frequency(i) * x[i]);
        }
        return bowl / 4000 + (1 - product);
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        double after = 1, before = 1;
        for (std::size_t i = x.size(); i-- > 0;) {
            g[i] = after;
            after *= std::cos(frequency(i) * x[i]);
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double w = frequency(i);
            g[i] = x[i] / 2000 + w * std::sin(w * x[i]) * before * g[i];
            before *= std::cos(w * x[i]);
        }
    }
    /// Row i: the cosines before i, between i and j, and behind j.
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        const std::size_t d = x.size();
        behind.resize(d);
        double after = 1, before = 1;
        for (std::size_t i = d; i-- > 0;) {
            behind[i].value = after;
            after *= std::cos(frequency(i) * x[i]);
        }
        for (std::size_t i = 0; i < d; ++i) {
            const double w = frequency(i), s = w * std::sin(w * x[i]), c = std::cos(w * x[i]);
            h[i * d + i] = 1.0 / 2000 + w * w * c * before * behind[i].value;
            double others = before;
            for (std::size_t j = i + 1; j < d; ++j) {
                const double u = frequency(j);
                h[i * d + j] = h[j * d + i] = -s * u * std::sin(u * x[j]) * others * behind[j].value;
                others *= std::cos(u * x[j]);
            }
            before *= c;
        }
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        behind.resize(x.size());
        Product after, before;
        for (std::size_t i = x.size(); i-- > 0;) {
            const double w = frequency(i);
            behind[i] = after;
            after = after.times(std::cos(w * x[i]), -w * std::sin(w * x[i]) * v[i]);
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double w = frequency(i), s = std::sin(w * x[i]), c = std::cos(w * x[i]);
            const Product others = before.times(behind[i].value, behind[i].slope);
            hv[i] = v[i] / 2000 + w * (w * c * v[i] * others.value + s * others.slope);
            before = before.times(c, -w * s * v[i]);
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        std::vector<double> start(d, 100);
        for (std::size_t i = 1; i < d; i += 2)
            start[i] = -200;
        const std::vector<double> zero(d, 0.0), lower(d, -600), upper(d, 600);
        return {
            .start = start, .region_lower = lower, .region_upper = upper, .f_opt = 0, .minimizers = {zero}};
    }
};
THALWEG_PLUGIN(StyblinskiTang, Rastrigin, Ackley, Griewank)
