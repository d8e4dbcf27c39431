// SPDX-License-Identifier: MIT
// What an objective promises about the kinds of calls that only some have: minibatches, several points,
// starts.
#pragma once

#include "conformance/promise.hpp"

namespace thalweg::conformance {

Outcome sample_counts(const Subject &subject);
Outcome minibatches(const Subject &subject);
Outcome several_points(const Subject &subject);
Outcome drawn_starts(const Subject &subject);

} // namespace thalweg::conformance
