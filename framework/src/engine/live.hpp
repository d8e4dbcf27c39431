// SPDX-License-Identifier: MIT
// What is known of a run while it runs: in memory shared with the supervisor, so that a dead run's cost and
// last observation come from somewhere.
#pragma once

#include "engine/record.hpp"

namespace thalweg::engine {

/// Written by the worker between calls of plugins; read by the supervisor once the worker is dead.
struct Live {
    Cost cost; ///< of the current run
    double f_start = NAN, f_best = NAN, f_incumbent = NAN;
    std::uint64_t step_best = 0;
    Observation last;        ///< the last one made, whether recorded or not
    Diagnostics diagnostics; ///< of it, where they were computed
};

} // namespace thalweg::engine
