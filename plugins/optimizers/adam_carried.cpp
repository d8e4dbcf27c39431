// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// The tutorial's Adam: the bias-corrected averages replace the averages, so each step corrects them again.
///
///     s ← (β₁ s + (1 − β₁) g) / (1 − β₁ᵗ)          r ← (β₂ r + (1 − β₂) g²) / (1 − β₂ᵗ)
///     x ← x − (lr / (ε + √r)) · s
///
/// Differs from the paper: s and r are carried on corrected. With β₂ near 1 the early corrections multiply
/// up, r becomes huge and the iterate freezes. βᵗ is a power, not a running product, and the quotient comes
/// before · s: the tutorial's bits depend on both. Defaults are the paper's; the tutorial has 0.9 for
/// both β.
struct AdamCarried {
    static constexpr auto name = "adam_carried";
    static constexpr auto source = "the tutorial that thalweg grew from, after Kingma & Ba 2015";
    static constexpr const char *tags[] = {"adaptive", "momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8;
    static constexpr thalweg::Parameter<AdamCarried> parameters[] = {
        {"learning_rate", &AdamCarried::learning_rate, thalweg::step_length, "step length"},
        {"beta1", &AdamCarried::beta1, thalweg::unit_interval_open, "memory of s"},
        {"beta2", &AdamCarried::beta2, thalweg::unit_interval_open, "memory of r"},
        {"epsilon", &AdamCarried::epsilon, thalweg::positive, "keeps the denominator above zero"},
    };

    thalweg::Vector s, r;
    double t = 0, p1 = 1, p2 = 1; // steps, β₁ᵗ, β₂ᵗ
    void reset(std::size_t d) {
        s.assign(d, 0);
        r.assign(d, 0);
        t = 0;
        p1 = p2 = 1;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        ++t;
        p1 = thalweg::negligible(p1) ? 0 : std::pow(beta1, t);
        p2 = thalweg::negligible(p2) ? 0 : std::pow(beta2, t);
        move(x, g);
    }

private:
    THALWEG_KERNEL void move(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, eps = epsilon, c1 = 1 - p1, c2 = 1 - p2;
        double *const ss = s.data(), *const rs = r.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            ss[i] = (b1 * ss[i] + (1 - b1) * g[i]) / c1;
            rs[i] = (b2 * rs[i] + (1 - b2) * g[i] * g[i]) / c2;
            x[i] -= lr / (eps + std::sqrt(rs[i])) * ss[i];
        }
    }
};
THALWEG_PLUGIN(AdamCarried)
