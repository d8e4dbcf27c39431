// SPDX-License-Identifier: MIT
// Sums over coordinates in an order that no machine changes: the same bits whatever the vector width.
#pragma once

#include <thalweg/plugin.hpp>

#include <cmath>

namespace thalweg::optimizers {

/// Σ aᵢ bᵢ, in eight lanes that are added pairwise at the end.
inline double dot(ConstSpan a, ConstSpan b) {
    constexpr std::size_t lanes = 8;
    double sum[lanes] = {};
    std::size_t i = 0;
    for (; i + lanes <= a.size(); i += lanes)
        for (std::size_t k = 0; k < lanes; ++k)
            sum[k] += a[i + k] * b[i + k];
    for (; i < a.size(); ++i)
        sum[i % lanes] += a[i] * b[i];
    return ((sum[0] + sum[1]) + (sum[2] + sum[3])) + ((sum[4] + sum[5]) + (sum[6] + sum[7]));
}

inline double norm(ConstSpan a) { return std::sqrt(dot(a, a)); }

/// max |aᵢ|, NaN where there is one.
inline double largest(ConstSpan a) {
    double most = 0;
    for (const double value : a)
        if (!(std::abs(value) <= most))
            most = std::abs(value);
    return most;
}

/// Σ |aᵢ|
inline double sum_of_sizes(ConstSpan a) {
    double sum = 0;
    for (const double value : a)
        sum += std::abs(value);
    return sum;
}

/// y ← y + s a
inline void add(Span y, double s, ConstSpan a) {
    for (std::size_t i = 0; i < y.size(); ++i)
        y[i] += s * a[i];
}

/// out ← −a
inline void negate(ConstSpan a, Span out) {
    for (std::size_t i = 0; i < a.size(); ++i)
        out[i] = -a[i];
}

inline bool all_finite(ConstSpan a) {
    double zero = 0; // NaN once a value is not finite
    for (const double value : a)
        zero += value * 0;
    return zero == 0;
}

} // namespace thalweg::optimizers
