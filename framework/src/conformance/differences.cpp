// SPDX-License-Identifier: MIT
#include "conformance/differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::conformance {

namespace {

/// Whether the one-sided slopes differ by less over an eighth of the step, as they do where f is smooth.
bool meet(double wide_gap, double narrow_gap, double noise) {
    return narrow_gap <= wide_gap / 2 + noise || !std::isfinite(wide_gap);
}

} // namespace

Slopes slopes_of(const std::function<std::vector<double>(double t)> &along, double h) {
    const double narrow = h / 8;
    const auto centre = along(0), right = along(h), left = along(-h), far_right = along(2 * h),
               far_left = along(-2 * h), near_right = along(narrow), near_left = along(-narrow);
    Slopes slopes;
    slopes.step = h;
    for (std::size_t i = 0; i < centre.size(); ++i) {
        const double slope = (right[i] - left[i]) / (2 * h);
        const double coarse = (far_right[i] - far_left[i]) / (4 * h);
        const double size = std::max({std::abs(centre[i]), std::abs(far_right[i]), std::abs(far_left[i])});
        const double rounding = 10 * std::numeric_limits<double>::epsilon() * size / h;
        const double fine = (near_right[i] - near_left[i]) / (2 * narrow);
        const double disagreement = std::max(std::abs(slope - coarse), std::abs(slope - fine));
        slopes.values.push_back(slope);
        slopes.errors.push_back(disagreement + rounding);
        slopes.is_settled &= disagreement <= 0.01 * std::max(1.0, std::abs(slope)) + 8 * rounding;
        const double wide_gap = std::abs(right[i] - 2 * centre[i] + left[i]) / h;
        const double narrow_gap = std::abs(near_right[i] - 2 * centre[i] + near_left[i]) / narrow;
        slopes.is_smooth &= meet(wide_gap, narrow_gap, 8 * rounding + 1e-6 * std::abs(slope));
    }
    return slopes;
}

Slopes settled_slopes_of(const std::function<std::vector<double>(double t)> &along, double h) {
    Slopes slopes = slopes_of(along, h);
    for (int finer = 0; finer < 2 && !slopes.is_settled; ++finer)
        slopes = slopes_of(along, slopes.step / 32);
    return slopes;
}

} // namespace thalweg::conformance
