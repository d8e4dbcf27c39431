// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// RMSProp: a gradient step divided, per coordinate, by a running root mean square of g.
///
///     g ← g + weight_decay · x
///     r ← ρ r + (1 − ρ) g²
///     x ← x − (lr / (ε + √r)) · g                       inside the root:  √(r + ε)
///     with momentum:  v ← m v + g / (ε + √r),   x ← x − lr · v
///
/// Differs from the lecture: an ε, which it has not (1e-6 as in Goodfellow et al. 2016, Algorithm 8.5, there
/// inside), momentum and weight decay, both PyTorch's. ρ is the lecture's, the default learning rate ours.
/// The quotient first, then · g; and ((1 − ρ) · g) · g: the tutorial's bits depend on it.
struct RmsProp {
    static constexpr auto name = "rmsprop";
    static constexpr auto source =
        "Tieleman & Hinton 2012, Neural Networks for Machine Learning, lecture 6.5";
    static constexpr const char *tags[] = {"adaptive", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-3, decay = 0.9, epsilon = 1e-6, momentum = 0, weight_decay = 0;
    std::int64_t epsilon_place = 0;
    static constexpr const char *places[] = {"outside", "inside", nullptr};
    static constexpr thalweg::Parameter<RmsProp> parameters[] = {
        {"learning_rate", &RmsProp::learning_rate, thalweg::step_length, "step length"},
        {"decay", &RmsProp::decay, thalweg::unit_interval_open.per_step(), "memory of r"},
        {"epsilon", &RmsProp::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"epsilon_place", &RmsProp::epsilon_place, thalweg::one_of(places),
         "of epsilon: beside or below the root"},
        {"momentum", &RmsProp::momentum, thalweg::unit_interval_open, "what is kept of v; 0: no v"},
        {"weight_decay", &RmsProp::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector r, v;
    void reset(std::size_t d) {
        r.assign(d, 0);
        v.assign(d, 0);
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, rho = decay, m = momentum, wd = weight_decay;
        const double outside = epsilon_place == 0 ? epsilon : 0, inside = epsilon_place == 0 ? 0 : epsilon;
        double *const rs = r.data(), *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            rs[i] = rho * rs[i] + (1 - rho) * slope * slope;
            const double root = outside + std::sqrt(rs[i] + inside);
            if (m == 0) {
                x[i] -= lr / root * slope;
            } else {
                vs[i] = m * vs[i] + slope / root;
                x[i] -= lr * vs[i];
            }
        }
    }
};
THALWEG_PLUGIN(RmsProp)
