// SPDX-License-Identifier: MIT
// [stop] with its formulas -> the stop rules of each dimension.
#pragma once

#include "plan/matrix.hpp"
#include "plan/mistakes.hpp"

namespace thalweg::plan {

/// One entry a dimension, in the order given; formulas that do not parse or give no count are mistakes.
std::vector<std::pair<std::uint64_t, Stop>>
read_stops(const spec::Spec &spec, const std::vector<std::uint64_t> &dimensions, Mistakes &mistakes);

} // namespace thalweg::plan
