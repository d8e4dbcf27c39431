// SPDX-License-Identifier: MIT
#include "iterate.hpp"

#include <Eigen/Eigenvalues>

/// Saddle-free Newton: Newton's step with the sizes of the curvatures, so that it leaves saddles.
///
///     x ← x − (|H| + damping·I)⁻¹ g,   |H| = Q |Λ| Qᵀ of H = Q Λ Qᵀ
///
/// Differs from the paper: |H| is exact, not of a Krylov subspace, and the step is not searched for. Damping
/// 0, a default of ours, at a curvature of 0 gives a non-finite step. It never ends by itself. On minibatches
/// g and H of a step are of one batch. Hard bounds are not kept. Memory d², time d³.
struct SaddleFreeNewton {
    static constexpr auto name = "saddle_free_newton";
    static constexpr auto source = "Dauphin et al. 2014, section 6, arXiv:1406.2572";
    static constexpr const char *tags[] = {"second_order", nullptr};
    static constexpr std::uint32_t needs = thalweg::gradient | thalweg::hessian;

    double damping = 0;
    static constexpr thalweg::Parameter<SaddleFreeNewton> parameters[] = {
        {"damping", &SaddleFreeNewton::damping, thalweg::non_negative.per_step(),
         "added to the sizes of the curvatures"},
    };
    double least_curvature = 0;
    static constexpr thalweg::Metric<SaddleFreeNewton> metrics[] = {
        {"least_curvature", &SaddleFreeNewton::least_curvature, "smallest eigenvalue of the Hessian"},
    };

    thalweg::Vector g, h;
    void reset(std::size_t d) {
        g.assign(d, 0);
        h.assign(d * d, 0);
        least_curvature = 0;
    }

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    void step(thalweg::Oracle &oracle, thalweg::Span x) {
        const auto d = static_cast<Eigen::Index>(x.size());
        oracle.gradient_and_hessian(x, g, h);
        if (!thalweg::optimizers::all_finite(g) || !thalweg::optimizers::all_finite(h))
            throw thalweg::Refused(THALWEG_E_NONFINITE);
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(
            Eigen::Map<Eigen::MatrixXd>(h.data(), d, d));
        least_curvature = parts.eigenvalues()[0];
        const Eigen::VectorXd along =
            parts.eigenvectors().transpose() * Eigen::Map<Eigen::VectorXd>(g.data(), d);
        Eigen::Map<Eigen::VectorXd>(x.data(), d) -=
            parts.eigenvectors() * (along.array() / (parts.eigenvalues().array().abs() + damping)).matrix();
    }
};
THALWEG_PLUGIN(SaddleFreeNewton)
