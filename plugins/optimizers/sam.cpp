// SPDX-License-Identifier: MIT
#include "vectors.hpp"

/// SAM: SGD with momentum whose gradient is taken a step uphill, where f is nearly the largest within rho.
///
///     g ← ∇f(x + rho · ∇f(x) / ‖∇f(x)‖) + weight_decay · x
///     v ← momentum · v + g                x ← x − lr · v
///
/// A step costs two gradients, both of the same minibatch.
///
/// Differs from the paper: nothing (Algorithm 1 with its first-order ascent and p = 2, around SGD with
/// momentum); where the gradient is 0 the second one is taken at x. rho and momentum have the paper's
/// defaults, the learning rate is that of its experiments on CIFAR.
struct Sam {
    static constexpr auto name = "sam";
    static constexpr auto source = "Foret et al. 2021, Algorithm 1, arXiv:2010.01412";
    static constexpr const char *tags[] = {"momentum", nullptr};
    static constexpr std::uint32_t needs = thalweg::gradient;

    double learning_rate = 0.1, rho = 0.05, momentum = 0.9, weight_decay = 0;
    static constexpr thalweg::Parameter<Sam> parameters[] = {
        {"learning_rate", &Sam::learning_rate, thalweg::step_length, "step length"},
        {"rho", &Sam::rho, thalweg::non_negative.per_step(), "distance of the step uphill"},
        {"momentum", &Sam::momentum, thalweg::unit_interval_open, "share of v that is kept"},
        {"weight_decay", &Sam::weight_decay, thalweg::non_negative, "pulls x to 0"},
    };

    thalweg::Vector g, v, uphill;
    void reset(std::size_t d) {
        g.assign(d, 0);
        v.assign(d, 0);
        uphill.assign(d, 0);
    }

    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        oracle.gradient(x, g);
        const double length = thalweg::optimizers::norm(g), scale = length == 0 ? 0 : rho / length;
        for (std::size_t i = 0; i < x.size(); ++i)
            uphill[i] = x[i] + scale * g[i];
        oracle.gradient(uphill, g);
        descend(x);
    }
    THALWEG_KERNEL void descend(thalweg::Span x) {
        const double lr = learning_rate, kept = momentum, decay = weight_decay;
        const double *const gs = g.data();
        double *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            vs[i] = kept * vs[i] + (gs[i] + decay * x[i]);
            x[i] -= lr * vs[i];
        }
    }
};
THALWEG_PLUGIN(Sam)
