// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// AdaBelief: Adam that divides by how far g is from what was expected of it, m.
///
///     x ← (1 − lr · weight_decay) x
///     m ← β₁ m + (1 − β₁) g            s ← β₂ s + (1 − β₂) (g − m)² + ε
///     x ← x − lr · m̂ / (√ŝ + ε)        m̂ = m / (1 − β₁ᵗ),  ŝ = s / (1 − β₂ᵗ)
///
/// Differs from the paper: nothing (Algorithm 2, whose the defaults are, too), but that the decoupled weight
/// decay of its experiments is part of it. Its authors' later code has ε = 1e-16.
struct AdaBelief {
    static constexpr auto name = "adabelief";
    static constexpr auto source = "Zhuang et al. 2020, Algorithm 2, arXiv:2010.07468";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    static constexpr thalweg::Parameter<AdaBelief> parameters[] = {
        {"learning_rate", &AdaBelief::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &AdaBelief::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &AdaBelief::beta2, thalweg::unit_interval_open, "memory of s"},
        {"epsilon", &AdaBelief::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &AdaBelief::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m, s;
    double p1 = 1, p2 = 1; // β₁ᵗ, β₂ᵗ
    void reset(std::size_t d) {
        m.assign(d, 0);
        s.assign(d, 0);
        p1 = p2 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, kept = 1 - lr * weight_decay;
        p1 = thalweg::decayed(p1, b1);
        p2 = thalweg::decayed(p2, b2);
        const double c1 = 1 - p1, c2 = 1 - p2;
        double *const ms = m.data(), *const ss = s.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            ms[i] = b1 * ms[i] + (1 - b1) * g[i];
            const double surprise = g[i] - ms[i];
            ss[i] = b2 * ss[i] + (1 - b2) * surprise * surprise + eps;
            x[i] = kept * x[i] - lr * (ms[i] / c1) / (std::sqrt(ss[i] / c2) + eps);
        }
    }
};
THALWEG_PLUGIN(AdaBelief)
