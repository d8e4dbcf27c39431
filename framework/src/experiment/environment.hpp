// SPDX-License-Identifier: MIT
// The machine and the build -> the row of /catalog/environment, and the math variant that decides bits.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::experiment {

/// "glibc 2.36 fma": which sin, cos, exp and pow a worker gets.
std::string math_variant();

/// Host, CPU model and features, kernel, compiler, versions.
nlohmann::json environment();

} // namespace thalweg::experiment
