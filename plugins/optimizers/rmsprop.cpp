// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// RMSProp: a gradient step divided, per coordinate, by a running root mean square of g.
///
///     r ← ρ r + (1 − ρ) g²
///     x ← x − (lr / (ε + √r)) · g        inside the root:  lr / √(r + ε)
///
/// Differs from the lecture: an ε, which it has not (1e-6 as in Goodfellow et al. 2016, Algorithm 8.5, there
/// inside). The quotient first, then · g; and ((1 − ρ) · g) · g: the tutorial's bits depend on it.
struct RmsProp {
    static constexpr auto name = "rmsprop";
    static constexpr auto source =
        "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5";
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, decay = 0.9, epsilon = 1e-6;
    std::int64_t epsilon_place = 0;
    static constexpr const char *places[] = {"outside", "inside", nullptr};
    static constexpr thalweg::Parameter<RmsProp> parameters[] = {
        {"learning_rate", &RmsProp::learning_rate, thalweg::step_length, "step length"},
        {"decay", &RmsProp::decay, thalweg::unit_interval_open.per_step(), "memory of r"},
        {"epsilon", &RmsProp::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"epsilon_place", &RmsProp::epsilon_place, thalweg::one_of(places),
         "of epsilon: beside or below the root"},
    };

    thalweg::Vector r;
    void reset(std::size_t d) { r.assign(d, 0); }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, rho = decay;
        const double outside = epsilon_place == 0 ? epsilon : 0, inside = epsilon_place == 0 ? 0 : epsilon;
        double *const rs = r.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            rs[i] = rho * rs[i] + (1 - rho) * g[i] * g[i];
            x[i] -= lr / (outside + std::sqrt(rs[i] + inside)) * g[i];
        }
    }
};
THALWEG_PLUGIN(RmsProp)
