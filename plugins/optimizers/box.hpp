// SPDX-License-Identifier: MIT
// What optimizers without derivatives share: hard bounds are never left, and NaN is worse than any number.
#pragma once

#include <thalweg/plugin.hpp>

#include <algorithm>
#include <cmath>
#include <limits>

namespace thalweg::optimizers {

/// f at x; NaN becomes infinity, so that comparisons order all values.
inline double worth(Oracle &oracle, ConstSpan x) {
    const double f = oracle.value(x);
    return std::isnan(f) ? std::numeric_limits<double>::infinity() : f;
}

/// The oracle's hard bounds; coordinate by coordinate, since one end may be infinite.
class Box {
public:
    explicit Box(const Oracle &oracle) : lower_(oracle.lower()), upper_(oracle.upper()) {}
    double lower(std::size_t i) const {
        return lower_.empty() ? -std::numeric_limits<double>::infinity() : lower_[i];
    }
    double upper(std::size_t i) const {
        return upper_.empty() ? std::numeric_limits<double>::infinity() : upper_[i];
    }
    double nearest(std::size_t i, double x) const { return std::min(std::max(x, lower(i)), upper(i)); }
    bool contains(std::size_t i, double x) const { return x >= lower(i) && x <= upper(i); }
    void project(Span x) const {
        for (std::size_t i = 0; i < x.size() && !(lower_.empty() && upper_.empty()); ++i)
            x[i] = nearest(i, x[i]);
    }
    /// Where to draw in coordinate i: between the bounds, or within `radius` of x where there is none.
    double from(std::size_t i, double x, double radius) const {
        return std::isfinite(lower(i)) ? lower(i) : std::min(x, upper(i)) - radius;
    }
    double to(std::size_t i, double x, double radius) const {
        return std::isfinite(upper(i)) ? upper(i) : std::max(x, lower(i)) + radius;
    }

private:
    ConstSpan lower_, upper_;
};

} // namespace thalweg::optimizers
