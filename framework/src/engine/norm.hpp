// SPDX-License-Identifier: MIT
// Vectors -> their Euclidean norm, in an order of summation that no instruction set changes.
#pragma once

#include <cstddef>
#include <span>

namespace thalweg::engine {

/// sqrt(sum v_i^2), by eight fixed partial sums, without overflow or underflow of the squares.
double norm(std::span<const double> v);
bool all_finite(std::span<const double> v);

} // namespace thalweg::engine
