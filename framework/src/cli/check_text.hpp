// SPDX-License-Identifier: MIT
// Reports on plugins -> what `thalweg check` prints.
#pragma once

#include "conformance/check_process.hpp"

#include <nlohmann/json_fwd.hpp>
#include <string>
#include <vector>

namespace thalweg::cli {

/// A head line, a line a promise with its findings under it, and a summary.
std::string check_text(const conformance::Report &report);

/// The envelope that docs/json.md describes.
nlohmann::ordered_json check_json(const std::vector<conformance::Report> &reports);

} // namespace thalweg::cli
