// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

/// Rprop: steps by the sign of g alone; longer while the sign stays, shorter when it turns.
///
///     g ← g + weight_decay · x
///     Δ ← Δ · eta_plus where g has its last sign, Δ · eta_minus and g ← 0 where it has turned;  Δ₀ = lr
///     x ← x − sign(g) · Δ              Δ within step_min … step_max
///
/// Differs from the paper: a step that overshot is not taken back, as in PyTorch and Igel & Hüsken 2000
/// (iRprop−); a weight decay. The defaults are PyTorch's; the paper starts at 0.1. For full gradients, not
/// minibatches.
struct Rprop {
    static constexpr auto name = "rprop";
    static constexpr auto source =
        "Riedmiller & Braun 1993, A direct adaptive method for faster backpropagation "
        "learning: the RPROP algorithm, IEEE ICNN";
    static constexpr const char *tags[] = {"adaptive", "sign", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, eta_minus = 0.5, eta_plus = 1.2, step_min = 1e-6, step_max = 50,
           weight_decay = 0;
    static constexpr thalweg::Range shrinking{
        .lo = 0, .hi = 1, .flags = THALWEG_P_MIN_OPEN | THALWEG_P_MAX_OPEN};
    static constexpr thalweg::Parameter<Rprop> parameters[] = {
        {"learning_rate", &Rprop::learning_rate, thalweg::positive, "length of the first step"},
        {"eta_minus", &Rprop::eta_minus, shrinking, "shortens a step"},
        {"eta_plus", &Rprop::eta_plus, thalweg::at_least(1), "lengthens a step"},
        {"step_min", &Rprop::step_min, thalweg::positive, "the shortest step"},
        {"step_max", &Rprop::step_max, thalweg::positive, "the longest step"},
        {"weight_decay", &Rprop::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector steps, last;
    void reset(std::size_t d) {
        if (step_min > step_max)
            throw std::invalid_argument(
                "step_min is above step_max: no step has a length between them; swap them");
        steps.assign(d, learning_rate);
        last.assign(d, 0);
    }

    THALWEG_KERNEL void update(thalweg::Span x, thalweg::ConstSpan g) {
        const double minus = eta_minus, plus = eta_plus, least = step_min, most = step_max, wd = weight_decay;
        double *const ds = steps.data(), *const ls = last.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            const double turn = slope * ls[i];
            const double step = ds[i] * (turn > 0 ? plus : turn < 0 ? minus : 1);
            ds[i] = step < least ? least : step > most ? most : step;
            ls[i] = turn < 0 ? 0 : slope;
            x[i] -= ds[i] * (ls[i] > 0 ? 1 : ls[i] < 0 ? -1 : ls[i]);
        }
    }
};
THALWEG_PLUGIN(Rprop)
