// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// ASGD: gradient descent whose rate falls, and whose answer is the average of the points it went through.
///
///     g ← g + weight_decay · x
///     x ← (1 − lambda ηₜ) x − ηₜ g          ηₜ = lr / (1 + lambda · lr · (t − 1))^alpha
///     a ← a + μₜ (x − a)                    μₜ = 1 / max(1, t − 1 − t0);  the solution is a
///
/// Differs from the paper: PyTorch's, after Bottou's SGD code, with its defaults: the average starts at step
/// t0, and lambda decays x and the rate both.
struct Asgd {
    static constexpr auto name = "asgd";
    static constexpr auto source =
        "Polyak & Juditsky 1992, Acceleration of stochastic approximation by averaging, "
        "SIAM Journal on Control and Optimization 30:838";
    static constexpr const char *tags[] = {"averaging", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, lambda = 1e-4, alpha = 0.75, t0 = 1e6, weight_decay = 0;
    static constexpr thalweg::Parameter<Asgd> parameters[] = {
        {"learning_rate", &Asgd::learning_rate, thalweg::step_length, "length of the first step"},
        {"lambda", &Asgd::lambda, thalweg::non_negative, "decay of x and of the rate"},
        {"alpha", &Asgd::alpha, thalweg::non_negative, "power of the rate's decay"},
        {"t0", &Asgd::t0, thalweg::non_negative, "the step from which on points are averaged"},
        {"weight_decay", &Asgd::weight_decay, thalweg::non_negative.per_step(),
         "pulls x to 0; 0: not at all"},
    };

    thalweg::Vector average;
    double t = 0;
    void reset(std::size_t d) {
        average.assign(d, 0);
        t = 0;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        move(x, g, learning_rate / std::pow(1 + lambda * learning_rate * t, alpha));
        ++t;
    }
    void solution(thalweg::ConstSpan x, thalweg::Span out) const {
        const thalweg::ConstSpan from = t == 0 ? x : thalweg::ConstSpan(average);
        std::copy(from.begin(), from.end(), out.begin());
    }

private:
    THALWEG_KERNEL void move(thalweg::Span x, thalweg::ConstSpan g, double rate) {
        const double kept = 1 - lambda * rate, mu = 1 / std::max(1.0, t - t0), wd = weight_decay;
        double *const as = average.data();
        for (std::size_t i = 0; i < x.size(); ++i) {
            const double slope = wd == 0 ? g[i] : g[i] + wd * x[i];
            x[i] = kept * x[i] - rate * slope;
            as[i] = mu == 1 ? x[i] : as[i] + mu * (x[i] - as[i]);
        }
    }
};
THALWEG_PLUGIN(Asgd)
