// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// Adam: a gradient step scaled, per coordinate, by running averages of g and g².
///
///     g ← g + weight_decay · x
///     m ← β₁ m + (1 − β₁) g            v ← β₂ v + (1 − β₂) g²
///     x ← x − lr · m̂ / (√v̂ + ε)        m̂ = m / (1 − β₁ᵗ),  v̂ = v / (1 − β₂ᵗ)
///
/// Differs from the paper: a weight decay, PyTorch's; else nothing (Algorithm 1, ε outside the root), the
/// defaults included.
struct Adam {
    static constexpr auto name = "adam";
    static constexpr auto source = "Kingma & Ba 2015, Algorithm 1, arXiv:1412.6980";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    static constexpr thalweg::Parameter<Adam> parameters[] = {
        {"learning_rate", &Adam::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &Adam::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &Adam::beta2, thalweg::unit_interval_open, "memory of v"},
        {"epsilon", &Adam::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &Adam::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m, v;
    double p1 = 1, p2 = 1; // β₁ᵗ, β₂ᵗ
    void reset(std::size_t d) {
        m.assign(d, 0);
        v.assign(d, 0);
        p1 = p2 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, wd = weight_decay;
        p1 = thalweg::decayed(p1, b1);
        p2 = thalweg::decayed(p2, b2);
        const double c1 = 1 - p1, c2 = 1 - p2;
        double *const ms = m.data(), *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            ms[i] = b1 * ms[i] + (1 - b1) * slope;
            vs[i] = b2 * vs[i] + (1 - b2) * slope * slope;
            x[i] -= lr * (ms[i] / c1) / (std::sqrt(vs[i] / c2) + eps);
        }
    }
};
THALWEG_PLUGIN(Adam)
