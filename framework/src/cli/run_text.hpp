// SPDX-License-Identifier: MIT
// One run of a results file -> everything that is known of it.
#pragma once

#include "cli/observations.hpp"
#include "results/results.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::cli {

/// The row of the run with this id, or with a key that begins with these hex digits (at least 6). Throws
/// Errors where there is none, or several.
std::uint64_t find_run(const results::Reader &reader, const std::string &id);

/// Facts, parameters, and the first and last observations.
std::string run_text(const results::Run &run, const Observations &observations,
                     const nlohmann::ordered_json &parameters);
/// The same, with all observations, as {"run": {...}, "observations": {column: [...]}, ...}.
nlohmann::ordered_json run_json(const results::Run &run, const Observations &observations,
                                const nlohmann::ordered_json &parameters);

/// {"objective_parameters": {...}, "optimizer_parameters": {...}} of a run, without what does not apply to
/// it.
nlohmann::ordered_json parameters_json(const results::Reader &reader, std::uint64_t row);

} // namespace thalweg::cli
