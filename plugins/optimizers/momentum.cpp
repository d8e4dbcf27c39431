// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Momentum: a ball that rolls, pushed by the slope and slowed by friction.
///
///     v ← m v − lr · g,   v₀ = initial_velocity in every coordinate
///     x ← x + v
///
/// Differs from the paper: the same iterates for v₀ = 0, written with a velocity (Sutskever et al. 2013).
/// The paper gives no defaults: momentum 0.9 is usual, the learning rate is ours.
struct Momentum {
    static constexpr auto name = "momentum";
    static constexpr auto source =
        "Polyak 1964, Some methods of speeding up the convergence of iteration methods, equation (9)";
    static constexpr const char *tags[] = {"momentum", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, momentum = 0.9, initial_velocity = 0;
    static constexpr thalweg::Parameter<Momentum> parameters[] = {
        {"learning_rate", &Momentum::learning_rate, thalweg::step_length, "how hard the slope pushes"},
        {"momentum", &Momentum::momentum, thalweg::unit_interval_open.per_step(), "what is kept of v"},
        {"initial_velocity", &Momentum::initial_velocity, thalweg::any_number, "v before the first step"},
    };

    thalweg::Vector v;
    void reset(std::size_t d) { v.assign(d, initial_velocity); }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, m = momentum;
        double *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            vs[i] = m * vs[i] - lr * g[i];
            x[i] += vs[i];
        }
    }
};
THALWEG_PLUGIN(Momentum)
