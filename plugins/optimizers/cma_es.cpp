// SPDX-License-Identifier: MIT
#include "box.hpp"
#include "cma_strategy.hpp"
#include "random.hpp"

#include <Eigen/Eigenvalues>

#include <numeric>

/// CMA-ES: samples of a normal distribution, whose mean, covariance and size follow the better half of them.
///
///     xₖ = m + σ yₖ,   yₖ = B D zₖ,  zₖ ~ N(0, I),  C = B D² Bᵀ;   ⟨y⟩ = Σ wᵢ yᵢ over the μ best
///     m  ← m + σ ⟨y⟩
///     pσ ← (1 − cσ) pσ + √(cσ (2 − cσ) μeff) C^-½ ⟨y⟩,   σ ← σ exp(cσ/dσ (|pσ|/E|N(0, I)| − 1))
///     pc ← (1 − cc) pc + hσ √(cc (2 − cc) μeff) ⟨y⟩
///     C  ← (1 + c₁ δ(hσ) − c₁ − cμ Σ w) C + c₁ pc pcᵀ + cμ Σ wᵢ° yᵢ yᵢᵀ,   negative weights included
///
///     x ← the best xₖ; the solution is m
///
/// All constants are the defaults of the paper's table 1, with the ¼ in cμ of its second version (2023);
/// x_tolerance is the paper's, sigma0 and f_tolerance are ours.
///
/// Differs from the paper: outside hard bounds f is that of the nearest point in the box plus the square of
/// the distance in units of σ, and x and the solution are put into the box. Converged: σ √cᵢᵢ and σ |pcᵢ| are
/// all at most x_tolerance σ₀, or the best values of the last 10 + ⌈30 d/λ⌉ generations and all of this one
/// differ by at most f_tolerance. Stalled: C has a condition number above 10¹⁴. A generation without a finite
/// value changes nothing. B and D are computed anew every 1/(10 d (c₁ + cμ)) generations. On minibatches a
/// generation is judged on one batch, and f_tolerance compares the best values of several. Memory d².
struct CmaEs {
    static constexpr auto name = "cma_es";
    static constexpr auto source = "Hansen 2016, The CMA Evolution Strategy: a tutorial, arXiv:1604.00772";
    static constexpr const char *tags[] = {"derivative_free", "population", "stochastic", nullptr};
    static constexpr std::uint32_t needs = thalweg::value;

    double sigma0 = 0.5, x_tolerance = 1e-12, f_tolerance = 1e-13;
    std::int64_t population = 0;
    static constexpr thalweg::Parameter<CmaEs> parameters[] = {
        {"sigma0", &CmaEs::sigma0, thalweg::positive,
         "σ at the start: about a third of the way to the optimum"},
        {"population", &CmaEs::population, thalweg::at_least(0),
         "λ, samples a generation, at least 4; 0: 4 + ⌊3 ln d⌋"},
        {"x_tolerance", &CmaEs::x_tolerance, thalweg::non_negative,
         "converged when the spread is this share of σ₀"},
        {"f_tolerance", &CmaEs::f_tolerance, thalweg::non_negative, "converged when f varies no more"},
    };
    double sigma = 0, axis_ratio = 1;
    static constexpr thalweg::Metric<CmaEs> metrics[] = {
        {"sigma", &CmaEs::sigma, "σ, the size of the distribution"},
        {"axis_ratio", &CmaEs::axis_ratio, "longest over shortest axis of the distribution"},
    };

    thalweg::optimizers::CmaStrategy strategy;
    thalweg::optimizers::Random random;
    Eigen::MatrixXd c, axes, y, z; // covariance, B, and a column a sample
    Eigen::VectorXd mean, lengths, p_sigma, p_c, middle, turned;
    thalweg::Vector trial, best;
    std::vector<double> values, bests; // of this generation, and a ring of the last generations' least
    std::vector<std::size_t> order;
    std::size_t generation = 0, decomposed = 0;
    thalweg::Vector lower, upper;
    void reset(const thalweg::Start &from) {
        if (population > 0 && population < 4)
            throw std::invalid_argument(
                "population: 4 samples are the least that CMA-ES learns from (0: the default)");
        strategy.reset(from.dimension, static_cast<std::size_t>(population));
        const auto d = static_cast<Eigen::Index>(from.dimension);
        const auto lambda = static_cast<Eigen::Index>(strategy.lambda);
        mean = Eigen::Map<const Eigen::VectorXd>(from.x0.data(), d);
        for (Eigen::VectorXd *v : {&p_sigma, &p_c, &middle, &turned})
            v->setZero(d);
        lengths.setOnes(d);
        c.setIdentity(d, d);
        axes.setIdentity(d, d);
        y.setZero(d, lambda);
        z.setZero(d, lambda);
        trial.assign(from.dimension, 0);
        best.assign(from.dimension, 0);
        lower.assign(from.dimension, -std::numeric_limits<double>::infinity());
        upper.assign(from.dimension, std::numeric_limits<double>::infinity());
        values.assign(strategy.lambda, 0);
        order.assign(strategy.lambda, 0);
        bests.assign(10 + (30 * from.dimension + strategy.lambda - 1) / strategy.lambda, 0);
        random.reset(from.seed);
        generation = decomposed = 0;
        sigma = sigma0;
        axis_ratio = 1;
    }

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    thalweg::Status step(thalweg::Oracle &oracle, thalweg::Span x) {
        const thalweg::optimizers::Box box(oracle);
        for (std::size_t i = 0; i < x.size(); ++i) {
            lower[i] = box.lower(i);
            upper[i] = box.upper(i);
        }
        if (!sample(oracle, x))
            return thalweg::Status::ok;
        const double least = values[order.front()], most = values[order.back()];
        bests[generation++ % bests.size()] = least;
        adapt();
        if (!decompose())
            return thalweg::Status::stalled;
        return is_done(most - least) ? thalweg::Status::converged : thalweg::Status::ok;
    }
    void solution(thalweg::ConstSpan, thalweg::Span out) const {
        for (std::size_t i = 0; i < out.size(); ++i)
            out[i] = std::clamp(mean[static_cast<Eigen::Index>(i)], lower[i], upper[i]);
    }

