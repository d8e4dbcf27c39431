// SPDX-License-Identifier: MIT
// A matrix -> how many runs of what, and how large its results will be, before anything runs.
#pragma once

#include "engine/memory.hpp"
#include "plan/matrix.hpp"

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

namespace thalweg::cli {

struct Forecast {
    plan::Counts counts;
    std::vector<std::pair<std::string, std::uint64_t>> objectives,
        optimizers;          ///< runs by label, in file order
    std::uint64_t steps = 0; ///< at most, over all runs; 0 where a run has no stop.steps
    std::uint64_t bytes = 0; ///< of the results file, at most
    engine::Memory largest;  ///< of any run looked at
    bool is_sampled =
        false; ///< the matrix is large: runs by label, steps and bytes are scaled up from a part of it
};

/// Looks at every cell, or at 20,000 evenly spaced ones of a larger matrix.
Forecast make_forecast(const plan::Matrix &matrix);

} // namespace thalweg::cli
