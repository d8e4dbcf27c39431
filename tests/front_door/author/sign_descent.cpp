// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Sign descent: a step of one length along each axis, downhill.
///
///     x ← x − lr · sign(g)
struct SignDescent {
    static constexpr auto name = "sign_descent";
    static constexpr auto source = "Riedmiller & Braun 1993, the rule without its adaptation";

    double learning_rate = 1e-2;
    static constexpr thalweg::Parameter<SignDescent> parameters[] = {
        {"learning_rate", &SignDescent::learning_rate, thalweg::positive, "step length"},
    };

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate;
        for (std::size_t i = 0; i < x.size(); ++i)
            x[i] -= lr * static_cast<double>((g[i] > 0) - (g[i] < 0));
    }
};
THALWEG_PLUGIN(SignDescent)
