// SPDX-License-Identifier: MIT
// Names, roles and shapes of the blocks of x become the layout of the ABI.
#pragma once

#include "basics.hpp"

namespace thalweg {

/// What a block is; optimizers may treat blocks by it, and experiment files give parameters a value for each.
enum class Role : std::uint32_t {
    other = THALWEG_ROLE_OTHER,
    hidden = THALWEG_ROLE_HIDDEN,
    input = THALWEG_ROLE_INPUT,
    output = THALWEG_ROLE_OUTPUT,
    bias = THALWEG_ROLE_BIAS,
    norm = THALWEG_ROLE_NORM
};

/// A stretch of x, row by row. Blocks follow each other and cover x.
struct Block {
    const char *name = "x"; ///< static text
    Role role = Role::other;
    std::vector<std::uint64_t> shape{}; ///< 1 to 4 numbers; of weights the last counts outputs
};

namespace face {

/// Blocks as the ABI takes them.
class Layout {
public:
    Layout() = default;
    explicit Layout(const std::vector<Block> &blocks) { set(blocks); }
    Layout(const Layout &) = delete;
    Layout &operator=(const Layout &) = delete;

    void set(const std::vector<Block> &blocks) {
        std::uint64_t offset = 0;
        for (const Block &block : blocks) {
            if (block.shape.empty() || block.shape.size() > 4)
                throw std::invalid_argument("the shape of a block of x has 1 to 4 numbers");
            thalweg_block made{sizeof(thalweg_block),
                               static_cast<std::uint32_t>(block.role),
                               block.name,
                               offset,
                               block.shape.size(),
                               {1, 1, 1, 1}};
            std::uint64_t size = 1;
            for (std::size_t r = 0; r < block.shape.size(); ++r) {
                made.shape[r] = block.shape[r];
                if (made.shape[r] == 0 || __builtin_mul_overflow(size, made.shape[r], &size))
                    throw std::invalid_argument(
                        "the shape of a block of x has numbers from 1 on, whose product is "
                        "its size");
            }
            offset += size;
            blocks_.push_back(made);
        }
        for (const thalweg_block &block : blocks_)
            pointers_.push_back(&block);
        layout_ = {sizeof layout_, 0, pointers_.size(), pointers_.data()};
    }
    /// NULL without blocks.
    const thalweg_layout *table() const { return blocks_.empty() ? nullptr : &layout_; }

private:
    std::vector<thalweg_block> blocks_;
    std::vector<const thalweg_block *> pointers_;
    thalweg_layout layout_{};
};

} // namespace face
} // namespace thalweg
