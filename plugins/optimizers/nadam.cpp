// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// NAdam: Adam with Nesterov's momentum, whose share rises with the steps.
///
///     g ← g + weight_decay · x
///     m ← β₁ m + (1 − β₁) g            v ← β₂ v + (1 − β₂) g²
///     x ← x − lr · m̂ / (√v̂ + ε)        v̂ = v / (1 − β₂ᵗ)
///     m̂ = μₜ₊₁ m / (1 − μ₁ ⋯ μₜ₊₁) + (1 − μₜ) g / (1 − μ₁ ⋯ μₜ)
///     μₜ = β₁ (1 − ½ 0.96^(t momentum_decay))
///
/// Differs from the paper, as PyTorch does, whose the defaults are, too: m is averaged with β₁ (the paper:
/// μₜ), v̂ has no further factor β₂, and there is a weight decay. The products of m̂ are the paper's; in
/// PyTorch 1.13 that of m has μₜ twice, which later versions have mended.
struct NAdam {
    static constexpr auto name = "nadam";
    static constexpr auto source = "Dozat 2016, Incorporating Nesterov momentum into Adam, ICLR workshop, "
                                   "Algorithm 2";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 2e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, momentum_decay = 4e-3,
           weight_decay = 0;
    static constexpr thalweg::Parameter<NAdam> parameters[] = {
        {"learning_rate", &NAdam::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &NAdam::beta1, thalweg::unit_interval_open, "memory of m"},
        {"beta2", &NAdam::beta2, thalweg::unit_interval_open, "memory of v"},
        {"epsilon", &NAdam::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"momentum_decay", &NAdam::momentum_decay, thalweg::non_negative,
         "how fast the momentum rises to beta1"},
        {"weight_decay", &NAdam::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m, v;
    double t = 0, p1 = 1, p2 = 1; // steps, μ₁ ⋯ μₜ, β₂ᵗ
    void reset(std::size_t d) {
        m.assign(d, 0);
        v.assign(d, 0);
        t = 0;
        p1 = p2 = 1;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        const auto mu = [&](double step) {
            return beta1 * (1 - 0.5 * std::pow(0.96, step * momentum_decay));
        };
        const double now = mu(++t), next = mu(t + 1);
        p1 = thalweg::decayed(p1, now);
        p2 = thalweg::decayed(p2, beta2);
        move(x, g, next / (1 - p1 * next), (1 - now) / (1 - p1));
    }

private:
    THALWEG_KERNEL void move(thalweg::Span x, thalweg::ConstSpan g, double of_m, double of_g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, wd = weight_decay;
        const double c2 = 1 - p2;
        double *const ms = m.data(), *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            ms[i] = b1 * ms[i] + (1 - b1) * slope;
            vs[i] = b2 * vs[i] + (1 - b2) * slope * slope;
            x[i] -= lr * (of_m * ms[i] + of_g * slope) / (std::sqrt(vs[i] / c2) + eps);
        }
    }
};
THALWEG_PLUGIN(NAdam)
