// SPDX-License-Identifier: MIT
#include "blocks.hpp"
#include "tiled_product.hpp"
#include "vectors.hpp"

#include <cmath>

/// Muon: momentum that is made nearly orthogonal in each hidden matrix; AdamW in all other blocks.
///
///     m ← momentum · m + g
///     o ← (momentum · m + g) / (‖momentum · m + g‖ + 10⁻⁷)
///     o ← a o + (b A + c A²) o,  A = o oᵀ        `iterations` times; a, b, c = 3.4445, −4.7750, 2.0315
///     x ← (1 − lr · weight_decay) x − lr · √max(1, outputs / inputs) · o
///
/// Blocks of role hidden and rank 2 and more are matrices, a row an input and a column an output: all their
/// sides but the last by the last. Where an objective has none, as a network of one hidden layer, all of x is
/// AdamW's.
///
/// Differs from the source: in doubles rather than bfloat16, and to which blocks it applies is told by the
/// layout. The author's weights have a row an output: the same step, transposed. Defaults, those of AdamW as
/// well, are the author's code's.
struct Muon {
    static constexpr auto name = "muon";
    static constexpr auto source =
        "Jordan et al. 2024, Muon: An optimizer for hidden layers in neural networks, "
        "kellerjordan.github.io/posts/muon";
    static constexpr const char *tags[] = {"momentum", "matrices", "hidden_matrices", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 0.02, momentum = 0.95, weight_decay = 0, adamw_learning_rate = 3e-4,
           adamw_beta1 = 0.9, adamw_beta2 = 0.95, adamw_epsilon = 1e-10;
    std::int64_t iterations = 5;
    static constexpr thalweg::Parameter<Muon> parameters[] = {
        {"learning_rate", &Muon::learning_rate, thalweg::step_length, "step length of hidden matrices"},
        {"momentum", &Muon::momentum, thalweg::unit_interval_open, "share of m that is kept"},
        {"iterations", &Muon::iterations, thalweg::at_least(0), "Newton-Schulz iterations"},
        {"weight_decay", &Muon::weight_decay, thalweg::non_negative, "pulls all of x to 0"},
        {"adamw_learning_rate", &Muon::adamw_learning_rate, thalweg::step_length,
         "step length of other blocks"},
        {"adamw_beta1", &Muon::adamw_beta1, thalweg::unit_interval_open, "memory of AdamW's m"},
        {"adamw_beta2", &Muon::adamw_beta2, thalweg::unit_interval_open, "memory of AdamW's v"},
        {"adamw_epsilon", &Muon::adamw_epsilon, thalweg::positive, "keeps AdamW's denominator above zero"},
    };

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    using Block = thalweg::optimizers::Stretch;
    std::vector<Block> blocks;
    thalweg::Vector m, v, o, a, b, next; // o to next: of the largest hidden matrix
    double p1 = 1, p2 = 1;               // β₁ᵗ, β₂ᵗ
    void reset(const thalweg::Start &start) {
        if (blocks.empty())
            blocks = thalweg::optimizers::blocks_of(start);
        m.assign(start.dimension, 0);
        v.assign(start.dimension, 0);
        p1 = p2 = 1;
        std::size_t size = 0, square = 0;
        for (const Block &block : blocks)
            if (is_hidden(block)) {
                const std::size_t side = std::min(block.rows, block.cols);
                size = std::max(size, block.size);
                square = std::max(square, side * side);
            }
        o.assign(size, 0);
        next.assign(size, 0);
        a.assign(square, 0);
        b.assign(square, 0);
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        p1 = thalweg::decayed(p1, adamw_beta1);
        p2 = thalweg::decayed(p2, adamw_beta2);
        for (const Block &block : blocks)
            if (is_hidden(block))
                move_matrix(block, x.data() + block.offset, g.data() + block.offset);
            else
                move_vector(block, x.data() + block.offset, g.data() + block.offset);
    }

private:
    static bool is_hidden(const Block &block) { return block.is_matrix && block.role == THALWEG_ROLE_HIDDEN; }

    THALWEG_KERNEL void move_vector(const Block &block, double *x, const double *g) {
        const double lr = adamw_learning_rate, b1 = adamw_beta1, b2 = adamw_beta2, eps = adamw_epsilon,
                     kept = 1 - lr * weight_decay, c1 = 1 - p1, c2 = 1 - p2;
        double *const ms = m.data() + block.offset, *const vs = v.data() + block.offset;
        for (std::size_t i = 0; i < block.size; ++i) {
            ms[i] = b1 * ms[i] + (1 - b1) * g[i];
            vs[i] = b2 * vs[i] + (1 - b2) * g[i] * g[i];
            x[i] = kept * x[i] - lr * (ms[i] / c1) / (std::sqrt(vs[i] / c2) + eps);
        }
    }

    void move_matrix(const Block &block, double *x, const double *g) {
        using thalweg::optimizers::Matrix, thalweg::optimizers::view;
        const auto rows = static_cast<Eigen::Index>(block.rows), cols = static_cast<Eigen::Index>(block.cols);
        double *const ms = m.data() + block.offset;
        for (std::size_t i = 0; i < block.size; ++i) {
            ms[i] = momentum * ms[i] + g[i];
            next[i] = g[i] + momentum * ms[i];
        }
        const bool is_tall = rows > cols;
        auto wide = view(o, is_tall ? cols : rows, is_tall ? rows : cols);
        if (is_tall)
            wide = view(next, rows, cols).transpose();
        else
            wide = view(next, rows, cols);
        wide /= thalweg::optimizers::norm({next.data(), block.size}) + 1e-7;
        orthogonalise(wide);
        const double lr = learning_rate, kept = 1 - lr * weight_decay,
                     outputs_per_input = static_cast<double>(cols) / static_cast<double>(rows),
                     scale = lr * std::sqrt(std::max(1.0, outputs_per_input));
        Eigen::Map<Matrix> matrix(x, rows, cols);
        if (is_tall)
            matrix = kept * matrix - scale * wide.transpose();
        else
            matrix = kept * matrix - scale * wide;
    }
    void orthogonalise(thalweg::optimizers::MatrixView &wide) {
        using thalweg::optimizers::multiply, thalweg::optimizers::view;
        auto squared = view(a, wide.rows(), wide.rows()), polynomial = view(b, wide.rows(), wide.rows());
        auto product = view(next, wide.rows(), wide.cols());
        for (std::int64_t n = 0; n < iterations; ++n) {
            multiply(squared, wide, wide.transpose());
            multiply(polynomial, squared, squared);
            polynomial = -4.7750 * squared + 2.0315 * polynomial;
            multiply(product, polynomial, wide);
            wide = 3.4445 * wide + product;
        }
    }
};
THALWEG_PLUGIN(Muon)
