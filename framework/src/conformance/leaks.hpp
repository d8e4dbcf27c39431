// SPDX-License-Identifier: MIT
// What a component leaves behind in memory after many runs and instances.
#pragma once

#include "conformance/promise.hpp"

namespace thalweg::conformance {

Outcome optimizer_leaks(const Subject &subject);
Outcome objective_leaks(const Subject &subject);

} // namespace thalweg::conformance
