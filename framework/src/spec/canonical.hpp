// SPDX-License-Identifier: MIT
// An experiment file -> what it says, whatever its comments, layout, and order of keys.
#pragma once

#include "spec/spec.hpp"

namespace thalweg::spec {

/// What `source` says with its overrides: two files that differ in comments, layout and the order of keys
/// only have the same. Throws Errors on the first syntax error.
std::string canonical_text(const Source &source);

} // namespace thalweg::spec
