// SPDX-License-Identifier: MIT
// The rule as it was.
#define FACTOR 1.0
#include "edited.hpp"
