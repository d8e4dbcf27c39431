// SPDX-License-Identifier: MIT
// The machine and the build -> the row of /catalog/environment.
#pragma once

#include <nlohmann/json_fwd.hpp>

namespace thalweg::experiment {

/// Host, CPU model and features, kernel, compiler, versions.
nlohmann::json environment();

} // namespace thalweg::experiment
