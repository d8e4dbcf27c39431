// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// AdamW: Adam whose weight decay shrinks x itself, past the averages of g and g².
///
///     x ← (1 − lr · weight_decay) x
///     m ← β₁ m + (1 − β₁) g            v ← β₂ v + (1 − β₂) g²            amsgrad:  u ← max(u, v), û for v̂
///     x ← x − lr · m̂ / (√v̂ + ε)        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
///
/// Differs from the paper: the decay is times lr, as in PyTorch, whose the defaults are, too; in the paper it
/// is times the schedule alone.
struct AdamW {
    static constexpr auto name = "adamw";
    static constexpr auto source = "Loshchilov & Hutter 2019, Algorithm 2, arXiv:1711.05101";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 1e-2;
    bool amsgrad = false;
    static constexpr thalweg::Parameter<AdamW> parameters[] = {
        {"learning_rate", &AdamW::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &AdamW::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &AdamW::beta2, thalweg::unit_interval_open, "memory of v"},
        {"epsilon", &AdamW::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &AdamW::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
        {"amsgrad", &AdamW::amsgrad, thalweg::any_number, "a denominator that never shrinks"},
    };

    thalweg::Vector m, v, u;
    double p1 = 1, p2 = 1; // β₁ᵗ, β₂ᵗ
    void reset(std::size_t d) {
        m.assign(d, 0);
        v.assign(d, 0);
        u.assign(d, 0);
        p1 = p2 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, kept = 1 - lr * weight_decay;
        p1 = thalweg::decayed(p1, b1);
        p2 = thalweg::decayed(p2, b2);
        const double c1 = 1 - p1, c2 = 1 - p2;
        const bool is_amsgrad = amsgrad;
        double *const ms = m.data(), *const vs = v.data(), *const us = u.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            ms[i] = b1 * ms[i] + (1 - b1) * g[i];
            vs[i] = b2 * vs[i] + (1 - b2) * g[i] * g[i];
            double largest = vs[i];
            if (is_amsgrad)
                largest = us[i] = us[i] < vs[i] ? vs[i] : us[i];
            x[i] = kept * x[i] - lr * (ms[i] / c1) / (std::sqrt(largest / c2) + eps);
        }
    }
};
THALWEG_PLUGIN(AdamW)