    /// Draws and evaluates a generation; x becomes its best. False: no value is below infinity.
    bool sample(thalweg::Oracle &oracle, thalweg::Span x) {
        double least = std::numeric_limits<double>::infinity();
        best.assign(x.begin(), x.end());
        for (std::size_t k = 0; k < values.size(); ++k) {
            const auto column = static_cast<Eigen::Index>(k);
            for (Eigen::Index i = 0; i < z.rows(); ++i)
                z(i, column) = random.normal();
            y.col(column).noalias() = axes * lengths.cwiseProduct(z.col(column));
            double outside = 0; // squared distance from the box in units of σ
            for (std::size_t i = 0; i < trial.size(); ++i) {
                const double at =
                    mean[static_cast<Eigen::Index>(i)] + sigma * y(static_cast<Eigen::Index>(i), column);
                trial[i] = std::clamp(at, lower[i], upper[i]);
                outside += (at - trial[i]) / sigma * ((at - trial[i]) / sigma);
            }
            values[k] = thalweg::optimizers::worth(oracle, trial) + outside;
            if (values[k] < least) {
                least = values[k];
                best.assign(trial.begin(), trial.end());
            }
        }
        std::copy(best.begin(), best.end(), x.begin());
        std::iota(order.begin(), order.end(), std::size_t{0});
        std::stable_sort(order.begin(), order.end(),
                         [this](std::size_t a, std::size_t b) { return values[a] < values[b]; });
        return least < std::numeric_limits<double>::infinity();
    }

    void adapt() {
        const auto &s = strategy;
        middle.setZero();
        turned.setZero();
        double all_weights = 0;
        for (std::size_t i = 0; i < s.lambda; ++i) {
            all_weights += s.weights[i];
            if (i >= s.mu)
                continue;
            middle += s.weights[i] * y.col(static_cast<Eigen::Index>(order[i]));
            turned += s.weights[i] * z.col(static_cast<Eigen::Index>(order[i]));
        }
        mean += sigma * middle;
        p_sigma = (1 - s.c_sigma) * p_sigma +
                  std::sqrt(s.c_sigma * (2 - s.c_sigma) * s.mu_eff) * (axes * turned); // C^-½ BD = B
        const double size = p_sigma.norm(), d = static_cast<double>(s.n);
        const double settled = std::sqrt(1 - std::pow(1 - s.c_sigma, 2 * static_cast<double>(generation)));
        const bool moving = size / settled < (1.4 + 2 / (d + 1)) * s.length; // hσ
        p_c *= 1 - s.c_c;
        if (moving)
            p_c += std::sqrt(s.c_c * (2 - s.c_c) * s.mu_eff) * middle;
        c *= 1 + (moving ? 0 : s.c_1 * s.c_c * (2 - s.c_c)) - s.c_1 - s.c_mu * all_weights;
        c += s.c_1 * (p_c * p_c.transpose());
        for (std::size_t i = 0; i < s.lambda; ++i) {
            const auto k = static_cast<Eigen::Index>(order[i]);
            const double w = s.weights[i] < 0 ? s.weights[i] * d / z.col(k).squaredNorm() : s.weights[i];
            c += s.c_mu * w * (y.col(k) * y.col(k).transpose());
        }
        sigma *= std::exp(s.c_sigma / s.d_sigma * (size / s.length - 1));
    }

    /// B and D of C, where they are due. False: C is worn out.
    bool decompose() {
        const auto &s = strategy;
        if (static_cast<double>(generation - decomposed) <=
            1 / (10 * static_cast<double>(s.n) * (s.c_1 + s.c_mu)))
            return true;
        decomposed = generation;
        if (!c.allFinite() || !std::isfinite(sigma))
            return false;
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> parts(c);
        const Eigen::VectorXd &squares = parts.eigenvalues();
        if (!(squares[0] > 0) || squares[squares.size() - 1] > 1e14 * squares[0])
            return false;
        axes = parts.eigenvectors();
        lengths = squares.cwiseSqrt();
        axis_ratio = lengths[lengths.size() - 1] / lengths[0];
        return true;
    }
    bool is_done(double range) const {
        const double spread =
            sigma * std::max(std::sqrt(c.diagonal().maxCoeff()), p_c.lpNorm<Eigen::Infinity>());
        if (spread <= x_tolerance * sigma0)
            return true;
        const auto [least, most] = std::minmax_element(bests.begin(), bests.end());
        return generation >= bests.size() && range <= f_tolerance && *most - *least <= f_tolerance;
    }
};
THALWEG_PLUGIN(CmaEs)
