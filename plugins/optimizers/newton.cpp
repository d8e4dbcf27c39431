// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <Eigen/LU>

/// Newton's method: to the stationary point of the quadratic model, uphill where the curvature is negative.
///
///     x ← x − (H + damping·I)⁻¹ g
///
/// Differs from the textbook: nothing; damping 0, the default, is the plain method. A singular matrix gives a
/// non-finite step. It never ends by itself. On minibatches g and H of a step are of one batch.
struct Newton {
    static constexpr auto name = "newton";
    static constexpr auto source = "Nocedal & Wright 2006, Numerical Optimization, section 3.3";
    static constexpr const char *tags[] = {"second_order", nullptr};
    static constexpr std::uint32_t needs = thalweg::gradient | thalweg::hessian;

    double damping = 0;
    static constexpr thalweg::Parameter<Newton> parameters[] = {
        {"damping", &Newton::damping, thalweg::non_negative.per_step(),
         "added to the diagonal of the Hessian"},
    };

    thalweg::Vector g, h;
    void reset(std::size_t d) {
        g.assign(d, 0);
        h.assign(d * d, 0);
    }

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        const auto d = static_cast<Eigen::Index>(x.size());
        oracle.gradient_and_hessian(x, g, h);
        if (d == 1) {
            x[0] -= g[0] / (h[0] + damping);
            return;
        }
        Eigen::Map<Eigen::MatrixXd> matrix(h.data(), d, d);
        matrix.diagonal().array() += damping;
        Eigen::Map<Eigen::VectorXd>(x.data(), d) -=
            matrix.partialPivLu().solve(Eigen::Map<Eigen::VectorXd>(g.data(), d));
    }
};
THALWEG_PLUGIN(Newton)
