// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Lion: steps of one length in every coordinate, by the sign of an average of g.
///
///     x ← x − lr · (sign(β₁ m + (1 − β₁) g) + weight_decay · x)
///     m ← β₂ m + (1 − β₂) g
///
/// Differs from the paper: nothing (Algorithm 2). β₁ and β₂ are the paper's, which tunes learning rate and
/// weight decay; these have the defaults of its authors' code.
struct Lion {
    static constexpr auto name = "lion";
    static constexpr auto source = "Chen et al. 2023, Algorithm 2, arXiv:2302.06675";
    static constexpr const char *tags[] = {"momentum", "sign", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-4, beta1 = 0.9, beta2 = 0.99, weight_decay = 0;
    static constexpr thalweg::Parameter<Lion> parameters[] = {
        {"learning_rate", &Lion::learning_rate, thalweg::step_length, "step length, in each coordinate"},
        {"beta1", &Lion::beta1, thalweg::unit_interval_open, "share of m in the sign"},
        {"beta2", &Lion::beta2, thalweg::unit_interval_open, "memory of m"},
        {"weight_decay", &Lion::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector m;
    void reset(std::size_t d) { m.assign(d, 0); }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, b1 = beta1, b2 = beta2, kept = 1 - lr * weight_decay;
        double *const ms = m.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double c = b1 * ms[i] + (1 - b1) * g[i];
            x[i] = kept * x[i] - lr * (c > 0 ? 1 : c < 0 ? -1 : c);
            ms[i] = b2 * ms[i] + (1 - b2) * g[i];
        }
    }
};
THALWEG_PLUGIN(Lion)
