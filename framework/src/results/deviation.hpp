// SPDX-License-Identifier: MIT
// Two blocks of the same runs -> where each run differs. Private to results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/difference.hpp"

namespace thalweg::results {

/// Runs of the same keys in the same order, conformed to one layout; rows of catalogs are of `catalogs`, rows
/// of runs count from 0.
struct BlockPair {
    const Block &a, &b;
    const Catalogs &catalogs;
};

/// How many columns of a layout count.
std::size_t count_columns(const Block &layout);

/// Adds what becomes of each run to the counts of `differences`.
void add_runs(const BlockPair &pair, Differences &differences);

} // namespace thalweg::results
