// SPDX-License-Identifier: MIT
// Line searches: from x along a direction of descent to a point that is lower, and for strong Wolfe flatter.
#pragma once

#include "iterate.hpp"

#include <algorithm>
#include <utility>

namespace thalweg::optimizers {

/// Where to look: x + t·direction, with t = first at first.
struct Ray {
    ConstSpan direction;
    double first = 1;
};

/// Both searches move x, make `here` what is known at the new x, and return t; 0: no step was found, and
/// nothing has changed. A trial where f or g is not finite is too far out: the step is halved.
class LineSearch {
public:
    double sufficient_decrease = 1e-4; ///< c₁ of f(x + t p) ≤ f + c₁ t p·g
    double curvature = 0.9;            ///< c₂ of |p·g(x + t p)| ≤ c₂ |p·g|
    double least_width = 1e-14;        ///< of the bracket, times the largest |pᵢ|
    static constexpr int most_trials = 25, most_halvings = 60;

    void reset(std::size_t d) {
        base_.assign(d, 0);
        for (Trial *trial : {&ends_[0], &ends_[1], &next_})
            trial->g.assign(d, 0);
    }

    /// Requests of the last search.
    int trials() const { return asked_; }

    /// Backtracking by halves (Nocedal & Wright 2006, algorithm 3.1); asks for values only.
    double armijo(Oracle &oracle, Span x, const Ray &ray, Iterate &here) {
        const double slope = dot(ray.direction, here.g);
        double t = ray.first;
        for (int halvings = 0; halvings < most_halvings; ++halvings, t /= 2) {
            place(x, ray, t);
            const double f = oracle.value(base_);
            if (std::isfinite(f) && f <= here.f + sufficient_decrease * t * slope) {
                const bool moved = !std::equal(x.begin(), x.end(), base_.begin());
                std::copy(base_.begin(), base_.end(), x.begin());
                here.f = f;
                here.has_g = here.has_g && !moved;
                return moved ? t : 0;
            }
        }
        return 0;
    }

    /// Nocedal & Wright 2006, algorithms 3.5 and 3.6, with cubic interpolation between the ends of the
    /// bracket and the safeguards of minFunc (Schmidt 2005), which PyTorch has too.
    double strong_wolfe(Oracle &oracle, Span x, const Ray &ray, Iterate &here) {
        f_ = here.f;
        slope_ = dot(ray.direction, here.g);
        ends_[0].t = 0;
        ends_[0].f = here.f;
        ends_[0].slope = slope_;
        std::copy(here.g.begin(), here.g.end(), ends_[0].g.begin());
        trials_ = asked_ = 0;
        ask(oracle, x, ray, ray.first, ends_[1]);
        if (!widen(oracle, x, ray))
            narrow(oracle, x, ray);
        Trial &best = ends_[low_];
        if (best.t > 0 && std::isfinite(best.f)) {
            add(x, best.t, ray.direction);
            here.f = best.f;
            std::swap(here.g, best.g);
            return best.t;
        }
        return 0;
    }

private:
    struct Trial {
        double t = 0, f = 0, slope = 0;
        Vector g;
        bool finite() const { return std::isfinite(f) && std::isfinite(slope); }
    };

    void place(ConstSpan x, const Ray &ray, double t) {
        for (std::size_t i = 0; i < x.size(); ++i)
            base_[i] = x[i] + t * ray.direction[i];
    }
    void ask(Oracle &oracle, ConstSpan x, const Ray &ray, double t, Trial &trial) {
        ++asked_;
        place(x, ray, t);
        trial.t = t;
        trial.f = oracle.value_and_gradient(base_, trial.g);
        trial.slope = dot(trial.g, ray.direction);
    }
    bool too_high(const Trial &trial) const { return trial.f > f_ + sufficient_decrease * trial.t * slope_; }
    bool flat_enough(const Trial &trial) const { return std::abs(trial.slope) <= -curvature * slope_; }

