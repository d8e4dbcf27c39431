// SPDX-License-Identifier: MIT
// Chunks of numbers -> what HDF5's shuffle and deflate filters would make of them, in parallel. Private to
// results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <vector>

namespace thalweg::results {

struct PackedChunk {
    std::vector<std::byte> bytes;
    std::uint32_t skipped_filters =
        0; ///< as H5Dwrite_chunk wants it; bit 1: deflate would have made it longer
};

/// Same order as `chunks`; `element` is the size of one number.
std::vector<PackedChunk> pack(const std::vector<std::span<const std::byte>> &chunks, std::size_t element);

} // namespace thalweg::results
