// SPDX-License-Identifier: MIT
// Quadratic bowls: round, long and tilted.
#include <thalweg/plugin.hpp>

#include <cmath>

/// The round bowl: one step of the right length solves it.
///
///     f(x) = Σ xᵢ²,   start (5, …, 5)
///
/// Differs from the paper: any dimension (De Jong's F1 has three).
struct Sphere {
    static constexpr auto name = "sphere";
    static constexpr auto source = "De Jong 1975, An Analysis of the Behavior of a Class of Genetic Adaptive "
                                   "Systems, F1";

    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (const double xi : x)
            sum += xi * xi;
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = 2 * x[i];
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i)
            h[i * x.size() + i] = 2;
    }
    void hessian_vector(thalweg::ConstSpan, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < v.size(); ++i)
            hv[i] = 2 * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        const std::vector<double> zero(d, 0.0), five(d, 5.0), minus_five(d, -5.0);
        return {.start = five,
                .region_lower = minus_five,
                .region_upper = five,
                .f_opt = 0,
                .minimizers = {zero}};
    }
};

/// The long bowl: curvatures from 1 to `condition`, evenly spread on a logarithmic scale.
///
///     f(x) = ½ Σ κ^((i−1)/(d−1)) xᵢ²,   start (1, …, 1);   in one dimension ½ x²
///
/// Differs from the paper: the factor ½, so that the condition number is that of the Hessian and its least
/// eigenvalue 1; κ is a parameter (Hansen and Ostermeier's elli has 10⁶).
struct IllConditioned {
    static constexpr auto name = "ill_conditioned";
    static constexpr auto source = "Hansen & Ostermeier 2001, Completely Derandomized Self-Adaptation in "
                                   "Evolution Strategies, Evolutionary Computation 9(2), table 3, f_elli";

    double condition = 1e3;
    static constexpr thalweg::Parameter<IllConditioned> parameters[] = {
        {"condition", &IllConditioned::condition, thalweg::at_least(1).log_scale(),
         "largest curvature divided by the least"},
    };
    std::vector<double> curvatures;

    std::size_t create(std::size_t d, std::uint64_t) {
        const double intervals = d > 1 ? static_cast<double>(d - 1) : 1;
        curvatures.resize(d);
        for (std::size_t i = 0; i < d; ++i)
            curvatures[i] = std::pow(condition, static_cast<double>(i) / intervals);
        return d;
    }
    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            sum += curvatures[i] * x[i] * x[i];
        return sum / 2;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const { hessian_vector(x, x, g); }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i)
            h[i * x.size() + i] = curvatures[i];
    }
    void hessian_vector(thalweg::ConstSpan, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < v.size(); ++i)
            hv[i] = curvatures[i] * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        const std::vector<double> one(d, 1.0), zero(d, 0.0), two(d, 2.0), minus_two(d, -2.0);
        return {
            .start = one, .region_lower = minus_two, .region_upper = two, .f_opt = 0, .minimizers = {zero}};
    }
};

/// A tilted bowl in two dimensions: eigenvalues 2 and 18.
///
///     f(x, y) = (x + 2y − 7)² + (2x + y − 5)²,   start (−5, −5);   least at (1, 3)
///
/// Differs from the paper: nothing.
struct Booth {
    static constexpr auto name = "booth";
    static constexpr auto source = "Jamil & Yang 2013, A Literature Survey of Benchmark Functions, "
                                   "arXiv:1308.4008, function 17";
    static constexpr auto dimensions = thalweg::only(2);

    double value(thalweg::ConstSpan x) const {
        const double a = x[0] + 2 * x[1] - 7, b = 2 * x[0] + x[1] - 5;
        return a * a + b * b;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const double a = x[0] + 2 * x[1] - 7, b = 2 * x[0] + x[1] - 5;
        g[0] = 2 * a + 4 * b;
        g[1] = 4 * a + 2 * b;
    }
    void hessian(thalweg::ConstSpan, thalweg::Span h) const {
        h[0] = h[3] = 10;
        h[1] = h[2] = 8;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {-5, -5},
                .region_lower = {-10, -10},
                .region_upper = {10, 10},
                .f_opt = 0,
                .minimizers = {{1, 3}}};
    }
};
THALWEG_PLUGIN(Sphere, IllConditioned, Booth)
