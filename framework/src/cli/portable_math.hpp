// SPDX-License-Identifier: MIT
// This process -> one whose sin, cos, exp and pow are those that every x86-64 has.
#pragma once

#include "cli/context.hpp"

namespace thalweg::cli {

/// Returns where they are so already; else starts the same command line again, so that the vetting child, the
/// workers and this process compute alike. Throws Errors where that is not possible.
void require_portable_math(const Context &context);

} // namespace thalweg::cli
