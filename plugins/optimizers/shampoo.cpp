// SPDX-License-Identifier: MIT
#include "blocks.hpp"
#include "inverse_fourth_root.hpp"

/// One side of a matrix: ε I + Σ G Gᵀ, and its inverse fourth root.
class Preconditioner {
public:
    explicit Preconditioner(Eigen::Index side)
        : sum_(side, side), product_(side, side), root_(side, side), inverse_(side) {}

    void reset(double epsilon) {
        sum_.setIdentity();
        sum_ *= epsilon;
    }
    template <class G> void add(const G &g) {
        thalweg::optimizers::multiply(product_, g, g.transpose());
        sum_ += product_;
    }
    void take_root(double epsilon) { inverse_.take(sum_, epsilon, root_); }
    const Eigen::MatrixXd &root() const { return root_; }

private:
    Eigen::MatrixXd sum_, product_, root_;
    thalweg::optimizers::InverseFourthRoot inverse_;
};

/// A matrix of x: what preconditions it, and memory for its step.
struct Preconditioned {
    Preconditioned(Eigen::Index rows, Eigen::Index cols)
        : left(rows), right(cols), gradient(rows, cols), half(rows, cols), step(rows, cols) {}
    Preconditioner left, right;
    thalweg::optimizers::Matrix gradient, half, step;
};

/// Shampoo: each matrix of x has a preconditioner on either side, made of all its gradients.
///
///     L ← L + G Gᵀ            R ← R + Gᵀ G            from ε I
///     X ← X − lr · L^(−1/4) G R^(−1/4)        the roots taken anew every update_frequency steps
///     x ← x − lr · g / √(ε + Σ g²)        in blocks of rank 1
///
/// Differs from the paper: blocks of rank 1 have the diagonal of its matrix (AdaGrad), blocks of rank 3 and 4
/// are matrices of all their sides but the last by the last. With update_frequency 1 it is Algorithm 1; the
/// other defaults are ours, the paper has none.
struct Shampoo {
    static constexpr auto name = "shampoo";
    static constexpr auto source = "Gupta, Koren & Singer 2018, Algorithm 1, arXiv:1802.09568";
    static constexpr const char *tags[] = {"adaptive", "matrices", nullptr};
    static constexpr bool blockwise = true;

    double learning_rate = 0.1, epsilon = 1e-4;
    std::int64_t update_frequency = 1;
    static constexpr thalweg::Parameter<Shampoo> parameters[] = {
        {"learning_rate", &Shampoo::learning_rate, thalweg::step_length, "step length"},
        {"epsilon", &Shampoo::epsilon, thalweg::positive, "preconditioners begin at this times I"},
        {"update_frequency", &Shampoo::update_frequency, thalweg::at_least(1),
         "steps from one computation of the roots to the next"},
    };

    /// Eigen blocks its products by the cache sizes it finds: fixed ones give the same bits on all machines.
    static void initialize() { Eigen::setCpuCacheSizes(32 << 10, 512 << 10, 8 << 20); }

    using Block = thalweg::optimizers::Stretch;
    std::vector<Block> blocks;
    std::vector<Preconditioned> matrices; // in the order of the blocks that are matrices
    thalweg::Vector diagonal;             // of blocks of rank 1: ε + Σ g²
    std::int64_t steps = 0;
    void reset(const thalweg::Start &start) {
        if (blocks.empty()) {
            blocks = thalweg::optimizers::blocks_of(start);
            matrices.reserve(blocks.size()); // a solver that was never used must not be moved
            for (const Block &block : blocks)
                if (block.is_matrix)
                    matrices.emplace_back(block.rows, block.cols);
        }
        for (Preconditioned &matrix : matrices) {
            matrix.left.reset(epsilon);
            matrix.right.reset(epsilon);
        }
        diagonal.assign(start.dimension, epsilon);
        steps = 0;
    }

    void update(thalweg::Span x, thalweg::ConstSpan g) {
        auto matrix = matrices.begin();
        for (const Block &block : blocks)
            if (block.is_matrix)
                move_matrix(*matrix++, x.data() + block.offset, g.data() + block.offset);
            else
                move_vector(block, x.data() + block.offset, g.data() + block.offset);
        ++steps;
    }

private:
    void move_matrix(Preconditioned &of, double *x, const double *g) {
        using thalweg::optimizers::Matrix, thalweg::optimizers::multiply;
        of.gradient = Eigen::Map<const Matrix>(g, of.gradient.rows(), of.gradient.cols());
        of.left.add(of.gradient);
        of.right.add(of.gradient.transpose());
        if (steps % update_frequency == 0) {
            of.left.take_root(epsilon);
            of.right.take_root(epsilon);
        }
        multiply(of.half, of.left.root(), of.gradient);
        multiply(of.step, of.half, of.right.root());
        Eigen::Map<Matrix>(x, of.step.rows(), of.step.cols()) -= learning_rate * of.step;
    }
    THALWEG_KERNEL void move_vector(const Block &block, double *x, const double *g) {
        const double lr = learning_rate;
        double *const sums = diagonal.data() + block.offset;
        for (std::size_t i = 0; i < block.size; ++i) {
            sums[i] += g[i] * g[i];
            x[i] -= lr * g[i] / std::sqrt(sums[i]);
        }
    }
};
THALWEG_PLUGIN(Shampoo)
