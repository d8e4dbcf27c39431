// SPDX-License-Identifier: MIT
// Findings -> what `thalweg doctor` prints.
#pragma once

#include "doctor/finding.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::cli {

/// A line a finding, with why and fix below those that are not ok; at the end how many there are of each.
std::string findings_text(const doctor::Findings &findings);
nlohmann::ordered_json findings_json(const doctor::Findings &findings);

/// Whether runs are possible.
bool is_healthy(const doctor::Findings &findings);

} // namespace thalweg::cli
