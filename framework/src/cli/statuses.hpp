// SPDX-License-Identifier: MIT
// The words of --retry -> the statuses that it repeats.
#pragma once

#include "engine/record.hpp"

#include <string>
#include <vector>

namespace thalweg::cli {

/// "crashed,failed", or "all". Throws Errors for a word that is no status, and for the status of a run that
/// is a result.
std::vector<engine::Status> read_retried(const std::string &list);

/// "crashed or failed".
std::string status_words(const std::vector<engine::Status> &statuses);

} // namespace thalweg::cli
