// SPDX-License-Identifier: MIT
#include "line_search.hpp"

/// Steepest descent: along −g to where a line search is content.
///
///     x ← x − t g,   f(x − t g) ≤ f − 10⁻⁴ t g·g,   and for strong_wolfe |g·g(x − t g)| ≤ 0.9 g·g
///
/// The first trial of a step is t·g·g of the step before, over g·g now (equation 3.60's neighbour).
///
/// Differs from the textbook: nothing; initial_step and gradient_tolerance have defaults of ours. Converged:
/// the largest |gᵢ| is at most gradient_tolerance; stalled: the line search finds no lower point. On
/// minibatches a step searches on one batch, and so is converged. Hard bounds are not kept.
struct SteepestDescent {
    static constexpr auto name = "steepest_descent";
    static constexpr auto source = "Nocedal & Wright 2006, Numerical Optimization, sections 2.2, 3.1 and 3.5";
    static constexpr const char *tags[] = {"line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient;

    static constexpr const char *searches[] = {"armijo", "strong_wolfe", nullptr};
    std::int64_t line_search = 0;
    double initial_step = 1, gradient_tolerance = 1e-10;
    static constexpr thalweg::Parameter<SteepestDescent> parameters[] = {
        {"line_search", &SteepestDescent::line_search, thalweg::one_of(searches),
         "armijo: backtracking by halves; strong_wolfe: by cubic interpolation"},
        {"initial_step", &SteepestDescent::initial_step, thalweg::positive, "the first step's first trial"},
        {"gradient_tolerance", &SteepestDescent::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
    };
    double step_length = 0;
    static constexpr thalweg::Metric<SteepestDescent> metrics[] = {
        {"step_length", &SteepestDescent::step_length, "t, the multiple of −g"},
    };

    thalweg::Vector p;
    thalweg::optimizers::Iterate here;
    thalweg::optimizers::LineSearch search;
    double gain = 0; // t g·g of the step before
    void reset(std::size_t d) {
        p.assign(d, 0);
        here.reset(d);
        search.reset(d);
        step_length = gain = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        here.complete(oracle, x);
        step_length = 0;
        if (largest(here.g) <= gradient_tolerance)
            return thalweg::Status::converged;
        negate(here.g, p);
        const double square = dot(p, p);
        const Ray ray{p, gain > 0 ? gain / square : initial_step};
        step_length = line_search == 0 ? search.armijo(oracle, x, ray, here)
                                       : search.strong_wolfe(oracle, x, ray, here);
        gain = step_length * square;
        return step_length > 0 ? thalweg::Status::ok : thalweg::Status::stalled;
    }
};
THALWEG_PLUGIN(SteepestDescent)
