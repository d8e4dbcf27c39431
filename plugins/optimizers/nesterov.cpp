// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Nesterov's method: momentum that looks ahead; the gradient is taken where the velocity leads.
///
///     g ← g + weight_decay · x
///     v ← m v + g
///     x ← x − lr · (g + m v)
///
/// Differs from the paper: a constant m, as in Sutskever et al. 2013, and PyTorch's form: x is the point
/// looked ahead at, so that each step needs one gradient, at x; the weight decay is PyTorch's. Neither paper
/// gives such defaults: momentum 0.9 is usual (PyTorch: 0), the learning rate is ours.
struct Nesterov {
    static constexpr auto name = "nesterov";
    static constexpr bool blockwise = true;
    static constexpr auto source =
        "Nesterov 1983, Soviet Mathematics Doklady 27:372; Sutskever, Martens, Dahl & "
        "Hinton 2013, ICML, equations (3) and (4)";
    static constexpr const char *tags[] = {"momentum", nullptr};

    double learning_rate = 1e-2, momentum = 0.9, weight_decay = 0;
    static constexpr thalweg::Parameter<Nesterov> parameters[] = {
        {"learning_rate", &Nesterov::learning_rate, thalweg::step_length, "step length"},
        {"momentum", &Nesterov::momentum, thalweg::unit_interval_open.per_step(), "what is kept of v"},
        {"weight_decay", &Nesterov::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector v;
    void reset(std::size_t d) { v.assign(d, 0); }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double lr = learning_rate, m = momentum, wd = weight_decay;
        double *const vs = v.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            vs[i] = m * vs[i] + slope;
            x[i] -= lr * (slope + m * vs[i]);
        }
    }
};
THALWEG_PLUGIN(Nesterov)
