// SPDX-License-Identifier: MIT
// Finished runs -> one Block of columns, sorted by run id. Private to results.
#pragma once

#include "results/catalogs.hpp"
#include "results/column.hpp"
#include "results/results.hpp"

#include <functional>

namespace thalweg::results {

/// plan::labels, or what a test puts in its place.
using Labeller = std::function<plan::Labels(const plan::Cell &)>;

Block gather(const Head &head, std::span<const FinishedRun> runs, const Labeller &labels, Catalogs &catalogs);

} // namespace thalweg::results
