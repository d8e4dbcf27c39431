// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Heavy ball: momentum as PyTorch's SGD has it; the velocity sums gradients, without the learning rate.
///
///     g ← g + weight_decay · x
///     v ← m v + (1 − dampening) g,   v = g at the first step
///     x ← x − lr · v
///
/// Differs from the paper: for a constant lr the same iterates; PyTorch's form, in which a new lr acts on all
/// of v, and its dampening and weight decay. `momentum` has lr inside v. The paper gives no defaults:
/// momentum 0.9 is usual (PyTorch: 0), the learning rate is ours.
struct HeavyBall {
    static constexpr auto name = "heavy_ball";
    static constexpr auto source =
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods, equation (9)";
    static constexpr const char *tags[] = {"momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, momentum = 0.9, dampening = 0, weight_decay = 0;
    static constexpr thalweg::Parameter<HeavyBall> parameters[] = {
        {"learning_rate", &HeavyBall::learning_rate, thalweg::step_length, "step length"},
        {"momentum", &HeavyBall::momentum, thalweg::unit_interval_open.per_step(), "what is kept of v"},
        {"dampening", &HeavyBall::dampening, thalweg::unit_interval, "what is not added of g"},
        {"weight_decay", &HeavyBall::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector v;
    bool is_first = true;
    void reset(std::size_t d) {
        v.assign(d, 0);
        is_first = true;
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, wd = weight_decay;
        const double m = momentum, added = is_first ? 1 : 1 - dampening;
        double *const vs = v.data();
        is_first = false;
        for (std::size_t i = 0; i < x.size(); ++i) {
            vs[i] = m * vs[i] + added * (wd == 0 ? g[i] : g[i] + wd * x[i]);
            x[i] -= lr * vs[i];
        }
    }
};
THALWEG_PLUGIN(HeavyBall)
