// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Gradient descent: a step against the gradient, as long as it is steep.
///
///     g ← g + weight_decay · x
///     x ← x − lr · g
///
/// Differs from the source: the learning rate is constant (or a schedule), not found by a line search; and
/// a weight decay, PyTorch's: the gradient of ½ weight_decay |x|². The default learning rate is ours.
struct GradientDescent {
    static constexpr auto name = "gradient_descent";
    static constexpr auto source = "Cauchy 1847, Comptes rendus 25, 536-538";
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, weight_decay = 0;
    static constexpr thalweg::Parameter<GradientDescent> parameters[] = {
        {"learning_rate", &GradientDescent::learning_rate, thalweg::step_length, "step length"},
        {"weight_decay", &GradientDescent::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, wd = weight_decay;
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] -= lr * (wd == 0 ? g[i] : g[i] + wd * x[i]);
    }
};
THALWEG_PLUGIN(GradientDescent)
