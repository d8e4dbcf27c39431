// SPDX-License-Identifier: MIT
// Chunks of numbers <-> what HDF5's shuffle and deflate filters make of them, in parallel. Private to
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
inline constexpr std::uint32_t deflate_skipped = 1U << 1; ///< deflate is the second filter

/// Same order as `chunks`; `element` is the size of one number.
std::vector<PackedChunk> pack(const std::vector<std::span<const std::byte>> &chunks, std::size_t element);

/// A packed chunk of `numbers` numbers, and those of them that are wanted: [first, first + out.size() /
/// element).
struct Unpacking {
    PackedChunk chunk;
    std::size_t first = 0;
    std::span<std::byte> out;
};
/// False where a chunk is not what deflate made of so many numbers.
bool unpack(const std::vector<Unpacking> &chunks, std::size_t numbers, std::size_t element);

} // namespace thalweg::results
