// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// AdaGrad: a gradient step that shrinks, per coordinate, with the sum of all g² so far.
///
///     g ← g + weight_decay · x
///     r ← r + g²,   r₀ = initial_accumulator
///     x ← x − (lrₜ / (ε + √r)) · g        inside the root:  lrₜ / √(r + ε)
///     lrₜ = lr / (1 + (t − 1) learning_rate_decay)
///
/// Differs from the paper: nothing while r₀ and the decays, PyTorch's, are 0 (outside the root its
/// δI + diag(r)^½). It gives no defaults; ε is Goodfellow et al.'s (2016, Algorithm 8.4), the learning rate
/// PyTorch's. The quotient first, then · g: the tutorial's bits depend on it.
struct AdaGrad {
    static constexpr auto name = "adagrad";
    static constexpr auto source = "Duchi, Hazan & Singer 2011, JMLR 12, Figure 1 with diagonal matrices";
    static constexpr const char *tags[] = {"adaptive", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, epsilon = 1e-7, learning_rate_decay = 0, initial_accumulator = 0,
           weight_decay = 0;
    std::int64_t epsilon_place = 0;
    static constexpr const char *places[] = {"outside", "inside", nullptr};
    static constexpr thalweg::Parameter<AdaGrad> parameters[] = {
        {"learning_rate", &AdaGrad::learning_rate, thalweg::step_length, "length of the first step"},
        {"epsilon", &AdaGrad::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"epsilon_place", &AdaGrad::epsilon_place, thalweg::one_of(places),
         "of epsilon: beside or below the root"},
        {"learning_rate_decay", &AdaGrad::learning_rate_decay, thalweg::non_negative,
         "slows it down, by the step"},
        {"initial_accumulator", &AdaGrad::initial_accumulator, thalweg::non_negative,
         "r before the first step"},
        {"weight_decay", &AdaGrad::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector r;
    double t = 0;
    void reset(std::size_t d) {
        r.assign(d, initial_accumulator);
        t = 0;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate / (1 + t++ * learning_rate_decay), wd = weight_decay;
        const double outside = epsilon_place == 0 ? epsilon : 0, inside = epsilon_place == 0 ? 0 : epsilon;
        double *const rs = r.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            rs[i] += slope * slope;
            x[i] -= lr / (outside + std::sqrt(rs[i] + inside)) * slope;
        }
    }
};
THALWEG_PLUGIN(AdaGrad)
