// SPDX-License-Identifier: MIT
// The rule as its author edited it.
#define FACTOR 2.0
#include "edited.hpp"
