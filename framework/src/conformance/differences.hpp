// SPDX-License-Identifier: MIT
// A function and a point -> its slope by central differences, and how far that may be trusted.
#pragma once

#include <functional>
#include <vector>

namespace thalweg::conformance {

/// Slopes of a vector-valued function in one direction, by central differences of steps h and 2h.
struct Slopes {
    std::vector<double> values;
    std::vector<double> errors; ///< estimates: truncation by the two steps, rounding by the size of f
    bool is_smooth =
        true; ///< left and right slopes meet as the step shrinks; false: a kink or a step is near
};

/// `along(t)` is the function at distance t from the point; h: the step.
Slopes slopes_of(const std::function<std::vector<double>(double t)> &along, double h);

} // namespace thalweg::conformance
