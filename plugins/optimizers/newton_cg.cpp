// SPDX-License-Identifier: MIT
#include "line_search.hpp"

/// Newton-CG: Newton's step from products H v alone, by conjugate gradients that stop early; memory 9 d.
///
///     H p ≈ −g   until |H p + g| ≤ min(½, √|g|) |g|, max_inner products, or a direction v with v·H v ≤ 0:
///                then p is what there is, or v = −g where there is nothing yet
///     x ← x + t p,   t = 1, ½, ¼, ... until f(x + t p) ≤ f + 10⁻⁴ t p·g
///
/// Differs from the textbook: max_inner; its default and that of gradient_tolerance are ours. Converged: the
/// largest |gᵢ| is at most gradient_tolerance; stalled: no lower point within 60 halvings. On minibatches f,
/// g and the products of a step are of one batch, and so is converged. Hard bounds are not kept. An objective
/// without products is refused.
struct NewtonCg {
    static constexpr auto name = "newton_cg";
    static constexpr auto source = "Dembo & Steihaug 1983, Mathematical Programming 26:190; Nocedal & Wright "
                                   "2006, Numerical Optimization, algorithm 7.1";
    static constexpr const char *tags[] = {"second_order", "line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient | thalweg::hessian_vector;

    std::int64_t max_inner = 200;
    double gradient_tolerance = 1e-10;
    static constexpr thalweg::Parameter<NewtonCg> parameters[] = {
        {"max_inner", &NewtonCg::max_inner, thalweg::at_least(1), "products H v a step at most"},
        {"gradient_tolerance", &NewtonCg::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
    };
    double step_length = 0, products = 0;
    static constexpr thalweg::Metric<NewtonCg> metrics[] = {
        {"step_length", &NewtonCg::step_length, "t, the multiple of p"},
        {"products", &NewtonCg::products, "products H v of the step"},
    };

    thalweg::Vector p, r, v, hv;
    thalweg::optimizers::Iterate here;
    thalweg::optimizers::LineSearch search;
    void reset(std::size_t d) {
        for (thalweg::Vector *each : {&p, &r, &v, &hv})
            each->assign(d, 0);
        here.reset(d);
        search.reset(d);
        step_length = products = 0;
    }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        here.complete(oracle, x);
        step_length = products = 0;
        if (largest(here.g) <= gradient_tolerance)
            return thalweg::Status::converged;
        aim(oracle, x);
        step_length = search.armijo(oracle, x, {p, 1}, here);
        return step_length > 0 ? thalweg::Status::ok : thalweg::Status::stalled;
    }

    void aim(thalweg::Oracle &oracle, thalweg::ConstSpan x) {
        using namespace thalweg::optimizers;
        std::fill(p.begin(), p.end(), 0.0);
        std::copy(here.g.begin(), here.g.end(), r.begin());
        negate(r, v);
        double square = dot(r, r);
        const double size = std::sqrt(square), enough = std::min(0.5, std::sqrt(size)) * size;
        for (std::int64_t j = 0; j < max_inner; ++j) {
            oracle.hessian_vector(x, v, hv);
            products += 1;
            const double curvature = dot(v, hv), t = square / curvature;
            if (!(curvature > 0) || !std::isfinite(t)) {
                if (j == 0)
                    std::copy(v.begin(), v.end(), p.begin());
                return;
            }
            add(p, t, v);
            add(r, t, hv);
            const double next = dot(r, r);
            if (std::sqrt(next) <= enough)
                return;
            const double beta = next / square;
            square = next;
            for (std::size_t i = 0; i < v.size(); ++i)
                v[i] = beta * v[i] - r[i];
        }
    }
};
THALWEG_PLUGIN(NewtonCg)
