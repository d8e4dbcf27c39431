// SPDX-License-Identifier: MIT
// Gallagher's Gaussian peaks, of which f21 and f22 have different numbers.
#pragma once

#include "function.hpp"

namespace bbob {

/// How many, uniform in a box of which half width, and the condition α_1 of the best.
struct Peaks {
    std::size_t count = 0;
    double radius = 0, first_condition = 0;
};

/// distances[k] = Σ_i shapes[i][k] (u_i − centres[i][k])² for all peaks at once; rows are padded(count) long.
struct PeakTable {
    std::size_t stride = 0;
    Vector shapes, centres;

    void assign(std::size_t d, std::size_t count) {
        stride = padded(count);
        shapes.assign(d * stride, 0);
        centres.assign(d * stride, 0);
    }
    THALWEG_KERNEL void measure(const Vector &u, Vector &distances) const {
        double *const sum = distances.data();
        const std::size_t n = stride, d = shapes.size() / n;
        std::fill_n(sum, n, 0.0);
        for (std::size_t i = 0; i < d; ++i) {
            const double *const shape = &shapes[i * n], *const centre = &centres[i * n];
            const double at = u[i];
            for (std::size_t k = 0; k < n; ++k)
                sum[k] += shape[k] * ((at - centre[k]) * (at - centre[k]));
        }
    }
};

template <class F> struct Gallagher : Function<F> {
    static constexpr std::uint32_t smoothness = THALWEG_DIFFERENTIABLE_ALMOST;

    void prepare() {
        rotation = this->second_rotation();
        table.assign(this->d, F::peaks.count);
        distances.assign(table.stride, 0);
        place();
        shape();
    }
    double at(ConstSpan x, Span g) const {
        rotation.multiply(x.data(), this->u.data());
        table.measure(this->u, distances);
        const double n = static_cast<double>(this->d);
        std::size_t best = 0; // by logarithms, times 2d: one exp instead of one a peak
        for (std::size_t k = 1; k < F::peaks.count; ++k)
            best = levels[k] - distances[k] > levels[best] - distances[best] ? k : best;
        const double height = heights[best] * std::exp(-distances[best] / (2 * n));
        double slope = 1;
        const double bent = oscillated(10 - height, g.empty() ? nullptr : &slope);
        if (!g.empty()) {
            const double outer = 2 * bent * slope * height / n;
            for (std::size_t i = 0; i < this->d; ++i)
                this->z[i] = outer * table.shapes[i * table.stride + best] *
                             (this->u[i] - table.centres[i * table.stride + best]);
            this->back(rotation, this->z, g);
        }
        return square(bent) + penalty(x, 1, g);
    }

    /// Draws y; the best peak keeps a fifth of the box's half width away from its sides.
    void place() {
        const std::size_t n = this->d;
        const Vector drawn = uniform(n * F::peaks.count, this->seed());
        Vector centre(padded(n)), rotated(padded(n));
        for (std::size_t k = 0; k < F::peaks.count; ++k) {
            for (std::size_t i = 0; i < n; ++i)
                centre[i] = (k == 0 ? 0.8 : 1) * (2 * F::peaks.radius * drawn[k * n + i] - F::peaks.radius);
            if (k == 0)
                this->x_opt.assign(&centre[0], &centre[0] + n);
            rotation.multiply(centre.data(), rotated.data());
            for (std::size_t i = 0; i < n; ++i)
                table.centres[i * table.stride + k] = rotated[i];
        }
    }
    /// Draws C and sets w.
    void shape() {
        constexpr std::size_t count = F::peaks.count;
        const std::size_t n = this->d;
        const double last = static_cast<double>(count - 2);
        const Vector drawn = uniform(count - 1, this->seed());
        const auto order = order_of(drawn.data(), count - 1);
        for (std::size_t k = 0; k < count; ++k) {
            const double condition = k == 0 ? F::peaks.first_condition
                                            : std::pow(1000, 2 * static_cast<double>(order[k - 1]) / last);
            const Vector keys = uniform(n, this->seed() + 1000 * static_cast<Seed>(k));
            const auto places = order_of(keys.data(), n);
            for (std::size_t i = 0; i < n; ++i)
                table.shapes[i * table.stride + k] = std::pow(condition, share(places[i], n) / 2 - 0.25);
            heights.push_back(k == 0 ? 10 : 1.1 + 8 * static_cast<double>(k - 1) / last);
            levels.push_back(2 * static_cast<double>(n) * std::log(heights.back()));
        }
    }

    Matrix rotation;
    PeakTable table;
    std::vector<double> heights, levels; ///< w and 2d log w
    mutable Vector distances;
};

} // namespace bbob
