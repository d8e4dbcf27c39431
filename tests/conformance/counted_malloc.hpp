// SPDX-License-Identifier: MIT
// How many allocations the process has made, plugins included: malloc of this program stands before libc's.
#pragma once

namespace conformance {

/// False under sanitizers, which have a malloc of their own.
bool counts_allocations();
long allocations();

} // namespace conformance
