// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <cmath>

/// The points of a schedule-free method, and how much the next z counts in their average x.
struct ScheduleFree {
    thalweg::Vector z, average;
    double steps = 0, weights = 0; // weights: Σ γᵢ²
    void reset(std::size_t d) {
        z.assign(d, 0);
        average.assign(d, 0);
        steps = weights = 0;
    }
    /// The step length of this step: warmed up linearly over so many steps. y: where the first step begins.
    double begin(thalweg::ConstSpan y, double learning_rate, std::int64_t warmup) {
        if (steps == 0) {
            std::copy(y.begin(), y.end(), z.begin());
            std::copy(y.begin(), y.end(), average.begin());
        }
        ++steps;
        const double length =
            warmup > 0 ? learning_rate * std::min(1.0, steps / static_cast<double>(warmup)) : learning_rate;
        weights += length * length;
        return length;
    }
    /// The weight of z in the average.
    double share(double length) const { return weights > 0 ? length * length / weights : 0; }
    void solution(thalweg::ConstSpan y, thalweg::Span out) const {
        const thalweg::ConstSpan from = steps == 0 ? y : thalweg::ConstSpan(average);
        std::copy(from.begin(), from.end(), out.begin());
    }
};

/// Schedule-Free SGD: gradients are taken at y, between the fast point z and x, the average of all z.
///
///     z ← z − γₜ (g(y) + weight_decay · y)        γₜ = lr · min(1, t / warmup_steps)
///     x ← (1 − c) x + c z,  c = γₜ² / Σᵢ γᵢ²        y ← (1 − β) z + β x
///
/// The iterate is y; the solution is x.
///
/// Differs from the paper: c is that of its Algorithm 1 for both methods, so x averages the points after the
/// first step; its equation (5), with c = 1 / (t + 1), counts the start, too. Defaults are the authors'
/// code's; warmup_steps 0 is none.
struct ScheduleFreeSgd {
    static constexpr auto name = "schedule_free_sgd";
    static constexpr auto source = "Defazio et al. 2024, equations (3) to (5), arXiv:2405.15682";
    static constexpr const char *tags[] = {"averaging", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1, beta = 0.9, weight_decay = 0;
    std::int64_t warmup_steps = 0;
    static constexpr thalweg::Parameter<ScheduleFreeSgd> parameters[] = {
        {"learning_rate", &ScheduleFreeSgd::learning_rate, thalweg::step_length, "step length of z"},
        {"beta", &ScheduleFreeSgd::beta, thalweg::unit_interval, "where y is: 0 at z, 1 at x"},
        {"weight_decay", &ScheduleFreeSgd::weight_decay, thalweg::non_negative, "pulls z along y to 0"},
        {"warmup_steps", &ScheduleFreeSgd::warmup_steps, thalweg::at_least(0),
         "steps until the step length is reached"},
    };

    ScheduleFree points;
    void reset(std::size_t d) { points.reset(d); }

    THALWEG_KERNEL void update(thalweg::Span y, thalweg::ConstSpan g) {
        const double lr = points.begin(y, learning_rate, warmup_steps), c = points.share(lr), b = beta,
                     decay = weight_decay;
        double *const z = points.z.data(), *const x = points.average.data();
        for (std::size_t i = 0; i < y.size(); ++i) {
            z[i] -= lr * (g[i] + decay * y[i]);
            x[i] = (1 - c) * x[i] + c * z[i];
            y[i] = (1 - b) * z[i] + b * x[i];
        }
    }
    void solution(thalweg::ConstSpan y, thalweg::Span out) const { points.solution(y, out); }
};

/// Schedule-Free AdamW: Schedule-Free SGD whose steps are scaled, per coordinate, by a running average of g².
///
///     v ← β₂ v + (1 − β₂) g(y)²                                    v̂ = v / (1 − β₂ᵗ)
///     z ← z − γₜ (g(y) / (√v̂ + ε) + weight_decay · y)        γₜ = lr · min(1, t / warmup_steps)
///     x ← (1 − c) x + c z,  c = γₜ² / Σᵢ γᵢ²                  y ← (1 − β₁) z + β₁ x
///
/// The iterate is y; the solution is x.
///
/// Differs from the paper: nothing (Algorithm 1); warmup_steps 0 is none. Defaults are the authors' code's.
struct ScheduleFreeAdamW {
    static constexpr auto name = "schedule_free_adamw";
    static constexpr auto source = "Defazio et al. 2024, Algorithm 1, arXiv:2405.15682";
    static constexpr const char *tags[] = {"adaptive", "averaging", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 2.5e-3, beta1 = 0.9, beta2 = 0.999, epsilon = 1e-8, weight_decay = 0;
    std::int64_t warmup_steps = 0;
    static constexpr thalweg::Parameter<ScheduleFreeAdamW> parameters[] = {
        {"learning_rate", &ScheduleFreeAdamW::learning_rate, thalweg::step_length, "step length of z"},
        {"beta1", &ScheduleFreeAdamW::beta1, thalweg::unit_interval, "where y is: 0 at z, 1 at x"},
        {"beta2", &ScheduleFreeAdamW::beta2, thalweg::unit_interval_open, "memory of v"},
        {"epsilon", &ScheduleFreeAdamW::epsilon, thalweg::positive, "keeps the denominator above zero"},
        {"weight_decay", &ScheduleFreeAdamW::weight_decay, thalweg::non_negative, "pulls z along y to 0"},
        {"warmup_steps", &ScheduleFreeAdamW::warmup_steps, thalweg::at_least(0),
         "steps until the step length is reached"},
    };

    ScheduleFree points;
    thalweg::Vector v;
    double p2 = 1; // β₂ᵗ
    void reset(std::size_t d) {
        points.reset(d);
        v.assign(d, 0);
        p2 = 1;
    }

    THALWEG_KERNEL void update(thalweg::Span y, thalweg::ConstSpan g) {
        const double lr = points.begin(y, learning_rate, warmup_steps), c = points.share(lr), b1 = beta1,
                     b2 = beta2, eps = epsilon, decay = weight_decay;
        p2 = thalweg::decayed(p2, b2);
        const double c2 = 1 - p2;
        double *const z = points.z.data(), *const x = points.average.data(), *const vs = v.data();
        for (std::size_t i = 0; i < y.size(); ++i) {
            vs[i] = b2 * vs[i] + (1 - b2) * g[i] * g[i];
            z[i] -= lr * (g[i] / (std::sqrt(vs[i] / c2) + eps) + decay * y[i]);
            x[i] = (1 - c) * x[i] + c * z[i];
            y[i] = (1 - b1) * z[i] + b1 * x[i];
        }
    }
    void solution(thalweg::ConstSpan y, thalweg::Span out) const { points.solution(y, out); }
};
THALWEG_PLUGIN(ScheduleFreeSgd, ScheduleFreeAdamW)
