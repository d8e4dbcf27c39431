// SPDX-License-Identifier: MIT
// A symmetric positive definite matrix becomes its inverse fourth root, in memory that is there from the
// start.
#pragma once

#include "tiled_product.hpp"

#include <Eigen/Eigenvalues>

#include <cmath>

namespace thalweg::optimizers {

/// Eigen's steps one by one, since its SelfAdjointEigenSolver::compute allocates in every call.
class InverseFourthRoot {
public:
    explicit InverseFourthRoot(Eigen::Index side)
        : q_(side, side), vectors_(side, side), diagonal_(side), workspace_(side), subdiagonal_(side - 1),
          coefficients_(side - 1), solver_(side) {}

    /// root ← matrix^(−1/4). least: below it there are no eigenvalues, but for rounding.
    void take(const Eigen::MatrixXd &matrix, double least, Eigen::MatrixXd &root) {
        q_ = matrix;
        Eigen::internal::tridiagonalization_inplace(q_, coefficients_);
        diagonal_ = q_.diagonal();
        subdiagonal_ = q_.diagonal<-1>();
        Eigen::HouseholderSequence<Eigen::MatrixXd, Eigen::VectorXd>(q_, coefficients_)
            .setLength(q_.rows() - 1)
            .setShift(1)
            .evalTo(q_, workspace_);
        solver_.computeFromTridiagonal(diagonal_, subdiagonal_);
        multiply(vectors_, q_, solver_.eigenvectors());
        for (Eigen::Index i = 0; i < q_.cols(); ++i)
            q_.col(i) = vectors_.col(i) / std::sqrt(std::sqrt(std::max(solver_.eigenvalues()[i], least)));
        multiply(root, q_, vectors_.transpose());
    }

private:
    Eigen::MatrixXd q_, vectors_;
    Eigen::VectorXd diagonal_, workspace_, subdiagonal_, coefficients_;
    Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver_;
};

} // namespace thalweg::optimizers
