// SPDX-License-Identifier: MIT
#include "line_search.hpp"

#include <Eigen/Cholesky>

/// Newton's method with a line search: downhill also where the Hessian is not positive definite.
///
///     p = −(H + τI)⁻¹ g
///     τ = 0 where H has a Cholesky factor, else β − min hᵢᵢ (at least β), doubled until H + τI has one
///     x ← x + t p,   t = 1, ½, ¼, ... until f(x + t p) ≤ f + 10⁻⁴ t p·g
///
/// Differs from the textbook: nothing (algorithms 3.2 and 3.3), β = 10⁻³ and 10⁻⁴ included;
/// gradient_tolerance has a default of ours. Converged: the largest |gᵢ| is at most gradient_tolerance;
/// stalled: no lower point within 60 halvings. On minibatches f, g and H of a step are of one batch, and so
/// is converged. Hard bounds are not kept. Memory d².
struct NewtonArmijo {
    static constexpr auto name = "newton_armijo";
    static constexpr auto source = "Nocedal & Wright 2006, Numerical Optimization, section 3.4";
    static constexpr const char *tags[] = {"second_order", "line_search", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient | thalweg::hessian;

    double gradient_tolerance = 1e-10;
    static constexpr thalweg::Parameter<NewtonArmijo> parameters[] = {
        {"gradient_tolerance", &NewtonArmijo::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
    };
    double step_length = 0, shift = 0;
    static constexpr thalweg::Metric<NewtonArmijo> metrics[] = {
        {"step_length", &NewtonArmijo::step_length, "t, the multiple of p"},
        {"shift", &NewtonArmijo::shift, "τ, added to the diagonal of the Hessian"},
    };

    thalweg::Vector h, p;
    thalweg::optimizers::Iterate here;
    thalweg::optimizers::LineSearch search;
    void reset(std::size_t d) {
        h.assign(d * d, 0);
        p.assign(d, 0);
        here.reset(d);
        search.reset(d);
        step_length = shift = 0;
    }

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        step_length = shift = 0;
        here.complete(oracle, x, h);
        if (largest(here.g) <= gradient_tolerance)
            return thalweg::Status::converged;
        aim();
        if (!all_finite(p))
            negate(here.g, p);
        step_length = search.armijo(oracle, x, {p, 1}, here);
        return step_length > 0 ? thalweg::Status::ok : thalweg::Status::stalled;
    }

    void aim() {
        constexpr double beta = 1e-3;
        const auto d = static_cast<Eigen::Index>(p.size());
        Eigen::Map<Eigen::MatrixXd> matrix(h.data(), d, d);
        const double least = matrix.diagonal().minCoeff();
        shift = least > 0 ? 0 : beta - least;
        matrix.diagonal().array() += shift;
        Eigen::LLT<Eigen::MatrixXd> factor(matrix);
        while (factor.info() != Eigen::Success && std::isfinite(shift)) {
            const double more = std::max(shift, beta);
            matrix.diagonal().array() += more;
            shift += more;
            factor.compute(matrix);
        }
        Eigen::Map<Eigen::VectorXd>(p.data(), d) =
            -factor.solve(Eigen::Map<Eigen::VectorXd>(here.g.data(), d));
    }
};
THALWEG_PLUGIN(NewtonArmijo)
