// SPDX-License-Identifier: MIT
// The layout of x becomes a list of stretches, each with its role and, where it is one, its shape as a
// matrix.
#pragma once

#include <thalweg/plugin.hpp>

namespace thalweg::optimizers {

struct Stretch {
    std::size_t offset, size;
    std::uint32_t role;
    std::size_t rows, cols; ///< row-major; of rank 3 and 4: the first number by the product of the others
    bool is_matrix;         ///< rank 2 to 4
};

/// The blocks of x; all of x where there is no layout. It allocates: for the first reset only.
inline std::vector<Stretch> blocks_of(const Start &start) {
    if (!start.layout)
        return {{0, start.dimension, THALWEG_ROLE_OTHER, 1, start.dimension, false}};
    std::vector<Stretch> blocks;
    for (std::uint64_t i = 0; i < start.layout->n_blocks; ++i) {
        const thalweg_block &block = *start.layout->blocks[i];
        std::size_t cols = 1;
        for (std::uint64_t r = 1; r < block.rank; ++r)
            cols *= block.shape[r];
        blocks.push_back(
            {block.offset, block.shape[0] * cols, block.role, block.shape[0], cols, block.rank > 1});
    }
    return blocks;
}

} // namespace thalweg::optimizers
