// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// Adan: Adam with Nesterov's momentum, which it has from the differences of gradients.
///
///     Δ = g − its last value, 0 at the first step
///     m ← β₁ m + (1 − β₁) g     v ← β₂ v + (1 − β₂) Δ     n ← β₃ n + (1 − β₃) (g + β₂ Δ)²
///     x ← (x − lr · (m̂ + β₂ v̂) / (√n̂ + ε)) / (1 + lr · weight_decay)
///     m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ),  n̂ = n / (1 − β₃ᵗ)
///
/// Differs from the paper: as in its authors' code, whose the defaults are, too, β is what its 1 − β is,
/// averages that start at 0 are corrected (the paper starts m at g and n at g²), and ε is outside the root
/// (the paper has √(n + ε)). No restarts.
struct Adan {
    static constexpr auto name = "adan";
    static constexpr auto source = "Xie, Zhou, Li, Lin & Yan 2022, Algorithm 1, arXiv:2208.06677";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.98, beta2 = 0.92, beta3 = 0.99, epsilon = 1e-8, weight_decay = 0;
    static constexpr thalweg::Parameter<Adan> parameters[] = {
        {"learning_rate", &Adan::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &Adan::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &Adan::beta2, thalweg::unit_interval_open, "memory of v"},
        {"beta3", &Adan::beta3, thalweg::unit_interval_open, "memory of n"},
        {"epsilon", &Adan::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &Adan::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m, v, n, last;
    bool is_first = true;
    double p1 = 1, p2 = 1, p3 = 1; // β₁ᵗ, β₂ᵗ, β₃ᵗ
    void reset(std::size_t d) {
        for (thalweg::Vector *state : {&m, &v, &n, &last})
            state->assign(d, 0);
        is_first = true;
        p1 = p2 = p3 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, b3 = beta3, eps = epsilon;
        p1 = thalweg::decayed(p1, b1);
        p2 = thalweg::decayed(p2, b2);
        p3 = thalweg::decayed(p3, b3);
        const double c1 = 1 - p1, c2 = 1 - p2, c3 = 1 - p3, shrunk = 1 + lr * weight_decay;
        const double counted = is_first ? 0 : 1;
        is_first = false;
        double *const ms = m.data(), *const vs = v.data();
        double *const ns = n.data(), *const ls = last.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double change = counted * (g[i] - ls[i]), ahead = g[i] + b2 * change;
            ms[i] = b1 * ms[i] + (1 - b1) * g[i];
            vs[i] = b2 * vs[i] + (1 - b2) * change;
            ns[i] = b3 * ns[i] + (1 - b3) * ahead * ahead;
            ls[i] = g[i];
            x[i] = (x[i] - lr * (ms[i] / c1 + b2 * (vs[i] / c2)) / (std::sqrt(ns[i] / c3) + eps)) / shrunk;
        }
    }
};
THALWEG_PLUGIN(Adan)
