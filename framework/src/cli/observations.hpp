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
    double samples = NAN;             ///< of the data; NaN where there is none
};

std::string observations_text(const Observations &observations);

/// {column: [...]}; diagnostics, metrics and epochs only where the run has them.
nlohmann::ordered_json observations_json(const Observations &observations);

/// The whole splits of the data, a line a step of /full, as observations_text; nothing where there are none.
std::string full_text(const Observations &observations);
/// {column: [...]}, one value a row of /full.
nlohmann::ordered_json full_json(const Observations &observations);

} // namespace thalweg::cli
