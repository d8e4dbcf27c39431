// SPDX-License-Identifier: MIT
// Vectors -> their Euclidean norm and the angle between them, in an order of summation that no instruction
// set changes.
#pragma once

#include <cmath>
#include <cstddef>
#include <span>

namespace thalweg::engine {

double norm_of_many(std::span<const double> v);
bool are_all_finite(std::span<const double> v);

/// sqrt(sum v_i^2), by eight fixed partial sums, without overflow or underflow of the squares. Inline where
/// there is nothing to sum: asked at every step.
inline double norm(std::span<const double> v) { return v.size() == 1 ? std::fabs(v[0]) : norm_of_many(v); }
/// a b / (|a| |b|), likewise; NaN where one of them is 0 or not finite.
double cosine(std::span<const double> a, std::span<const double> b);

inline bool all_finite(std::span<const double> v) {
    return v.size() == 1 ? std::isfinite(v[0]) : are_all_finite(v);
}

} // namespace thalweg::engine
