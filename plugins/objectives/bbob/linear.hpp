// SPDX-License-Identifier: MIT
// Rotations and scales -> one matrix, and its products with vectors, summed in an order that no machine
// changes.
#pragma once

#include "random.hpp"

namespace bbob {

/// Lengths of scratch vectors: whole blocks, so that kernels have no remainder.
constexpr std::size_t block = 8;
inline std::size_t padded(std::size_t d) { return (d + block - 1) / block * block; }

/// The diagonal of Λ^α: α^(i / (2 (d − 1))), i = 0 .. d − 1.
inline Vector scales(std::size_t d, double alpha) {
    Vector lambda(padded(d));
    for (std::size_t i = 0; i < d; ++i)
        lambda[i] = std::pow(alpha, 0.5 * static_cast<double>(i) / static_cast<double>(d - 1));
    return lambda;
}

/// d columns, padded(d) apart.
struct Columns {
    const double *data;
    std::size_t d;
};

template <std::size_t width>
[[gnu::always_inline]] inline void sum_columns(Columns columns, const double *in, double *out) {
    const std::size_t stride = padded(columns.d);
    double sum[width] = {};
    for (std::size_t j = 0; j < columns.d; ++j) {
        const double factor = in[j];
        const double *const column = columns.data + j * stride;
        for (std::size_t k = 0; k < width; ++k)
            sum[k] += column[k] * factor;
    }
    for (std::size_t k = 0; k < width; ++k)
        out[k] = sum[k];
}

/// For each of n vectors: out = Σ_j in[j] · column j; vectors stand padded(d) apart. Each sum runs over j,
/// however many of them are made at once; rows go block by block, so that those in use stay in the cache.
THALWEG_KERNEL inline void combine(Columns columns, const double *in, double *out, std::size_t n = 1) {
    const std::size_t stride = padded(columns.d);
    std::size_t i = 0;
    for (; i + 4 * block <= stride; i += 4 * block)
        for (std::size_t v = 0; v < n * stride; v += stride)
            sum_columns<4 * block>({columns.data + i, columns.d}, in + v, out + v + i);
    for (; i < stride; i += block)
        for (std::size_t v = 0; v < n * stride; v += stride)
            sum_columns<block>({columns.data + i, columns.d}, in + v, out + v + i);
}

/// A square matrix; vectors are padded(d) long, and what stands beyond d is 0 in results.
class Matrix {
public:
    Matrix() = default;
    static Matrix rotation(std::size_t d, Seed seed) {
        const Vector columns = random_rotation(d, seed);
        Matrix made(d);
        for (std::size_t j = 0; j < d; ++j)
            for (std::size_t i = 0; i < d; ++i)
                made.set(i, j, columns[j * d + i]);
        return made;
    }
    /// diag(scale) · *this
    Matrix scaled(const Vector &scale) const {
        Matrix made(d_);
        for (std::size_t j = 0; j < d_; ++j)
            for (std::size_t i = 0; i < d_; ++i)
                made.set(i, j, scale[i] * (*this)(i, j));
        return made;
    }
    /// *this · right
    Matrix times(const Matrix &right) const {
        Matrix made(d_);
        combine({columns_.data(), d_}, right.columns_.data(), made.columns_.data(), d_);
        for (std::size_t j = 0; j < d_; ++j)
            for (std::size_t i = 0; i < d_; ++i)
                made.rows_[i * padded(d_) + j] = made(i, j);
        return made;
    }

    double operator()(std::size_t i, std::size_t j) const { return columns_[j * padded(d_) + i]; }
    void multiply(const double *in, double *out) const { combine({columns_.data(), d_}, in, out); }
    void multiply_transposed(const double *in, double *out) const { combine({rows_.data(), d_}, in, out); }

private:
    explicit Matrix(std::size_t d) : d_(d), columns_(d * padded(d)), rows_(d * padded(d)) {}
    void set(std::size_t i, std::size_t j, double value) {
        columns_[j * padded(d_) + i] = rows_[i * padded(d_) + j] = value;
    }

    std::size_t d_ = 0;
    Vector columns_,
        rows_; ///< the same numbers twice: products and transposed products both run along memory
};

} // namespace bbob
