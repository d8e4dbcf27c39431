// SPDX-License-Identifier: MIT
// Statuses that shall not stand -> runs that count as not done, until they were executed once more.
#pragma once

#include "experiment/state.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg::experiment {

/// Takes back those runs of `reader` that ended with one of `statuses`, and those that an earlier call took
/// back and did not come to. A run that was executed again since then is done, however it ended.
void take_back(const results::Reader &reader, const std::vector<engine::Status> &statuses,
               const plan::Matrix &matrix, State &state);

/// What was taken back, for the manifest of the parts: {"retries": {"2": "key key ..."}}, by attempt.
nlohmann::json retries_of(const State &state);
/// And back, into state.least_attempts_of_runs.
void read_retries(const nlohmann::json &manifest, State &state);

} // namespace thalweg::experiment
