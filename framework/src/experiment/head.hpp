// SPDX-License-Identifier: MIT
// A matrix and where it stands -> what results are written with: root attributes, and the manifest of parts.
#pragma once

#include "experiment/state.hpp"

namespace thalweg::experiment {

results::Head make_head(const plan::Matrix &matrix, const State &state);
nlohmann::json make_manifest(const plan::Matrix &matrix, const State &state);

} // namespace thalweg::experiment
