// SPDX-License-Identifier: MIT
// A function and a point -> its slope by central differences, and how far that may be trusted.
#pragma once

#include <functional>
#include <vector>

namespace thalweg::conformance {

/// Slopes of a vector-valued function in one direction, by central differences of steps h, 2h and h/8.
struct Slopes {
    std::vector<double> values;
    std::vector<double> errors; ///< estimates: truncation by the other steps, rounding by the size of f
    double step = 0;            ///< h
    /// Left and right slopes meet as the step shrinks; false: a kink or a step is near.
    bool is_smooth = true;
    /// The steps agree to a hundredth, or as far as rounding lets them; false: f changes within a step.
    bool is_settled = true;
};

/// `along(t)` is the function at distance t from the point; h: the step.
Slopes slopes_of(const std::function<std::vector<double>(double t)> &along, double h);

/// Those of the step h or, where f has ripples shorter than that, of a 32nd or a 1024th of it.
Slopes settled_slopes_of(const std::function<std::vector<double>(double t)> &along, double h);

} // namespace thalweg::conformance
