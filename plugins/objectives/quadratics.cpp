// SPDX-License-Identifier: MIT
// Quadratics: where every method can be worked out on paper.
#include <thalweg/plugin.hpp>

/// A bowl whose curvature along coordinate i is i: condition d, and every coordinate goes its own way.
///
///     f(x) = ½ (x₁² + 2 x₂² + … + d x_d²),   start (1, …, 1)
struct Quadratic1ToD {
    static constexpr auto name = "quadratic_1_to_d";
    static constexpr auto source = "Nocedal & Wright 2006, Numerical Optimization, section 3.3: a quadratic "
                                   "with eigenvalues 1 to d";
    static constexpr auto dimensions = thalweg::from(1, 10);

    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            sum += curvature(i) * x[i] * x[i];
        return sum / 2;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = curvature(i) * x[i];
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0);
        for (std::size_t i = 0; i < x.size(); ++i)
            h[i * x.size() + i] = curvature(i);
    }
    void hessian_vector(thalweg::ConstSpan, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < v.size(); ++i)
            hv[i] = curvature(i) * v[i];
    }
    thalweg::Problem problem(std::size_t d) const {
        return {.start = std::vector(d, 1.0),
                .region_lower = std::vector(d, -2.0),
                .region_upper = std::vector(d, 2.0),
                .f_opt = 0,
                .minimizers = {std::vector(d, 0.0)}};
    }

private:
    static double curvature(std::size_t i) { return static_cast<double>(i + 1); }
};
THALWEG_PLUGIN(Quadratic1ToD)
