// SPDX-License-Identifier: MIT
// The counter behind "no allocation": malloc of this program stands before libc's. Linked only into
// executables that want it.
#pragma once

#include "conformance/promise.hpp"

namespace thalweg::conformance {

/// Counts the calls that the thread makes, plugins included. Empty under sanitizers, which have a malloc of
/// their own.
AllocationCounter counted_malloc();

} // namespace thalweg::conformance
