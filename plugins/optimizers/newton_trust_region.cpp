// SPDX-License-Identifier: MIT
#include "iterate.hpp"

#include <Eigen/Eigenvalues>

/// Newton's method within a radius of trust: the quadratic model's minimum in a ball that grows and shrinks.
///
///     p = argmin g·p + ½ p·H p over |p| ≤ Δ,   ρ = (f − f(x + p)) / −(g·p + ½ p·H p)
///     Δ ← ¼ Δ where ρ < ¼;  min(2Δ, max_radius) where ρ > ¾ and |p| = Δ
///     x ← x + p where ρ > acceptance
///
/// Differs from the textbook: the subproblem is solved exactly, by H's eigenvalues (Moré & Sorensen 1983, the
/// hard case included), and a step that is not accepted is followed by smaller ones until one is, in the same
/// step. Where f cannot tell any more (the model promises less than 10⁻¹⁵ max(1, |f|)) ρ is 1. Defaults are
/// those of scipy's trust-exact, but for gradient_tolerance, which is ours. Converged: the largest |gᵢ| is at
/// most gradient_tolerance and no curvature is below −gradient_tolerance. Stalled: Δ is 10⁻¹⁵ max(1, |x|) or
/// less. On minibatches f, g and H of a step are of one batch, and so is converged. Hard bounds are not kept.
/// Memory d², time d³.
struct NewtonTrustRegion {
    static constexpr auto name = "newton_trust_region";
    static constexpr auto source = "Nocedal & Wright 2006, Numerical Optimization, algorithms 4.1 and 4.3";
    static constexpr const char *tags[] = {"second_order", "trust_region", nullptr};
    static constexpr std::uint32_t needs = thalweg::value | thalweg::gradient | thalweg::hessian;

    double initial_radius = 1, max_radius = 1000, acceptance = 0.15, gradient_tolerance = 1e-10;
    static constexpr thalweg::Parameter<NewtonTrustRegion> parameters[] = {
        {"initial_radius", &NewtonTrustRegion::initial_radius, thalweg::positive, "Δ at the start"},
        {"max_radius", &NewtonTrustRegion::max_radius, thalweg::positive, "Δ at most"},
        {"acceptance",
         &NewtonTrustRegion::acceptance,
         {.lo = 0, .hi = 0.25, .flags = THALWEG_P_MAX_OPEN},
         "the least ρ with which a step is made"},
        {"gradient_tolerance", &NewtonTrustRegion::gradient_tolerance, thalweg::non_negative,
         "converged when no |gᵢ| is larger"},
    };
    double radius = 0, shift = 0, ratio = 0;
    static constexpr thalweg::Metric<NewtonTrustRegion> metrics[] = {
        {"radius", &NewtonTrustRegion::radius, "Δ after the step"},
        {"shift", &NewtonTrustRegion::shift, "λ of (H + λI) p = −g; 0: inside the ball"},
        {"ratio", &NewtonTrustRegion::ratio, "ρ: what f fell, over what the model promised"},
    };

    thalweg::Vector h, trial;
    thalweg::optimizers::Iterate here;
    Eigen::VectorXd curvatures, along, p; // eigenvalues, g and p in the eigenvectors' frame
    void reset(std::size_t d) {
        h.assign(d * d, 0);
        trial.assign(d, 0);
        here.reset(d);
        radius = std::min(initial_radius, max_radius);
        shift = ratio = 0;
    }

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        using namespace thalweg::optimizers;
        const auto d = static_cast<Eigen::Index>(x.size());
        here.complete(oracle, x, h);
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(
            Eigen::Map<Eigen::MatrixXd>(h.data(), d, d));
        curvatures = parts.eigenvalues();
        along = parts.eigenvectors().transpose() * Eigen::Map<Eigen::VectorXd>(here.g.data(), d);
        if (largest(here.g) <= gradient_tolerance && curvatures[0] >= -gradient_tolerance)
            return thalweg::Status::converged;
        const double least = 1e-15 * std::max(1.0, norm(x));
        while (radius > least) {
            solve();
            const Eigen::VectorXd move = parts.eigenvectors() * p;
            for (std::size_t i = 0; i < x.size(); ++i)
                trial[i] = x[i] + move[static_cast<Eigen::Index>(i)];
            const double f = oracle.value(trial);
            judge(f);
            if (ratio > acceptance) {
                std::copy(trial.begin(), trial.end(), x.begin());
                here.f = f;
                return thalweg::Status::ok;
            }
        }
        return thalweg::Status::stalled;
    }

    /// p of the least model value in the ball: −(Λ + λ)⁻¹ g with λ ≥ max(0, −λ₁), and |p| = Δ where λ > 0.
    void solve() {
        const double bottom = std::max(0.0, -curvatures[0]);
        shift = bottom;
        if (bottom == 0 && curvatures[0] > 0 && length(0) <= radius) {
            place(0);
            return;
        }
        const double scale = std::max(1.0, std::abs(curvatures[curvatures.size() - 1]) + bottom);
        double low = bottom, high = bottom + along.norm() / radius; // |p(high)| ≤ Δ
        const double barely = bottom + 1e-15 * scale;
        if (length(barely) <= radius) { // the hard case: g has nothing along the steepest curvature
            place(barely);
            const double rest = radius * radius - p.squaredNorm();
            p[0] += std::copysign(std::sqrt(std::max(0.0, rest)), -along[0]);
            return;
        }
        // Newton's method on 1/Δ − 1/|p(λ)|, which is nearly straight (4.44), kept in [low, high]
        shift = std::max(barely, low);
        for (int k = 0; k < 100; ++k) {
            const double size = length(shift);
            if (std::abs(size - radius) <= 1e-14 * radius)
                break;
            (size > radius ? low : high) = shift;
            double slope = 0; // Σ gᵢ² / (λᵢ + λ)³
            for (Eigen::Index i = 0; i < along.size(); ++i)
                slope += along[i] * along[i] / std::pow(curvatures[i] + shift, 3);
            const double next = shift + size * size / slope * (size - radius) / radius;
            shift = next > low && next < high ? next : low + (high - low) / 2;
        }
        place(shift);
    }
    double length(double lambda) const {
        return (along.array() / (curvatures.array() + lambda)).matrix().norm();
    }
    void place(double lambda) { p = -(along.array() / (curvatures.array() + lambda)).matrix(); }

    void judge(double f) {
        const double promised = -(along.dot(p) + 0.5 * (curvatures.array() * p.array().square()).sum());
        const double noise = 1e-15 * std::max(1.0, std::abs(here.f));
        ratio = promised <= noise && std::abs(here.f - f) <= 10 * noise ? 1 : (here.f - f) / promised;
        if (!std::isfinite(f) || !(ratio >= 0.25)) {
            ratio = std::isfinite(f) ? ratio : -1;
            radius = 0.25 * std::min(radius, p.norm());
        } else if (ratio > 0.75 && p.norm() >= radius * (1 - 1e-10)) {
            radius = std::min(2 * radius, max_radius);
        }
    }
};
THALWEG_PLUGIN(NewtonTrustRegion)
