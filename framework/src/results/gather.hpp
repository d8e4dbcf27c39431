// SPDX-License-Identifier: MIT
// Finished runs -> Blocks of columns, sorted by run id. Private to results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/results.hpp"

#include <functional>

namespace thalweg::results {

/// plan::labels, or what a test puts in its place.
using Labeller = std::function<plan::Labels(const plan::Cell &, plan::Naming)>;

/// The runs in order, and their columns. Observations and iterates, most of a file, have their columns and
/// the number of their rows, but no values: each_piece() makes those a few runs at a time, in memory that
/// stays in the cache.
struct Gathered {
    std::vector<FinishedRun> runs;
    Block block;
};
Gathered gather(const Head &head, std::span<const FinishedRun> runs, const Labeller &labels,
                Catalogs &catalogs);

/// Gives `append` blocks of the same tables and columns, with values in those of observations and iterates
/// only.
void each_piece(const Gathered &gathered, const std::function<void(const Block &)> &append);

} // namespace thalweg::results
