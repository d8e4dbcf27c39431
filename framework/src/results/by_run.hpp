// SPDX-License-Identifier: MIT
// What analysis asks of /hits and /full, one list a run. Private to results.
#pragma once

#include "results/inputs.hpp"

namespace thalweg::results {

/// The targets that each run reached, and the costs at which it did, on `axis`.
std::vector<std::vector<Reached>> hits_of(const Inputs &inputs, std::span<const Spot> spots,
                                          const engine::Axis &axis);
std::vector<std::vector<Reached>> hits_of(std::span<const FinishedRun> runs, const engine::Axis &axis);

/// The last value of each split of the data that a run has in /full.
std::vector<std::vector<engine::Full>> splits_of(const Inputs &inputs, std::span<const Spot> spots);
std::vector<std::vector<engine::Full>> splits_of(std::span<const FinishedRun> runs);

} // namespace thalweg::results
