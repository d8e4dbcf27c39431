// SPDX-License-Identifier: MIT
#include "line_search.hpp"

/// BFGS: a quasi-Newton method that learns the inverse Hessian from the gradients on its way.
///
///     x ← x + t p,   p = −H g,   t by a strong Wolfe search, 1 at first
///     H ← (I − s yᵀ/y·s) H (I − y sᵀ/y·s) + s sᵀ/y·s,   s = x⁺ − x,  y = g⁺ − g
///
/// H is I at first, and y·s/y·y I before its first update (equation 6.20).
///
/// Differs from the textbook: an update with y·s too small beside y·y is left out, and where p finds no lower
/// point H starts again from I. curvature is the textbook's, gradient_tolerance ours. Converged: the largest
/// |gᵢ| is at most gradient_tolerance; stalled: no lower point along −g either. On minibatches a step
/// searches on one batch, y is the difference of two gradients on it, and H gathers what all batches taught;
/// converged is of the step's batch. Hard bounds are not kept. Memory d².
struct Bfgs {
    static constexpr auto name = "bfgs";
    static constexpr auto source = "Broyden, Fletcher, Goldfarb & Shanno 1970; Nocedal & Wright 2006, "
                                   "Numerical Optimization, algorithm 6.1";
    static constexpr const char *tags[] = {"quasi_newton", "line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient;

    double curvature = 0.9, gradient_tolerance = 1e-10;
    static constexpr thalweg::Parameter<Bfgs> parameters[] = {
        {"curvature",
         &Bfgs::curvature,
         {.lo = 1e-4, .hi = 1, .flags = THALWEG_P_MIN_OPEN | THALWEG_P_MAX_OPEN},
         "c₂ of the strong Wolfe conditions; smaller: a more exact search"},
        {"gradient_tolerance", &Bfgs::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
    };
    double step_length = 0;
    static constexpr thalweg::Metric<Bfgs> metrics[] = {
        {"step_length", &Bfgs::step_length, "t, the multiple of p"},
    };

    thalweg::Vector h, p, s, y, hy;
    thalweg::optimizers::Iterate here;
    thalweg::optimizers::LineSearch search;
    bool fresh = true; // H is I
    void reset(std::size_t d) {
        h.assign(d * d, 0);
        for (thalweg::Vector *v : {&p, &s, &y, &hy})
            v->assign(d, 0);
        here.reset(d);
        search.reset(d);
        fresh = true;
        step_length = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        here.complete(oracle, x);
        step_length = 0;
        if (largest(here.g) <= gradient_tolerance)
            return thalweg::Status::converged;
        search.curvature = curvature;
        aim();
        if (!move(oracle, x) && !fresh) {
            fresh = true;
            aim();
            move(oracle, x);
        }
        if (!(step_length > 0))
            return thalweg::Status::stalled;
        learn();
        return thalweg::Status::ok;
    }

    void aim() {
        using namespace thalweg::optimizers;
        const std::size_t d = p.size();
        for (std::size_t i = 0; i < d && !fresh; ++i)
            p[i] = -dot({&h[i * d], d}, here.g);
        if (fresh || !(dot(p, here.g) < 0)) {
            fresh = true;
            negate(here.g, p);
        }
    }
    bool move(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        negate(here.g, y);
        const double first = fresh ? std::min(1.0, 1 / sum_of_sizes(here.g)) : 1;
        step_length = search.strong_wolfe(oracle, x, {p, first}, here);
        return step_length > 0;
    }
    void learn() {
        using namespace thalweg::optimizers;
        const std::size_t d = p.size();
        for (std::size_t i = 0; i < d; ++i) {
            s[i] = step_length * p[i];
            y[i] += here.g[i];
        }
        const double ys = dot(y, s), yy = dot(y, y);
        if (!(ys > 1e-16 * yy) || !std::isfinite(yy))
            return;
        if (fresh) {
            std::fill(h.begin(), h.end(), 0.0);
            for (std::size_t i = 0; i < d; ++i)
                h[i * d + i] = ys / yy;
            fresh = false;
        }
        for (std::size_t i = 0; i < d; ++i)
            hy[i] = dot({&h[i * d], d}, y);
        const double both = (1 + dot(y, hy) / ys) / ys;
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t k = 0; k < d; ++k)
                h[i * d + k] += both * (s[i] * s[k]) - (hy[i] * s[k] + s[i] * hy[k]) / ys;
    }
};
THALWEG_PLUGIN(Bfgs)
