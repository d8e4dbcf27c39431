// SPDX-License-Identifier: MIT
#include "product.hpp"

namespace data {

namespace {

using Lanes [[gnu::vector_size(64)]] = double;
static_assert(sizeof(Lanes) == Panels::width * sizeof(double));

struct Block {
    Matrix a;
    const double *panel;
    std::size_t depth;
    double *c;
    std::size_t stride;
    std::size_t columns; ///< of C that are there, at most eight
};

/// `rows` rows of C and one panel; in registers, since all loops over rows are unrolled.
template <std::size_t rows> [[gnu::always_inline]] inline void add_block(const Block &block) {
    Lanes sums[rows];
#pragma GCC unroll 8
    for (std::size_t i = 0; i < rows; ++i) {
        sums[i] = Lanes{};
        if (block.columns == Panels::width)
            std::memcpy(&sums[i], block.c + i * block.stride, sizeof(Lanes));
        else
            for (std::size_t j = 0; j < block.columns; ++j)
                sums[i][j] = block.c[i * block.stride + j];
    }
    const std::size_t row = block.a.row, column = block.a.column;
    const double *a = block.a.at, *panel = block.panel;
    for (std::size_t k = 0; k < block.depth; ++k, a += column, panel += Panels::width) {
        Lanes right;
        std::memcpy(&right, panel, sizeof right);
#pragma GCC unroll 8
        for (std::size_t i = 0; i < rows; ++i)
            sums[i] += a[i * row] * right;
    }
#pragma GCC unroll 8
    for (std::size_t i = 0; i < rows; ++i) {
        if (block.columns == Panels::width)
            std::memcpy(block.c + i * block.stride, &sums[i], sizeof(Lanes));
        else
            for (std::size_t j = 0; j < block.columns; ++j)
                block.c[i * block.stride + j] = sums[i][j];
    }
}

[[gnu::always_inline]] inline void add_rest(const Block &block, std::size_t rows) {
    switch (rows) {
    case 1:
        return add_block<1>(block);
    case 2:
        return add_block<2>(block);
    case 3:
        return add_block<3>(block);
    case 4:
        return add_block<4>(block);
    case 5:
        return add_block<5>(block);
    default:
        return;
    }
}

} // namespace

void Panels::pack(const Matrix &from, std::size_t depth, std::size_t columns) {
    depth_ = depth;
    columns_ = columns;
    const std::size_t panels = (columns + width - 1) / width;
    if (values_.size() < panels * depth * width)
        values_.resize(panels * depth * width);
    for (std::size_t p = 0; p < panels; ++p) {
        double *to = values_.data() + p * depth * width;
        const std::size_t here = std::min(width, columns - p * width);
        for (std::size_t k = 0; k < depth; ++k, to += width) {
            const double *row = from.at + k * from.row + p * width * from.column;
            for (std::size_t j = 0; j < here; ++j)
                to[j] = row[j * from.column];
            for (std::size_t j = here; j < width; ++j)
                to[j] = 0;
        }
    }
}

THALWEG_KERNEL void multiply_add(const Matrix &a, const Panels &b, double *c, std::size_t rows,
                                 std::size_t stride) {
    constexpr std::size_t tall = 6; // rows of registers: six fit AVX2's sixteen, two a row
    for (std::size_t j = 0, p = 0; j < b.columns(); j += Panels::width, ++p) {
        const std::size_t columns = std::min(Panels::width, b.columns() - j);
        std::size_t i = 0;
        for (; i + tall <= rows; i += tall)
            add_block<tall>({{a.at + i * a.row, a.row, a.column},
                             b.panel(p),
                             b.depth(),
                             c + i * stride + j,
                             stride,
                             columns});
        add_rest(
            {{a.at + i * a.row, a.row, a.column}, b.panel(p), b.depth(), c + i * stride + j, stride, columns},
            rows - i);
    }
}

} // namespace data
