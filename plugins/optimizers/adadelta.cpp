// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// AdaDelta: steps as long as steps were lately, over gradients as large as they were lately.
///
///     g ← g + weight_decay · x
///     r ← ρ r + (1 − ρ) g²
///     Δ = (√(s + ε) / √(r + ε)) · g
///     s ← ρ s + (1 − ρ) Δ²
///     x ← x − lr · Δ
///
/// Differs from the paper: a learning rate, 1 as in it unless set, and a weight decay, both PyTorch's. ρ and
/// ε have the values of its experiments on MNIST (PyTorch's ρ is 0.9).
struct AdaDelta {
    static constexpr auto name = "adadelta";
    static constexpr auto source = "Zeiler 2012, Algorithm 1, arXiv:1212.5701";
    static constexpr const char *tags[] = {"adaptive", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1, decay = 0.95, epsilon = 1e-6, weight_decay = 0;
    static constexpr thalweg::Parameter<AdaDelta> parameters[] = {
        {"learning_rate", &AdaDelta::learning_rate, thalweg::step_length, "scales each step"},
        {"decay", &AdaDelta::decay, thalweg::unit_interval_open.per_step(), "memory of r and s"},
        {"epsilon", &AdaDelta::epsilon, thalweg::positive, "starts the motion; below both roots"},
        {"weight_decay", &AdaDelta::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector r, s;
    void reset(std::size_t d) {
        r.assign(d, 0);
        s.assign(d, 0);
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, rho = decay, eps = epsilon, wd = weight_decay;
        double *const rs = r.data(), *const ss = s.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            rs[i] = rho * rs[i] + (1 - rho) * slope * slope;
            const double delta = std::sqrt(ss[i] + eps) / std::sqrt(rs[i] + eps) * slope;
            ss[i] = rho * ss[i] + (1 - rho) * delta * delta;
            x[i] -= lr * delta;
        }
    }
};
THALWEG_PLUGIN(AdaDelta)
