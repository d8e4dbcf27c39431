// SPDX-License-Identifier: MIT
// A stored column behind shuffle and deflate -> its numbers, by libdeflate and on all cores. Private to
// results.
#pragma once

#include "results/h5.hpp"

#include <cstddef>
#include <span>

namespace thalweg::results {

/// Rows [first, first + count) of a dataset into `rows`, as numbers of `type`. False, and nothing is read,
/// where the dataset is stored in any other way than whole rows of such numbers, shuffled and deflated.
/// Throws h5::Failure where a chunk is damaged.
struct PackedRows {
    hid_t type;
    hsize_t first, count;
};
bool read_packed(hid_t dataset, const PackedRows &wanted, std::span<std::byte> rows);

} // namespace thalweg::results
