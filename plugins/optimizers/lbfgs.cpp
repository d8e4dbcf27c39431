// SPDX-License-Identifier: MIT
#include "line_search.hpp"

/// L-BFGS: BFGS that keeps only its last pairs of differences, in memory 2·history·d.
///
///     x ← x + t p,   p = −H g,   H by the two-loop recursion
///     from γ I,  γ = y·s / y·y,  and the last pairs s = x⁺ − x,  y = g⁺ − g
///     a pair with y·s ≤ 10⁻¹⁰ is left out
///
/// With line_search none t is learning_rate, else a strong Wolfe search begins there; at the first step it is
/// min(1, 1/Σ|gᵢ|) of that. A step makes max_iter iterations, and at most max_eval evaluations where more
/// than one iteration is made.
///
/// Differs from the paper: step lengths and tests are those of PyTorch 1.13, whose trajectories it walks. Of
/// PyTorch's defaults it keeps history 100, learning_rate 1 and the tolerances, not max_iter 20 and no line
/// search. f and g that are known from the step before are not asked again, and a trial that is not finite
/// halves the step. Converged: the largest |gᵢ| is at most gradient_tolerance. Stalled, which PyTorch does
/// not tell apart: |p·g| is below change_tolerance, or x or f change less between the iterations of one step
/// (absolute numbers: with a badly scaled f also far from a minimum); or the search finds no lower point. On
/// minibatches a step works on one batch, but y mixes two, as in PyTorch: g is of the batch before; converged
/// is of the step's batch. Hard bounds are not kept.
struct Lbfgs {
    static constexpr auto name = "lbfgs";
    static constexpr auto source =
        "Liu & Nocedal 1989, Mathematical Programming 45:503; Nocedal & Wright 2006, "
        "Numerical Optimization, algorithms 7.4 and 7.5";
    static constexpr const char *tags[] = {"quasi_newton", "line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient;

    static constexpr const char *searches[] = {"none", "strong_wolfe", nullptr};
    double learning_rate = 1, gradient_tolerance = 1e-7, change_tolerance = 1e-9;
    std::int64_t history = 100, line_search = 1, max_iter = 1, max_eval = 0;
    static constexpr thalweg::Parameter<Lbfgs> parameters[] = {
        {"learning_rate", &Lbfgs::learning_rate, thalweg::step_length, "step length, or the search's first"},
        {"history", &Lbfgs::history, thalweg::between(1, 1e6), "pairs of differences that are kept"},
        {"line_search", &Lbfgs::line_search, thalweg::one_of(searches),
         "none: the step is learning_rate; strong_wolfe: by cubic interpolation"},
        {"max_iter", &Lbfgs::max_iter, thalweg::at_least(1), "iterations a step"},
        {"max_eval", &Lbfgs::max_eval, thalweg::at_least(0), "evaluations a step; 0: 1.25 max_iter"},
        {"gradient_tolerance", &Lbfgs::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
        {"change_tolerance", &Lbfgs::change_tolerance, thalweg::non_negative,
         "stalled when |p·g|, or what x or f change between iterations, is less"},
    };
    double step_length = 0, pairs = 0;
    static constexpr thalweg::Metric<Lbfgs> metrics[] = {
        {"step_length", &Lbfgs::step_length, "t of the last iteration"},
        {"pairs", &Lbfgs::pairs, "pairs of differences in use"},
    };

    struct Pair {
        thalweg::Vector s, y;
        double rho = 0, alpha = 0; // 1/y·s, and a coefficient between the two loops
    };
    std::vector<Pair> kept; // a ring: the oldest of n is kept[oldest]
    std::size_t n = 0, oldest = 0, iterations = 0;
    double gamma = 1;
    thalweg::Vector p, last_g;
    thalweg::optimizers::Iterate here;
    thalweg::optimizers::LineSearch search;
    void reset(std::size_t d) {
        // more than d pairs are rarely of use, but are PyTorch's: memory is taken as they come
        kept.resize(static_cast<std::size_t>(history));
        n = oldest = iterations = 0;
        gamma = 1;
        p.assign(d, 0);
        last_g.assign(d, 0);
        here.reset(d);
        search.reset(d);
        step_length = pairs = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        using thalweg::Status;
        here.complete(oracle, x);
        if (largest(here.g) <= gradient_tolerance)
            return Status::converged;
        search.least_width = change_tolerance;
        const std::int64_t most = max_eval > 0 ? max_eval : max_iter * 5 / 4;
        std::int64_t evaluations = 1;
        for (std::int64_t k = 1;; ++k) {
            aim();
            const double f = here.f, slope = dot(here.g, p);
            std::copy(here.g.begin(), here.g.end(), last_g.begin());
            if (slope > -change_tolerance)
                return Status::stalled;
            const double first = iterations == 1 ? std::min(1.0, 1 / sum_of_sizes(here.g)) : 1.0;
            if (!move(oracle, x, first * learning_rate))
                return Status::stalled;
            evaluations += line_search == 0 ? 1 : search.trials();
            if (k == max_iter || evaluations >= most)
                return Status::ok;
            here.complete(oracle, x);
            if (largest(here.g) <= gradient_tolerance)
                return Status::converged;
            if (step_length * largest(p) <= change_tolerance || std::abs(here.f - f) < change_tolerance)
                return Status::stalled;
        }
    }

    bool move(thalweg::Oracle &oracle, thalweg::Span x, double first) {
        if (line_search == 1)
            return (step_length = search.strong_wolfe(oracle, x, {p, first}, here)) > 0;
        thalweg::optimizers::add(x, step_length = first, p);
        here.forget();
        return true;
    }

    /// p from g and, after the first iteration, from what the last step teaches.
    void aim() {
        using namespace thalweg::optimizers;
        if (++iterations > 1)
            learn();
        negate(here.g, p);
        for (std::size_t i = n; i-- > 0;) {
            Pair &pair = kept[(oldest + i) % kept.size()];
            pair.alpha = dot(pair.s, p) * pair.rho;
            add(p, -pair.alpha, pair.y);
        }
        for (double &value : p)
            value *= gamma;
        for (std::size_t i = 0; i < n; ++i) {
            const Pair &pair = kept[(oldest + i) % kept.size()];
            add(p, pair.alpha - dot(pair.y, p) * pair.rho, pair.s);
        }
    }
    void learn() {
        using namespace thalweg::optimizers;
        double ys = 0;
        for (std::size_t i = 0; i < p.size(); ++i) {
            p[i] *= step_length;
            last_g[i] = here.g[i] - last_g[i];
        }
        if (!((ys = dot(last_g, p)) > 1e-10))
            return;
        Pair &pair = kept[(oldest + n) % kept.size()];
        if (n == kept.size())
            oldest = (oldest + 1) % kept.size();
        else
            ++n;
        pair.s.assign(p.begin(), p.end());
        pair.y.assign(last_g.begin(), last_g.end());
        pair.rho = 1 / ys;
        gamma = ys / dot(last_g, last_g);
        pairs = static_cast<double>(n);
    }
};
THALWEG_PLUGIN(Lbfgs)
