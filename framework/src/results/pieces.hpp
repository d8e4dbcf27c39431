// SPDX-License-Identifier: MIT
// Scattered rows of files -> the rows of a table, in as few reads as they take. Private to results.
#pragma once

#include "results/input.hpp"

#include <memory>
#include <vector>

namespace thalweg::results {

/// Consecutive rows on their way from an input to a table.
struct Piece {
    std::uint32_t input = 0;
    Range from;
    std::uint64_t to = 0;
};

/// Puts the pieces into their places in `table`, whose rows are there; calls use(input) before an input is
/// read. Columns that an input lacks keep what they hold.
void copy_pieces(std::vector<Piece> pieces, const std::vector<std::unique_ptr<Input>> &inputs,
                 const std::function<void(std::uint32_t)> &use, Table &table);

} // namespace thalweg::results
