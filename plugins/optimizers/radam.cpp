// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// RAdam: Adam that trusts v as much as it has seen of it; at first it is momentum alone.
///
///     g ← g + weight_decay · x
///     m ← β₁ m + (1 − β₁) g            v ← β₂ v + (1 − β₂) g²
///     ρₜ = ρ∞ − 2t β₂ᵗ / (1 − β₂ᵗ),   ρ∞ = 2 / (1 − β₂) − 1
///     x ← x − lr · m̂ · r √(1 − β₂ᵗ) / (√v + ε)    where ρₜ > 5,   else   x ← x − lr · m̂
///     r² = (ρₜ − 4)(ρₜ − 2) ρ∞ / ((ρ∞ − 4)(ρ∞ − 2) ρₜ),   m̂ = m / (1 − β₁ᵗ)
///
/// Differs from the paper: 5 is its authors' code's, the paper has 4; ε, which it has not, the weight decay
/// and the defaults are as in PyTorch.
struct RAdam {
    static constexpr auto name = "radam";
    static constexpr auto source = "Liu et al. 2020, Algorithm 2, arXiv:1908.03265";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    static constexpr thalweg::Parameter<RAdam> parameters[] = {
        {"learning_rate", &RAdam::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &RAdam::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &RAdam::beta2, thalweg::unit_interval_open, "memory of v"},
        {"epsilon", &RAdam::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &RAdam::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m, v;
    double t = 0, p1 = 1, p2 = 1; // steps, β₁ᵗ, β₂ᵗ
    void reset(std::size_t d) {
        m.assign(d, 0);
        v.assign(d, 0);
        t = 0;
        p1 = p2 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, wd = weight_decay;
        p1 = thalweg::decayed(p1, b1);
        p2 = thalweg::decayed(p2, b2);
        const double longest = 2 / (1 - b2) - 1, length = longest - 2 * ++t * p2 / (1 - p2);
        const double r =
            std::sqrt((length - 4) * (length - 2) * longest / ((longest - 4) * (longest - 2) * length));
        const bool is_rectified = length > 5;
        const double along = lr / (1 - p1), scale = along * r * std::sqrt(1 - p2);
        double *const ms = m.data(), *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            ms[i] = b1 * ms[i] + (1 - b1) * slope;
            vs[i] = b2 * vs[i] + (1 - b2) * slope * slope;
            x[i] -= is_rectified ? scale * ms[i] / (std::sqrt(vs[i]) + eps) : along * ms[i];
        }
    }
};
THALWEG_PLUGIN(RAdam)
