// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// Centered RMSProp: divides by a running standard deviation of g in place of its root mean square.
///
///     g ← g + weight_decay · x
///     r ← ρ r + (1 − ρ) g²             a ← ρ a + (1 − ρ) g
///     v ← m v + g / (√(r − a²) + ε)
///     x ← x − lr · v
///
/// Differs from the paper: as in PyTorch, whose the defaults are, too, ε is outside the root, lr not inside
/// v, and there is a weight decay. Where rounding makes r − a² negative it counts as 0.
struct RmsPropCentered {
    static constexpr auto name = "rmsprop_centered";
    static constexpr auto source = "Graves 2013, equations (38) to (41), arXiv:1308.0850";
    static constexpr const char *tags[] = {"adaptive", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, decay = 0.99, epsilon = 1e-8, momentum = 0, weight_decay = 0;
    static constexpr thalweg::Parameter<RmsPropCentered> parameters[] = {
        {"learning_rate", &RmsPropCentered::learning_rate, thalweg::step_length, "step length"},
        {"decay", &RmsPropCentered::decay, thalweg::unit_interval_open.per_step(), "memory of r and a"},
        {"epsilon", &RmsPropCentered::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"momentum", &RmsPropCentered::momentum, thalweg::unit_interval_open.per_step(), "what is kept of v"},
        {"weight_decay", &RmsPropCentered::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector r, a, v;
    void reset(std::size_t d) {
        for (thalweg::Vector *state : {&r, &a, &v})
            state->assign(d, 0);
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, rho = decay, eps = epsilon, m = momentum, wd = weight_decay;
        double *const rs = r.data(), *const as = a.data(), *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            rs[i] = rho * rs[i] + (1 - rho) * slope * slope;
            as[i] = rho * as[i] + (1 - rho) * slope;
            const double variance = rs[i] - as[i] * as[i];
            vs[i] = m * vs[i] + slope / (std::sqrt(variance < 0 ? 0 : variance) + eps);
            x[i] -= lr * vs[i];
        }
    }
};
THALWEG_PLUGIN(RmsPropCentered)
