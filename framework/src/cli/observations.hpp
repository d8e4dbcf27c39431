// SPDX-License-Identifier: MIT
// The observations of a run -> text, with the first and last of them, and JSON, with all.
#pragma once

#include "engine/record.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace thalweg::cli {

struct Observations {
    const engine::Record &record;
    std::vector<std::string> metrics; ///< names, of record.metrics
};

std::string observations_text(const Observations &observations);

/// {column: [...]}; diagnostics and metrics only where the run fills them.
nlohmann::ordered_json observations_json(const Observations &observations);

} // namespace thalweg::cli
