// SPDX-License-Identifier: MIT
// Paired differences -> how easily chance alone would make them.
#pragma once

#include <cstddef>
#include <vector>

namespace thalweg::analysis {

/// Up to so many pairs the distribution is computed exactly; above, its normal approximation is used.
inline constexpr std::size_t most_exact_pairs = 500;

/// The two-sided p of the signed-rank test (Wilcoxon 1945) with Pratt's treatment of zeros (Pratt 1959):
/// zeros get ranks, and these are dropped. Equal sizes share the mean of their ranks; the distribution is
/// that of all signs of the ranks at hand. Infinities are the largest differences. 1 where nothing differs.
/// None of `differences` is NaN.
double wilcoxon_p(const std::vector<double> &differences);

/// What n pairs that all differ the same way come to: no p is smaller. 1 for none.
double smallest_wilcoxon_p(std::size_t pairs);

/// Each p corrected for being one of a family (Holm 1979), in the same order.
std::vector<double> holm(const std::vector<double> &family);

} // namespace thalweg::analysis
