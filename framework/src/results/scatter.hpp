// SPDX-License-Identifier: MIT
// A block of one run -> its record. Private to results.
#pragma once

#include "results/column.hpp"
#include "results/results.hpp"

namespace thalweg::results {

engine::Record scatter(const Block &block);

} // namespace thalweg::results
