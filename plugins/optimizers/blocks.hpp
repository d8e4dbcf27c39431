// SPDX-License-Identifier: MIT
// The layout of x becomes a list of stretches, each with its role and, where it is one, its shape as a
// matrix.
#pragma once

#include <thalweg/plugin.hpp>

namespace thalweg::optimizers {

struct Stretch {
    std::size_t offset, size;
    std::uint32_t role;
    std::size_t rows,
        cols;       ///< row-major, inputs by outputs: the product of all sides but the last by the last
    bool is_matrix; ///< rank 2 to 4
};

/// The blocks of x; all of x where there is no layout. It allocates: for the first reset only.
inline std::vector<Stretch> blocks_of(const Start &start) {
    if (!start.layout)
        return {{0, start.dimension, THALWEG_ROLE_OTHER, 1, start.dimension, false}};
    std::vector<Stretch> blocks;
    for (std::uint64_t i = 0; i < start.layout->n_blocks; ++i) {
        const thalweg_block &block = *start.layout->blocks[i];
        const std::uint64_t cols = block.shape[block.rank - 1];
        std::size_t rows = 1;
        for (std::uint64_t r = 0; r + 1 < block.rank; ++r)
            rows *= block.shape[r];
        blocks.push_back({block.offset, rows * cols, block.role, rows, cols, block.rank > 1});
    }
    return blocks;
}

} // namespace thalweg::optimizers
