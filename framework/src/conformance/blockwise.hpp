// SPDX-License-Identifier: MIT
// What a rule promises that says BLOCKWISE: that parts of x move as they do in the whole.
#pragma once

#include "conformance/promise.hpp"

namespace thalweg::conformance {

Outcome blockwise(const Subject &subject);

} // namespace thalweg::conformance
