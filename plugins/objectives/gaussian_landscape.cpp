// SPDX-License-Identifier: MIT
// A random smooth landscape in any dimension, for questions about all landscapes of a kind.
#include <thalweg/plugin.hpp>

#include <Random123/philox.h>

#include <cmath>
#include <numbers>

/// A sample of the Gaussian random field with covariance exp(−|x − y|²/2ℓ²): hills, holes and passes without
/// end.
///
///     f(x) = Σ (aₖ cos wₖᵀx + bₖ sin wₖᵀx) / √K,   aₖ, bₖ ~ N(0, 1),  wₖ ~ N(0, I/ℓ²),  k = 1 … K;   start 0
///
/// The landscape is drawn by the experiment's seed; `instance` names another of the same kind. Its least
/// value is not known. Of its stationary points ½ are minima for d = 1, ¼ for d = 2 (Euler's characteristic;
/// Longuet-Higgins 1957) and (29 − 6√6)/116 = 0.1233 for d = 3 (Bardeen, Bond, Kaiser & Szalay 1986). The
/// rule of thumb ½^d takes eigenvalues for coins. Those of a random symmetric matrix (GOE) repel each other,
/// and all d are positive far less often: (2 − √2)/4 = 0.146 for d = 2, about exp(−(ln 3/4) d²) for large d
/// (Dean & Majumdar 2006). At a stationary point of this field the Hessian is such a matrix plus a common
/// shift, weighed by |det H|, which brings minima back: their share falls like exp(−c d) alone (Bray & Dean
/// 2007).
///
/// Differs from the paper: cosine and sine of each frequency in place of a random phase, so that f is
/// Gaussian for any K, given the frequencies. Draws are Philox and Box-Muller; their last bits are libm's.
struct GaussianLandscape {
    static constexpr auto name = "gaussian_landscape";
    static constexpr auto source =
        "Rahimi & Recht 2007, Random Features for Large-Scale Kernel Machines, NIPS 20, algorithm 1; Bray & "
        "Dean "
        "2007, Statistics of Critical Points of Gaussian Fields on Large-Dimensional Spaces, "
        "arXiv:cond-mat/0611023";

    double length_scale = 1;
    std::int64_t features = 128, instance = 0;
    static constexpr thalweg::Parameter<GaussianLandscape> parameters[] = {
        {"length_scale", &GaussianLandscape::length_scale, thalweg::positive, "over which f forgets itself"},
        {"features", &GaussianLandscape::features, thalweg::between(1, 1e6), "number of frequencies, K"},
        {"instance", &GaussianLandscape::instance, thalweg::between(0, 1e9),
         "which of the random landscapes"},
    };
    std::size_t d = 0;
    std::vector<double> w, a, b; ///< w: features rows of d

    /// Two standard normal numbers for each (seed, k, j).
    static std::pair<double, double> normal_pair(std::uint64_t seed, std::uint64_t k, std::uint64_t j) {
        const philox4x64_ctr_t counter = {{k, j, 0, 0}};
        const philox4x64_key_t key = {{seed, 0}};
        const philox4x64_ctr_t bits = philox4x64(counter, key);
        const double u = (static_cast<double>(bits[0] >> 11) + 1) * 0x1p-53; // in (0, 1]
        const double angle = 2 * std::numbers::pi * static_cast<double>(bits[1] >> 11) * 0x1p-53;
        const double radius = std::sqrt(-2 * std::log(u));
        return {radius * std::cos(angle), radius * std::sin(angle)};
    }
    std::size_t create(std::size_t dimension, std::uint64_t seed) {
        d = dimension;
        const auto n = static_cast<std::size_t>(features);
        const double weight = 1 / std::sqrt(static_cast<double>(n));
        w.resize(n * d);
        for (std::size_t k = 0; k < n; ++k) {
            const auto amplitudes = normal_pair(seed, k, 0);
            a.push_back(amplitudes.first * weight);
            b.push_back(amplitudes.second * weight);
            for (std::size_t j = 0; j < d; ++j)
                w[k * d + j] = normal_pair(seed, k, j + 1).first / length_scale;
        }
        return d;
    }
    double along(std::size_t k, thalweg::ConstSpan x) const {
        double sum = 0;
        for (std::size_t j = 0; j < d; ++j)
            sum += w[k * d + j] * x[j];
        return sum;
    }
    double value(thalweg::ConstSpan x) const {
        double f = 0;
        for (std::size_t k = 0; k < a.size(); ++k) {
            const double t = along(k, x);
            f += a[k] * std::cos(t) + b[k] * std::sin(t);
        }
        return f;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        std::fill(g.begin(), g.end(), 0.0);
        for (std::size_t k = 0; k < a.size(); ++k) {
            const double t = along(k, x), slope = b[k] * std::cos(t) - a[k] * std::sin(t);
            for (std::size_t j = 0; j < d; ++j)
                g[j] += slope * w[k * d + j];
        }
    }
    double curvature(std::size_t k, thalweg::ConstSpan x) const {
        const double t = along(k, x);
        return -(a[k] * std::cos(t) + b[k] * std::sin(t));
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t k = 0; k < a.size(); ++k) {
            const double c = curvature(k, x);
            for (std::size_t i = 0; i < d; ++i)
                for (std::size_t j = 0; j <= i; ++j)
                    h[i * d + j] += c * w[k * d + i] * w[k * d + j];
        }
        for (std::size_t i = 0; i < d; ++i)
            for (std::size_t j = 0; j < i; ++j)
                h[j * d + i] = h[i * d + j];
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        std::fill(hv.begin(), hv.end(), 0.0);
        for (std::size_t k = 0; k < a.size(); ++k) {
            const double c = curvature(k, x) * along(k, v);
            for (std::size_t j = 0; j < d; ++j)
                hv[j] += c * w[k * d + j];
        }
    }
    thalweg::Problem problem(std::size_t) const {
        const std::vector<double> zero(d, 0.0), lower(d, -5 * length_scale), upper(d, 5 * length_scale);
        return {.start = zero, .region_lower = lower, .region_upper = upper};
    }
};
THALWEG_PLUGIN(GaussianLandscape)
