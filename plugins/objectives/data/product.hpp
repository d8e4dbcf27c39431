// SPDX-License-Identifier: MIT
// Products of matrices with the same bits on every machine: an element of the result is summed in order of
// the inner index, whatever the width of the machine's vectors and the size of its caches. (Eigen's are built
// for one width, and blocked by the caches.) No allocation once the panels have had their size.
#pragma once

#include <thalweg/plugin.hpp>

namespace data {

/// Rows and columns of doubles; element (i, k) is at i * row + k * column.
struct Matrix {
    const double *at = nullptr;
    std::size_t row = 0, column = 1;

    Matrix transposed() const { return {at, column, row}; }
};

/// A right factor, copied into panels of eight columns that are read from front to end.
class Panels {
public:
    static constexpr std::size_t width = 8;
    /// depth rows of so many columns.
    void pack(const Matrix &from, std::size_t depth, std::size_t columns);
    const double *panel(std::size_t number) const { return values_.data() + number * depth_ * width; }
    std::size_t depth() const { return depth_; }
    std::size_t columns() const { return columns_; }

private:
    std::size_t depth_ = 0, columns_ = 0;
    thalweg::Vector values_;
};

/// C += A B; A has `rows` rows and as many columns as B is deep, C's rows are `stride` apart.
void multiply_add(const Matrix &a, const Panels &b, double *c, std::size_t rows, std::size_t stride);

} // namespace data
