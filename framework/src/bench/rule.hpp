// SPDX-License-Identifier: MIT
// A rule in one dimension -> its update and the limit of its traffic, ready to be measured side by side.
#pragma once

#include "bench/work.hpp"
#include "library/instance.hpp"

#include <span>
#include <string>

namespace thalweg::bench {

/// Each block starts from reset, x0 and the same gradient, which the rule then sees as it left it; blocks are
/// shorter where x or g would leave the normal numbers. Throws Errors as create and reset.
Works make_rule(const library::Library &library, const std::string &optimizer,
                std::span<const Value> parameters, std::size_t d);

} // namespace thalweg::bench
