// SPDX-License-Identifier: MIT
// An optimizer that asks an oracle, in one dimension -> its steps on an ellipsoid and that oracle alone, side
// by side.
#pragma once

#include "bench/work.hpp"
#include "library/instance.hpp"

#include <span>
#include <string>

namespace thalweg::bench {

/// A block is a short run from reset and x0, both timed with it: to the optimizer's own end, or some steps.
/// Throws Errors as create and reset.
Works make_asking(const library::Library &library, const std::string &optimizer,
                  std::span<const Value> parameters, std::size_t d);

} // namespace thalweg::bench
