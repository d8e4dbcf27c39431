// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Gradient descent: a step against the gradient, as long as it is steep.
///
///     x ← x − lr · g
///
/// Differs from the source: the learning rate is constant (or a schedule), not found by a line search.
struct GradientDescent {
    static constexpr auto name = "gradient_descent";
    static constexpr auto source = "Cauchy 1847, Comptes rendus 25, 536-538";
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2;
    static constexpr thalweg::Parameter<GradientDescent> parameters[] = {
        {"learning_rate", &GradientDescent::learning_rate, thalweg::step_length, "step length"},
    };

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate;
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] -= lr * g[i];
    }
};
THALWEG_PLUGIN(GradientDescent)
