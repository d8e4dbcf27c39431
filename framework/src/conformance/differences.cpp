// SPDX-License-Identifier: MIT
#include "conformance/differences.hpp"

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::conformance {

namespace {

/// How much the slopes to the right and to the left differ over a step.
double gap(double left, double centre, double right, double step) {
    return std::abs(right - 2 * centre + left) / step;
}

/// Whether a gap over part of the step is that part of the whole one, as it is where f is smooth. A kink
/// within the step makes it more or less, and no kink fits two parts.
bool fits(double whole, double narrow, double part, double noise) {
    return std::abs(narrow - part * whole) <= part * whole / 4 + noise || !std::isfinite(whole);
}

} // namespace

Slopes slopes_of(const std::function<std::vector<double>(double t)> &along, double h) {
    constexpr double parts[] = {1. / 3, 1. / 8};
    const auto centre = along(0), right = along(h), left = along(-h), far_right = along(2 * h),
               far_left = along(-2 * h);
    Slopes slopes;
    slopes.step = h;
    std::vector<double> gaps, roundings;
    for (std::size_t i = 0; i < centre.size(); ++i) {
        const double slope = (right[i] - left[i]) / (2 * h);
        const double coarse = (far_right[i] - far_left[i]) / (4 * h);
        const double size = std::max({std::abs(centre[i]), std::abs(far_right[i]), std::abs(far_left[i])});
        roundings.push_back(10 * std::numeric_limits<double>::epsilon() * size / h);
        gaps.push_back(gap(left[i], centre[i], right[i], h));
        slopes.values.push_back(slope);
        slopes.errors.push_back(std::abs(slope - coarse));
    }
    for (const double part : parts) {
        const auto near_right = along(part * h), near_left = along(-part * h);
        for (std::size_t i = 0; i < centre.size(); ++i) {
            const double slope = slopes.values[i], fine = (near_right[i] - near_left[i]) / (2 * part * h);
            slopes.errors[i] = std::max(slopes.errors[i], std::abs(slope - fine) - roundings[i] / part);
            // a gap of less than 1e-6 of the slope makes no difference to any comparison
            const double noise = roundings[i] / part + part * 1e-6 * std::abs(slope);
            slopes.is_smooth &=
                fits(gaps[i], gap(near_left[i], centre[i], near_right[i], part * h), part, noise);
        }
    }
    for (std::size_t i = 0; i < centre.size(); ++i) {
        slopes.is_settled &=
            slopes.errors[i] <= 0.01 * std::max(1.0, std::abs(slopes.values[i])) + 8 * roundings[i];
        slopes.errors[i] += roundings[i];
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
