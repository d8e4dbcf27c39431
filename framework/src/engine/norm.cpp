// SPDX-License-Identifier: MIT
#include "engine/norm.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::engine {

namespace {

double sum_of_squares(std::span<const double> v, double scale) {
    double lanes[8] = {};
    std::size_t i = 0;
    for (; i + 8 <= v.size(); i += 8)
        for (std::size_t k = 0; k < 8; ++k) {
            const double u = v[i + k] * scale;
            lanes[k] += u * u;
        }
    for (std::size_t k = 0; i + k < v.size(); ++k) {
        const double u = v[i + k] * scale;
        lanes[k] += u * u;
    }
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
}

int exponent_of(double largest) { return std::max(std::ilogb(largest), -1000); } // 2^1074 would overflow

/// The power of two that brings the largest magnitude of `v` to about 1; 0 where there is none.
double scale_of(std::span<const double> v) {
    double largest = 0;
    for (double u : v)
        largest = std::max(largest, std::fabs(u));
    return largest > 0 ? std::ldexp(1.0, -exponent_of(largest)) : 0;
}

} // namespace

double norm_of_many(std::span<const double> v) {
    const double sum = sum_of_squares(v, 1);
    // outside this range a square may have overflowed or lost digits
    if (sum < 1e300 && (sum > 1e-280 || sum == 0)) {
        if (sum > 0)
            return std::sqrt(sum);
        if (std::all_of(v.begin(), v.end(), [](double u) { return u == 0; }))
            return 0;
    }
    double largest = 0;
    for (double u : v) {
        if (!std::isfinite(u))
            return std::isnan(u) ? u : std::numeric_limits<double>::infinity();
        largest = std::max(largest, std::fabs(u));
    }
    const int exponent = exponent_of(largest);
    return std::ldexp(std::sqrt(sum_of_squares(v, std::ldexp(1.0, -exponent))), exponent);
}

bool are_all_finite(std::span<const double> v) {
    double lanes[8] = {}; // stay 0 unless an element is not finite
    std::size_t i = 0;
    for (; i + 8 <= v.size(); i += 8)
        for (std::size_t k = 0; k < 8; ++k)
            lanes[k] += v[i + k] * 0.0;
    for (; i < v.size(); ++i)
        lanes[0] += v[i] * 0.0;
    return ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) +
               ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7])) ==
           0;
}

double cosine(std::span<const double> a, std::span<const double> b) {
    if (!all_finite(a) || !all_finite(b))
        return std::numeric_limits<double>::quiet_NaN();
    const double to_one_a = scale_of(a), to_one_b = scale_of(b);
    if (to_one_a == 0 || to_one_b == 0)
        return std::numeric_limits<double>::quiet_NaN();
    double lanes[8] = {};
    for (std::size_t i = 0; i < a.size(); ++i)
        lanes[i % 8] += (a[i] * to_one_a) * (b[i] * to_one_b);
    const double dot =
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    const double lengths = std::sqrt(sum_of_squares(a, to_one_a)) * std::sqrt(sum_of_squares(b, to_one_b));
    return std::clamp(dot / lengths, -1.0, 1.0); // rounding may lead past the ends
}

} // namespace thalweg::engine
