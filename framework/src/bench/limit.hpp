// SPDX-License-Identifier: MIT
// A number of state vectors -> a loop that moves what a rule with so many moves, and computes next to
// nothing.
#pragma once

#include <cstddef>

namespace thalweg::bench {

/// Reads x, g and n vectors of `states`, writes x and these; d coordinates each, none overlapping. One
/// addition a vector, no root and no division. k calls on the same g leave values below k² times its
/// largest.
using Limit = void (*)(double *const *states, std::size_t n, double *x, const double *g, std::size_t d);

/// The loop for that number, fused as a rule's would be.
Limit limit_for(std::size_t n_states);

/// Vectors of d doubles that such a loop moves: x and g read, x written, each state read and written.
constexpr double vectors_moved(double n_states) { return 3 + 2 * n_states; }

} // namespace thalweg::bench
