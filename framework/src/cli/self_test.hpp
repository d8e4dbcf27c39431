// SPDX-License-Identifier: MIT
// A run of a component in a worker and one in this process -> whether they have the same bits.
#pragma once

#include "cli/context.hpp"
#include "doctor/finding.hpp"

namespace thalweg::cli {

/// Executes 100 steps of the best known components of `catalog`, twice. Loads their plugins into this
/// process.
doctor::Finding test_worker(const library::Catalog &catalog, const Globals &globals, const Context &context);

} // namespace thalweg::cli
