// SPDX-License-Identifier: MIT
// The rule as its author edited it, with the version that such an edit deserves.
#define FACTOR 2.0
#define VERSION "2"
#include "edited.hpp"
