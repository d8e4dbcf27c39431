// SPDX-License-Identifier: MIT
// A cost vector -> one number, on the axis that somebody asked for.
#pragma once

#include "engine/record.hpp"

#include <array>
#include <string_view>

namespace thalweg::engine {

/// The weight of each count in a cost. `h_by_dimension` is multiplied by the dimension of the problem.
struct Axis {
    std::string_view name;
    double step = 0, evaluations = 0, f = 0, g = 0, h = 0, h_by_dimension = 0, hv = 0, samples = 0;
    bool is_of_data = false; ///< divided by the number of samples there are: passes over the data

    double cost(std::uint64_t steps, const Cost &count, std::uint64_t dimension) const {
        const auto number = [](std::uint64_t n) { return static_cast<double>(n); };
        return step * number(steps) + evaluations * number(count.evaluations) + f * number(count.f) +
               g * number(count.g) + (h + h_by_dimension * number(dimension)) * number(count.h) +
               hv * number(count.hv) + samples * number(count.samples);
    }
};

/// Weighted evaluations: f = 1, g = 1, h = d, hv = 2.
inline constexpr std::array axes = {
    Axis{.name = "evaluations", .evaluations = 1},
    Axis{.name = "steps", .step = 1},
    Axis{.name = "evaluations_f", .f = 1},
    Axis{.name = "evaluations_g", .g = 1},
    Axis{.name = "evaluations_h", .h = 1},
    Axis{.name = "evaluations_hv", .hv = 1},
    Axis{.name = "weighted_evaluations", .f = 1, .g = 1, .h_by_dimension = 1, .hv = 2},
    Axis{.name = "samples", .samples = 1},
    Axis{.name = "epochs", .samples = 1, .is_of_data = true},
};

/// Requests to the oracle: what `stop.evaluations` counts.
inline constexpr const Axis &default_axis = axes[0];

} // namespace thalweg::engine
