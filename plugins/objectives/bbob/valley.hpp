// SPDX-License-Identifier: MIT
// Rosenbrock's valley and the ways into it that f8, f9 and f19 share.
#pragma once

#include "function.hpp"

namespace bbob {

inline double valley_scale(std::size_t d) { return std::max(1.0, std::sqrt(static_cast<double>(d)) / 8); }

/// Σ 100 (z_i² − z_i+1)² + (z_i − 1)², and its gradient unless g is empty.
inline double rosenbrock(ConstSpan z, Span g) {
    double sum = 0;
    std::fill(g.begin(), g.end(), 0.0);
    for (std::size_t i = 0; i + 1 < z.size(); ++i) {
        const double aside = square(z[i]) - z[i + 1], ahead = z[i] - 1;
        sum += 100 * square(aside) + square(ahead);
        if (!g.empty()) {
            g[i] += 400 * aside * z[i] + 2 * ahead;
            g[i + 1] = -200 * aside;
        }
    }
    return sum;
}

/// z = max(1, √d/8) R x + 1/2, and x_opt, where z = 1.
template <class F> struct RotatedValley : Function<F> {
    void prepare() {
        const double scale = valley_scale(this->d);
        const Matrix rotation = this->second_rotation();
        matrix = rotation.scaled(Vector(this->d, scale));
        const Vector target(this->d, 0.5 / scale);
        this->x_opt.assign(padded(this->d), 0);
        rotation.multiply_transposed(target.data(), this->x_opt.data());
        this->x_opt.resize(this->d);
    }

    Matrix matrix;

    void enter(ConstSpan x) const {
        matrix.multiply(x.data(), this->z.data());
        for (std::size_t i = 0; i < this->d; ++i)
            this->z[i] += 0.5;
    }
};

} // namespace bbob
