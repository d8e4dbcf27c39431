// SPDX-License-Identifier: MIT
#include <thalweg/plugin.hpp>

#include <array>

namespace {

/// The local minimum by the dimension, from 4; tests/reference/minima.py prints them.
constexpr std::array<double, 4> local_4{-0.7756592265653526, 0.6130933654850435, 0.38206284633839316,
                                        0.1459720185521946};
constexpr std::array<double, 5> local_5{-0.9620510206947501, 0.93573939597671, 0.8807136041943205,
                                        0.7778776758544064, 0.6050936785926528};
constexpr std::array<double, 6> local_6{-0.9865749795709937, 0.9833982288361818, 0.9721066700530919,
                                        0.947437436826436,   0.8986511848517297, 0.8075739520354176};
constexpr std::array<double, 7> local_7{-0.9917225725614055, 0.9935553935033713, 0.9921733215946921,
                                        0.986898762690314,   0.975164756608873,  0.9514319827049926,
                                        0.9052228177139535};
constexpr std::array<std::span<const double>, 4> local_minima{local_4, local_5, local_6, local_7};

} // namespace

/// Rosenbrock's valley: finding it is easy, and following its bend to the end is not.
///
///     f(x) = Σᵢ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²,   i = 1 … d − 1,   start (−1.2, 1, −1.2, 1, …)
///
/// From d = 4 on there is a local minimum near (−1, 1, …, 1), too; it is listed for d = 4 to 7.
struct Rosenbrock {
    static constexpr auto name = "rosenbrock";
    static constexpr auto source =
        "Rosenbrock 1960, The Computer Journal 3:175, for d = 2; the sum and its local minima: Shang & Qiu "
        "2006, Evolutionary Computation 14:119";
    static constexpr auto dimensions = thalweg::from(2);

    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double across = x[i + 1] - x[i] * x[i], along = 1 - x[i];
            sum += 100 * across * across + along * along;
        }
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        std::fill(g.begin(), g.end(), 0);
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double across = x[i + 1] - x[i] * x[i];
            g[i] += -400 * x[i] * across - 2 * (1 - x[i]);
            g[i + 1] += 200 * across;
        }
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        const std::size_t d = x.size();
        std::fill(h.begin(), h.end(), 0);
        for (std::size_t i = 0; i + 1 < d; ++i) {
            h[i * d + i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
            h[(i + 1) * d + i + 1] += 200;
            h[i * d + i + 1] = h[(i + 1) * d + i] = -400 * x[i];
        }
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        std::fill(hv.begin(), hv.end(), 0);
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double mixed = -400 * x[i];
            hv[i] += (1200 * x[i] * x[i] - 400 * x[i + 1] + 2) * v[i] + mixed * v[i + 1];
            hv[i + 1] += mixed * v[i] + 200 * v[i + 1];
        }
    }
    thalweg::Problem problem(std::size_t d) const {
        thalweg::Problem p{.start = std::vector(d, 1.0),
                           .region_lower = std::vector(d, -2.0),
                           .region_upper = std::vector(d, 2.0),
                           .f_opt = 0,
                           .minimizers = {std::vector(d, 1.0)}};
        for (std::size_t i = 0; i < d; i += 2)
            p.start[i] = -1.2;
        for (const auto &x : local_minima)
            if (x.size() == d)
                p.local_minima.emplace_back(x.begin(), x.end());
        return p;
    }
};
THALWEG_PLUGIN(Rosenbrock)
