// SPDX-License-Identifier: MIT
#include "vectors.hpp"

#include <cmath>

/// Prodigy: Adam whose step length d is an estimate, from below, of the distance to the solution.
///
///     m ← β₁ m + (1 − β₁) d g            v ← β₂ v + (1 − β₂) d² g²
///     r ← β₃ r + (1 − β₃) d² ⟨g, x₀ − x⟩        s ← β₃ s + (1 − β₃) d² g
///     x ← x − d · m / (√v + d ε)            then  d ← max(d, min(r / ‖s‖₁, growth · d))
///
/// The metric d is the one that the next step takes.
///
/// Differs from the paper: its factor γₖ is always 1 (the paper anneals it by a cosine), so there is no
/// learning rate, nor a weight decay; the authors' code has both. Else Algorithm 4 with beta3 0, which stands
/// for √β₂, and growth 0, which stands for any; both can be set as in that code. Defaults are the paper's.
struct Prodigy {
    static constexpr auto name = "prodigy";
    static constexpr auto source = "Mishchenko & Defazio 2024, Algorithm 4, arXiv:2306.06101";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};

    double d0 = 1e-6, growth = 0, beta1 = 0.9, beta2 = 0.999, beta3 = 0, epsilon = 1e-8;
    static constexpr thalweg::Parameter<Prodigy> parameters[] = {
        {"d0", &Prodigy::d0, thalweg::positive, "first d, below the distance to the solution"},
        {"growth", &Prodigy::growth, thalweg::non_negative, "most that d is multiplied by in a step; 0: any"},
        {"beta1", &Prodigy::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &Prodigy::beta2, thalweg::unit_interval_open, "memory of v"},
        {"beta3", &Prodigy::beta3, thalweg::unit_interval_open, "memory of r and s; 0: the root of beta2"},
        {"epsilon", &Prodigy::epsilon, thalweg::positive, "keeps the denominator above zero"},
    };

    thalweg::Vector x0, m, v, s, way;
    double d = 0, r = 0;
    bool begun = false;
    static constexpr thalweg::Metric<Prodigy> metrics[] = {
        {"d", &Prodigy::d, "the estimate of the distance to the solution"}};
    void reset(std::size_t dimension) {
        for (thalweg::Vector *state : {&x0, &m, &v, &s, &way})
            state->assign(dimension, 0);
        d = d0;
        r = 0;
        begun = false;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        if (!begun)
            std::copy(x.begin(), x.end(), x0.begin());
        begun = true;
        const double b3 = beta3 > 0 ? beta3 : std::sqrt(beta2);
        move(x, g, b3);
        r = b3 * r + (1 - b3) * d * d * thalweg::optimizers::dot(g, way);
        const double size = thalweg::optimizers::sum_of_sizes(s);
        const double estimate = size > 0 ? r / size : 0;
        d = std::max(d, growth > 0 ? std::min(estimate, growth * d) : estimate);
    }
    /// way: x₀ − x before the step. Two loops: with all vectors in one the compiler does not vectorise it.
    THALWEG_KERNEL void move(thalweg::Span x, thalweg::ConstSpan g, double b3) {
        const double b1 = beta1, b2 = beta2, eps = epsilon, dk = d;
        const double *const start = x0.data();
        double *const ms = m.data(), *const vs = v.data(), *const ss = s.data(), *const ws = way.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            ss[i] = b3 * ss[i] + (1 - b3) * dk * dk * g[i];
            ws[i] = start[i] - x[i];
        }
        for (std::size_t i = 0; i < x.size(); ++i) {
            ms[i] = b1 * ms[i] + (1 - b1) * dk * g[i];
            vs[i] = b2 * vs[i] + (1 - b2) * (dk * dk * (g[i] * g[i]));
            x[i] -= dk * ms[i] / (std::sqrt(vs[i]) + dk * eps);
        }
    }
};
THALWEG_PLUGIN(Prodigy)
