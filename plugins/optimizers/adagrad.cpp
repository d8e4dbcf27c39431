// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// AdaGrad: a gradient step that shrinks, per coordinate, with the sum of all g² so far.
///
///     r ← r + g²
///     x ← x − (lr / (ε + √r)) · g        inside the root:  lr / √(r + ε)
///
/// Differs from the paper: nothing (outside the root its δI + diag(r)^½). It gives no defaults; ε is
/// Goodfellow et al.'s (2016, Algorithm 8.4). The quotient first, then · g: the tutorial's bits depend on it.
struct AdaGrad {
    static constexpr auto name = "adagrad";
    static constexpr auto source = "Duchi, Hazan & Singer 2011, JMLR 12, Figure 1 with diagonal matrices";
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, epsilon = 1e-7;
    std::int64_t epsilon_place = 0;
    static constexpr const char *places[] = {"outside", "inside", nullptr};
    static constexpr thalweg::Parameter<AdaGrad> parameters[] = {
        {"learning_rate", &AdaGrad::learning_rate, thalweg::step_length, "length of the first step"},
        {"epsilon", &AdaGrad::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"epsilon_place", &AdaGrad::epsilon_place, thalweg::one_of(places),
         "of epsilon: beside or below the root"},
    };

    thalweg::Vector r;
    void reset(std::size_t d) { r.assign(d, 0); }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate;
        const double outside = epsilon_place == 0 ? epsilon : 0, inside = epsilon_place == 0 ? 0 : epsilon;
        double *const rs = r.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            rs[i] += g[i] * g[i];
            x[i] -= lr / (outside + std::sqrt(rs[i] + inside)) * g[i];
        }
    }
};
THALWEG_PLUGIN(AdaGrad)
