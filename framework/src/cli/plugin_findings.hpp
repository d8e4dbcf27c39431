// SPDX-License-Identifier: MIT
// The plugin path -> what is found there, and what is refused and why.
#pragma once

#include "cli/context.hpp"
#include "doctor/finding.hpp"

namespace thalweg::cli {

/// One finding a folder, a note of the search, and the components. `catalog` gets what was found; it stays
/// empty where the search fails.
doctor::Findings look_at_plugins(const Globals &globals, const Context &context, library::Catalog &catalog);

} // namespace thalweg::cli
