// SPDX-License-Identifier: MIT
// Products have the bits of the three loops that define them, in every shape: so they have the same on every
// machine.
#include "plugins/objectives/data/product.hpp"

#include <catch2/catch.hpp>

#include <cmath>

using data::Matrix;
using data::Panels;

namespace {

/// Of no short binary fraction: any other order of sums shows.
std::vector<double> entries(std::size_t n, double seed) {
    std::vector<double> all(n);
    for (std::size_t i = 0; i < n; ++i)
        all[i] = std::fmod(std::sqrt(seed + static_cast<double>(i)), 1.0) - 0.4;
    return all;
}

struct Shape {
    std::size_t rows, depth, columns;
};

/// C += A B by its definition, in order of the inner index.
std::vector<double> defined(const Matrix &a, const Matrix &b, std::vector<double> c, const Shape &s) {
    for (std::size_t i = 0; i < s.rows; ++i)
        for (std::size_t j = 0; j < s.columns; ++j)
            for (std::size_t k = 0; k < s.depth; ++k)
                c[i * s.columns + j] += a.at[i * a.row + k * a.column] * b.at[k * b.row + j * b.column];
    return c;
}

} // namespace

TEST_CASE("products: the bits of their definition, in all shapes, straight and transposed") {
    Panels panels;
    for (const std::size_t rows : {1, 2, 3, 4, 5, 6, 7, 13})
        for (const std::size_t columns : {1, 7, 8, 9, 17})
            for (const std::size_t depth : {1, 2, 33}) {
                const Shape shape{rows, depth, columns};
                const auto a = entries(rows * depth, 2), b = entries(depth * columns, 3),
                           c = entries(rows * columns, 5);
                const Matrix straight{a.data(), depth, 1},
                    turned = Matrix{a.data(), rows, 1}.transposed(), right{b.data(), columns, 1},
                    right_turned = Matrix{b.data(), depth, 1}.transposed();
                INFO(rows << " x " << depth << " x " << columns);
                for (const Matrix &left : {straight, turned})
                    for (const Matrix &factor : {right, right_turned}) {
                        std::vector<double> ours = c;
                        panels.pack(factor, depth, columns);
                        multiply_add(left, panels, ours.data(), rows, columns);
                        CHECK(ours == defined(left, factor, c, shape));
                    }
            }
}
