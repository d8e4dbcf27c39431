// SPDX-License-Identifier: MIT
#include "line_search.hpp"

/// Nonlinear conjugate gradients, Polak and Ribière's with the plus: each direction remembers the one before.
///
///     p ← −g⁺ + β p,   β = max(0, g⁺·(g⁺ − g) / g·g)
///     x ← x + t p,     t by a strong Wolfe search
///
/// p is −g at the first step, every `restart` steps, and where p would not descend.
///
/// Differs from the paper: β is not negative (Gilbert & Nocedal 1992). curvature is the textbook's,
/// gradient_tolerance ours. Converged: the largest |gᵢ| is at most gradient_tolerance; stalled: the search
/// finds no lower point along −g either. On minibatches a step searches on one batch, but β mixes the
/// gradients of two: g is of the batch before; converged is of the step's batch. Hard bounds are not kept.
struct ConjugateGradient {
    static constexpr auto name = "conjugate_gradient";
    static constexpr auto source = "Polak & Ribière 1969, Revue française d'informatique et de recherche "
                                   "opérationnelle 3(R1):35; Nocedal & Wright 2006, section 5.2";
    static constexpr const char *tags[] = {"line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient;

    std::int64_t restart = 0;
    double curvature = 0.1, gradient_tolerance = 1e-10;
    static constexpr thalweg::Parameter<ConjugateGradient> parameters[] = {
        {"restart", &ConjugateGradient::restart, thalweg::at_least(0),
         "steps after which p is −g again; 0: the dimension"},
        {"curvature",
         &ConjugateGradient::curvature,
         {.lo = 1e-4, .hi = 0.5, .flags = THALWEG_P_MIN_OPEN | THALWEG_P_MAX_OPEN},
         "c₂ of the strong Wolfe conditions; smaller: a more exact search"},
        {"gradient_tolerance", &ConjugateGradient::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
    };
    double step_length = 0, beta = 0;
    static constexpr thalweg::Metric<ConjugateGradient> metrics[] = {
        {"step_length", &ConjugateGradient::step_length, "t, the multiple of p"},
        {"beta", &ConjugateGradient::beta, "what is kept of the last direction; 0: a restart"},
    };

    thalweg::Vector p, last_g;
    thalweg::optimizers::Iterate here;
    thalweg::optimizers::LineSearch search;
    double gain = 0; // t |p·g| of the step before
    std::int64_t since = 0;
    void reset(std::size_t d) {
        p.assign(d, 0);
        last_g.assign(d, 0);
        here.reset(d);
        search.reset(d);
        step_length = beta = gain = 0;
        since = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        here.complete(oracle, x);
        step_length = beta = 0;
        if (largest(here.g) <= gradient_tolerance)
            return thalweg::Status::converged;
        const std::int64_t period = restart > 0 ? restart : static_cast<std::int64_t>(x.size());
        if (since > 0 && since < period)
            beta = std::max(0.0, (dot(here.g, here.g) - dot(here.g, last_g)) / dot(last_g, last_g));
        aim();
        search.curvature = curvature;
        if (!move(oracle, x) && beta > 0) {
            beta = 0;
            aim();
            move(oracle, x);
        }
        return step_length > 0 ? thalweg::Status::ok : thalweg::Status::stalled;
    }

    void aim() {
        using namespace thalweg::optimizers;
        for (std::size_t i = 0; i < p.size(); ++i)
            p[i] = beta > 0 ? beta * p[i] - here.g[i] : -here.g[i];
        if (dot(p, here.g) < 0)
            return;
        beta = 0;
        negate(here.g, p);
    }
    bool move(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        const double slope = -dot(p, here.g);
        const double first = gain > 0 ? gain / slope : std::min(1.0, 1 / sum_of_sizes(here.g));
        std::copy(here.g.begin(), here.g.end(), last_g.begin());
        step_length = search.strong_wolfe(oracle, x, {p, first}, here);
        gain = step_length * slope;
        since = beta > 0 ? since + 1 : 1;
        return step_length > 0;
    }
};
THALWEG_PLUGIN(ConjugateGradient)