    /// Algorithm 3.5: longer steps, until one is good (true; it is the low end) or the two ends hold a good
    /// one between them.
    bool widen(Oracle &oracle, ConstSpan x, const Ray &ray) {
        auto &[before, now] = ends_;
        for (; trials_ < most_trials; ++trials_) {
            if (!now.finite()) {
                ask(oracle, x, ray, before.t + (now.t - before.t) / 2, now);
                continue;
            }
            if (too_high(now) || (trials_ > 1 && now.f >= before.f))
                break;
            if (flat_enough(now)) {
                low_ = 1;
                return true;
            }
            if (now.slope >= 0)
                break;
            const double t = minimum_of_cubic(before, now, now.t + 0.01 * (now.t - before.t), 10 * now.t);
            std::swap(before, now);
            ask(oracle, x, ray, t, now);
        }
        low_ = !now.finite() || before.f <= now.f ? 0 : 1;
        return !now.finite();
    }

    /// Algorithm 3.6: the bracket shrinks around a good step, of which the low end is the best so far.
    void narrow(Oracle &oracle, ConstSpan x, const Ray &ray) {
        const double reach = largest(ray.direction);
        bool was_at_the_edge = false;
        while (trials_ < most_trials && !(std::abs(ends_[1].t - ends_[0].t) * reach < least_width)) {
            double t = inner_point(was_at_the_edge);
            ask(oracle, x, ray, t, next_);
            for (++trials_; !next_.finite() && trials_ < most_trials; ++trials_)
                ask(oracle, x, ray, t = (t + ends_[low_].t) / 2, next_);
            if (!next_.finite())
                return;
            Trial &low = ends_[low_], &high = ends_[1 - low_];
            if (too_high(next_) || next_.f >= low.f) {
                std::swap(high, next_);
                low_ = ends_[0].f <= ends_[1].f ? 0 : 1;
                continue;
            }
            const bool done = flat_enough(next_);
            if (!done && next_.slope * (high.t - low.t) >= 0)
                std::swap(high, low);
            std::swap(low, next_);
            if (done)
                return;
        }
    }

    /// The cubic's minimum, but not twice in a row within a tenth of an end: so the bracket shrinks.
    double inner_point(bool &was_at_the_edge) const {
        const double from = std::min(ends_[0].t, ends_[1].t), to = std::max(ends_[0].t, ends_[1].t);
        const double margin = 0.1 * (to - from);
        double t = minimum_of_cubic(ends_[0], ends_[1], from, to);
        if (!(std::min(to - t, t - from) < margin)) {
            was_at_the_edge = false;
        } else if (was_at_the_edge || t >= to || t <= from) {
            t = std::abs(t - to) < std::abs(t - from) ? to - margin : from + margin;
            was_at_the_edge = false;
        } else {
            was_at_the_edge = true;
        }
        return t;
    }

    /// Of the cubic through values and slopes at a and b (Nocedal & Wright, 3.59), kept within [from, to].
    static double minimum_of_cubic(const Trial &a, const Trial &b, double from, double to) {
        const Trial &l = a.t <= b.t ? a : b, &r = a.t <= b.t ? b : a;
        const double d1 = l.slope + r.slope - 3 * (l.f - r.f) / (l.t - r.t);
        const double square = d1 * d1 - l.slope * r.slope;
        if (!(square >= 0))
            return (from + to) / 2;
        const double d2 = std::sqrt(square);
        const double t = r.t - (r.t - l.t) * ((r.slope + d2 - d1) / (r.slope - l.slope + 2 * d2));
        return std::isnan(t) ? (from + to) / 2 : std::clamp(t, from, to);
    }

    Vector base_;
    Trial ends_[2], next_;
    int low_ = 0, trials_ = 0, asked_ = 0;
    double f_ = 0, slope_ = 0;
};

} // namespace thalweg::optimizers
