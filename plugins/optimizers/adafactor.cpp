// SPDX-License-Identifier: MIT
#include "blocks.hpp"
#include "vectors.hpp"

#include <cmath>

/// Adafactor: of the averages of g² in a matrix it keeps only the sums of rows and columns.
///
///     β = 1 − t^(−decay_exponent),   u = g / √v
///     in a matrix:  R ← β R + (1 − β) Σ_cols (g² + ε₁)
///                   C ← β C + (1 − β) Σ_rows (g² + ε₁),   v = R C / Σ R
///     else:         v ← β v + (1 − β) (g² + ε₁)
///     x ← x − max(ε₂, rms(x)) · min(lr, 1/√t) · u / max(1, rms(u) / clipping)
///
/// Steps are relative to the size of a block.
///
/// Differs from the paper: no momentum (its β₁ = 0); blocks of rank 3 and 4 are matrices of all their sides
/// but the last by the last (the paper factors the last two). Defaults are those that the paper proposes.
/// PyTorch's Adafactor is another one: it has the machine's ε for ε₁, and keeps v above it in place of adding
/// it to g².
struct Adafactor {
    static constexpr auto name = "adafactor";
    static constexpr auto source = "Shazeer & Stern 2018, Algorithms 4 to 6, arXiv:1804.04235";
    static constexpr const char *tags[] = {"adaptive", "matrices", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 1e-2, decay_exponent = 0.8, epsilon1 = 1e-30, epsilon2 = 1e-3, clipping = 1;
    static constexpr thalweg::Parameter<Adafactor> parameters[] = {
        {"learning_rate", &Adafactor::learning_rate, thalweg::step_length,
         "longest step, in sizes of a block"},
        {"decay_exponent", &Adafactor::decay_exponent, thalweg::unit_interval, "how fast memory grows"},
        {"epsilon1", &Adafactor::epsilon1, thalweg::positive, "added to g²"},
        {"epsilon2", &Adafactor::epsilon2, thalweg::positive, "least size of a block"},
        {"clipping", &Adafactor::clipping, thalweg::positive, "largest root mean square of u"},
    };

    std::vector<thalweg::optimizers::Stretch> blocks;
    thalweg::Vector u, sums; // sums: of a matrix R and C, else v; each block has rows + cols or size numbers
    double steps = 0;
    void reset(const thalweg::Start &start) {
        if (blocks.empty())
            blocks = thalweg::optimizers::blocks_of(start);
        std::size_t n = 0;
        for (const auto &block : blocks)
            n += block.is_matrix ? block.rows + block.cols : block.size;
        sums.assign(n, 0);
        u.assign(start.dimension, 0);
        steps = 0;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        ++steps;
        const double beta = 1 - std::pow(steps, -decay_exponent),
                     relative = std::min(learning_rate, 1 / std::sqrt(steps));
        double *state = sums.data();
        for (const auto &block : blocks) {
            const thalweg::Span part = x.subspan(block.offset, block.size),
                                direction(u.data() + block.offset, block.size);
            const double *const gradient = g.data() + block.offset;
            if (block.is_matrix)
                scale_matrix({block.rows, block.cols, beta}, gradient, state, direction.data());
            else
                scale_vector({1, block.size, beta}, gradient, state, direction.data());
            state += block.is_matrix ? block.rows + block.cols : block.size;
            const double length = std::max(epsilon2, rms(part)) * relative;
            thalweg::optimizers::add(part, -length / std::max(1.0, rms(direction) / clipping), direction);
        }
    }

private:
    struct Shape {
        std::size_t rows, cols;
        double beta;
    };
    static double rms(thalweg::ConstSpan a) {
        return thalweg::optimizers::norm(a) / std::sqrt(static_cast<double>(a.size()));
    }
    THALWEG_KERNEL void scale_vector(const Shape &shape, const double *g, double *v, double *out) const {
        const double beta = shape.beta, eps = epsilon1;
        for (std::size_t i = 0; i < shape.cols; ++i) {
            v[i] = beta * v[i] + (1 - beta) * (g[i] * g[i] + eps);
            out[i] = g[i] / std::sqrt(v[i]);
        }
    }
    THALWEG_KERNEL void scale_matrix(const Shape &shape, const double *g, double *state, double *out) const {
        const double beta = shape.beta, eps = epsilon1;
        const std::size_t rows = shape.rows, cols = shape.cols;
        double *const r = state, *const c = state + rows;
        for (std::size_t j = 0; j < cols; ++j)
            c[j] *= beta;
        double total = 0;
        for (std::size_t i = 0; i < rows; ++i) {
            const double *const row = g + i * cols;
            double sum = 0;
            for (std::size_t j = 0; j < cols; ++j) {
                const double square = row[j] * row[j] + eps;
                sum += square;
                c[j] += (1 - beta) * square;
            }
            r[i] = beta * r[i] + (1 - beta) * sum;
            total += r[i];
        }
        for (std::size_t i = 0; i < rows; ++i) {
            const double share = r[i] / total;
            for (std::size_t j = 0; j < cols; ++j)
                out[i * cols + j] = g[i * cols + j] / std::sqrt(share * c[j]);
        }
    }
};
THALWEG_PLUGIN(Adafactor)
