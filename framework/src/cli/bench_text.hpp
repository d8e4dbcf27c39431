// SPDX-License-Identifier: MIT
// Measured steps -> a table for people.
#pragma once

#include "bench/bench.hpp"

#include <string>
#include <vector>

namespace thalweg::cli {

/// A line a row, and below what the columns mean. No line of the table is wider than `width`; 0: no limit.
std::string bench_text(const std::vector<bench::Row> &rows, std::size_t width);

} // namespace thalweg::cli
