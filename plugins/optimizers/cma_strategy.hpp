// SPDX-License-Identifier: MIT
// A dimension and a population -> the default strategy parameters of CMA-ES (arXiv:1604.00772, table 1).
#pragma once

#include <algorithm>
#include <cmath>
#include <cstddef>
#include <vector>

namespace thalweg::optimizers {

struct CmaStrategy {
    std::size_t n = 0, lambda = 0, mu = 0; ///< dimension, samples, parents
    std::vector<double> weights;           ///< λ, falling; the first μ add up to 1, the rest are negative
    double mu_eff = 0, c_sigma = 0, d_sigma = 0, c_c = 0, c_1 = 0, c_mu = 0;
    double length = 0; ///< E|N(0, I)|

    static std::size_t standard_lambda(std::size_t n) {
        return 4 + static_cast<std::size_t>(3 * std::log(static_cast<double>(n)));
    }
    /// population 0: the standard one. Does not allocate where it has had that many weights before.
    void reset(std::size_t dimension, std::size_t population) {
        n = dimension;
        lambda = population > 0 ? population : standard_lambda(n);
        mu = lambda / 2;
        const auto d = static_cast<double>(n), l = static_cast<double>(lambda);
        weights.resize(lambda);
        for (std::size_t i = 0; i < lambda; ++i)
            weights[i] = std::log((l + 1) / 2) - std::log(static_cast<double>(i + 1));
        mu_eff = effective(0, mu);
        const double mu_eff_minus = effective(mu, lambda);

        c_sigma = (mu_eff + 2) / (d + mu_eff + 5);
        d_sigma = 1 + 2 * std::max(0.0, std::sqrt((mu_eff - 1) / (d + 1)) - 1) + c_sigma;
        c_c = (4 + mu_eff / d) / (d + 4 + 2 * mu_eff / d);
        c_1 = 2 / ((d + 1.3) * (d + 1.3) + mu_eff);
        c_mu = std::min(1 - c_1, 2 * (0.25 + mu_eff + 1 / mu_eff - 2) / ((d + 2) * (d + 2) + mu_eff));
        length = std::sqrt(d) * (1 - 1 / (4 * d) + 1 / (21 * d * d));

        const double alpha = std::min({1 + c_1 / c_mu, 1 + 2 * mu_eff_minus / (mu_eff + 2),
                                       std::max(0.0, 1 - c_1 - c_mu) / (d * c_mu)});
        double positive = 0, negative = 0;
        for (const double w : weights)
            (w > 0 ? positive : negative) += std::abs(w);
        for (double &w : weights)
            w *= w > 0 ? 1 / positive : alpha / negative;
    }

private:
    double effective(std::size_t from, std::size_t to) const {
        double sum = 0, squares = 0;
        for (std::size_t i = from; i < to; ++i) {
            sum += weights[i];
            squares += weights[i] * weights[i];
        }
        return sum * sum / squares;
    }
};

} // namespace thalweg::optimizers
