// SPDX-License-Identifier: MIT
// Products of matrices in rules, which may not allocate.
#pragma once

#include <thalweg/plugin.hpp>

#include <Eigen/Core>

#include <algorithm>

namespace thalweg::optimizers {

using Matrix = Eigen::Matrix<double, Eigen::Dynamic, Eigen::Dynamic, Eigen::RowMajor>;
using MatrixView = Eigen::Map<Matrix>;

/// A matrix of these sides at the beginning of `buffer`, which is large enough.
inline MatrixView view(Vector &buffer, Eigen::Index rows, Eigen::Index cols) {
    return {buffer.data(), rows, cols};
}

/// out ← a b, tile by tile: what Eigen packs of two tiles, 128 KiB each, it still keeps on the stack.
template <class Out, class A, class B> void multiply(Out &out, const A &a, const B &b) {
    constexpr Eigen::Index side = 64, depth = 256;
    out.setZero();
    for (Eigen::Index i = 0; i < out.rows(); i += side)
        for (Eigen::Index j = 0; j < out.cols(); j += side)
            for (Eigen::Index k = 0; k < a.cols(); k += depth) {
                const Eigen::Index rows = std::min(side, out.rows() - i),
                                   cols = std::min(side, out.cols() - j),
                                   inner = std::min(depth, a.cols() - k);
                out.block(i, j, rows, cols).noalias() +=
                    a.block(i, k, rows, inner) * b.block(k, j, inner, cols);
            }
}

} // namespace thalweg::optimizers
