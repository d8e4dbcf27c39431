// SPDX-License-Identifier: MIT
// Computes quantiles of type 7.
#include "analysis/quantile.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::analysis {

double quantile(const std::vector<double> &sorted, double p) {
    if (sorted.empty())
        return std::numeric_limits<double>::quiet_NaN();
    const double place = static_cast<double>(sorted.size() - 1) * p;
    const auto below = static_cast<std::size_t>(std::floor(place));
    const double fraction = place - std::floor(place);
    const double lo = sorted[below];
    if (fraction == 0)
        return lo;
    const double hi = sorted[below + 1];
    if (lo == hi)
        return lo; // also infinity beside infinity, whose difference is NaN
    if (std::isinf(lo))
        return std::isinf(hi) ? std::numeric_limits<double>::quiet_NaN() : lo;
    return lo + fraction * (hi - lo);
}

Quartiles quartiles(std::vector<double> numbers) {
    std::sort(numbers.begin(), numbers.end());
    return {quantile(numbers, 0.25), quantile(numbers, 0.5), quantile(numbers, 0.75)};
}

} // namespace thalweg::analysis
