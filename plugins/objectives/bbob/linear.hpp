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

template <std::size_t width>
[[gnu::always_inline]] inline void sum_columns(const double *columns, std::size_t d, const double *in,
                                               double *out) {
    const std::size_t stride = padded(d);
    double sum[width] = {};
    for (std::size_t j = 0; j < d; ++j) {
        const double factor = in[j];
        const double *const column = columns + j * stride;
        for (std::size_t k = 0; k < width; ++k)
            sum[k] += column[k] * factor;
    }
    for (std::size_t k = 0; k < width; ++k)
        out[k] = sum[k];
}

/// out = Σ_j in[j] · column j. Each sum runs over j, however many of them are made at once.
THALWEG_KERNEL inline void combine_columns(const double *columns, std::size_t d, const double *in,
                                           double *out) {
    const std::size_t stride = padded(d);
    std::size_t i = 0;
    for (; i + 4 * block <= stride; i += 4 * block)
        sum_columns<4 * block>(columns + i, d, in, out + i);
    for (; i < stride; i += block)
        sum_columns<block>(columns + i, d, in, out + i);
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
        const std::size_t stride = padded(d_);
        Vector column(stride);
        for (std::size_t j = 0; j < d_; ++j) {
            multiply(&right.columns_[j * stride], column.data());
            for (std::size_t i = 0; i < d_; ++i)
                made.set(i, j, column[i]);
        }
        return made;
    }

    double operator()(std::size_t i, std::size_t j) const { return columns_[j * padded(d_) + i]; }
    void multiply(const double *in, double *out) const { combine_columns(columns_.data(), d_, in, out); }
    void multiply_transposed(const double *in, double *out) const {
        combine_columns(rows_.data(), d_, in, out);
    }

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
