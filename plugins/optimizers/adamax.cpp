// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// AdaMax: Adam with the largest |g| of late in place of the root of the averaged g².
///
///     g ← g + weight_decay · x
///     m ← β₁ m + (1 − β₁) g            u ← max(β₂ u, |g| + ε)
///     x ← x − lr / (1 − β₁ᵗ) · m / u
///
/// Differs from the paper: ε, which it has not, and the weight decay, as in PyTorch; the defaults are both
/// theirs.
struct AdaMax {
    static constexpr auto name = "adamax";
    static constexpr auto source = "Kingma & Ba 2015, Algorithm 2, arXiv:1412.6980";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 2e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    static constexpr thalweg::Parameter<AdaMax> parameters[] = {
        {"learning_rate", &AdaMax::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &AdaMax::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &AdaMax::beta2, thalweg::unit_interval_open, "memory of u"},
        {"epsilon", &AdaMax::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &AdaMax::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m, u;
    double p1 = 1; // β₁ᵗ
    void reset(std::size_t d) {
        m.assign(d, 0);
        u.assign(d, 0);
        p1 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, wd = weight_decay;
        p1 = thalweg::decayed(p1, b1);
        const double rate = lr / (1 - p1);
        double *const ms = m.data(), *const us = u.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            const double faded = b2 * us[i], fresh = std::abs(slope) + eps;
            ms[i] = b1 * ms[i] + (1 - b1) * slope;
            us[i] = faded > fresh ? faded : fresh;
            x[i] -= rate * ms[i] / us[i];
        }
    }
};
THALWEG_PLUGIN(AdaMax)
