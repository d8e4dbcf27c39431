// SPDX-License-Identifier: MIT
// Values of f -> the cost at which each of 51 targets was first reached.
#pragma once

#include "engine/record.hpp"

#include <algorithm>
#include <array>
#include <vector>

namespace thalweg::engine {

/// 10^2, 10^1.8, ... 10^-8, in descending order (COCO's; Hansen et al. 2021, Optimization Methods and
/// Software 36).
inline constexpr std::size_t n_targets = 51;
const std::array<double, n_targets> &targets();

/// The least f - f_opt that is believed: what lies clearly below the least value was found outside the
/// domain, and reaches no target.
inline double least_gap(double f_opt) { return -1e-6 * std::max(1.0, std::fabs(f_opt)); }

class Hits {
public:
    /// Starts anew; without a known optimum (NaN) nothing is ever hit.
    void reset(double f_opt, std::vector<Hit> &out);
    /// f was seen at `cost`. Inline: asked at every evaluation, true once in a while.
    void see(double f, std::uint64_t step, const Cost &cost) {
        if (f - f_opt_ <= next_)
            record(f - f_opt_, step, cost);
    }

private:
    void record(double gap, std::uint64_t step, const Cost &cost);

    double f_opt_ = NAN, next_ = NAN;
    std::size_t index_ = 0;
    std::vector<Hit> *out_ = nullptr;
};

} // namespace thalweg::engine
