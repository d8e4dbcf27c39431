// SPDX-License-Identifier: MIT
// A few runs of a few steps -> how long the whole matrix will take.
#pragma once

#include "plan/matrix.hpp"
#include "pool/job.hpp"

#include <optional>

namespace thalweg::experiment {

/// Wall seconds on `workers` workers, by executing the first steps of some runs, evenly spread, in a worker
/// process; nothing where none of them says how long it is. Takes a second at most.
std::optional<double> estimate_seconds(const plan::Matrix &matrix, const pool::Job &job, unsigned workers);

} // namespace thalweg::experiment
