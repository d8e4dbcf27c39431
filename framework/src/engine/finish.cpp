// SPDX-License-Identifier: MIT
// The end of a run: the solution that the optimizer would return, and the curvature where it stopped.
#include "engine/norm.hpp"
#include "engine/run.hpp"

#include <Eigen/Eigenvalues>
#include <algorithm>

namespace thalweg::engine {

namespace {
constexpr std::size_t largest_hessian = 200;
}

const double *Run::solution() {
    if (!p_.optimizer->solution)
        return nullptr;
    w_.solution.assign(d_, NAN);
    const bool is_told = p_.optimizer->solution(p_.self, w_.x.data(), w_.solution.data()) == THALWEG_OK;
    return is_told ? w_.solution.data() : nullptr;
}

void Run::finish_solution() {
    record_.f_solution = record_.f_final;
    record_.x_solution.clear();
    if (d_ <= Recorder::final_cap)
        record_.x_solution = record_.x_final;
    if (is_bad(record_.status) || record_.status == Status::diverged)
        return;
    const double *point = solution();
    if (point == nullptr || !evaluate(THALWEG_W_F | THALWEG_W_FULL, THALWEG_SPLIT_TRAIN, point))
        return;
    record_.f_solution = f_;
    if (d_ <= Recorder::final_cap)
        record_.x_solution.assign(point, point + d_);
}

/// Eigenvalues of H at the last iterate; those within 1e-8 of the largest magnitude count as zero.
void Run::finish_hessian() {
    record_.hessian_min = record_.hessian_max = NAN;
    record_.hessian_negative = record_.hessian_zero = -1;
    if (!(p_.function->caps() & THALWEG_W_H) || d_ > largest_hessian || is_bad(record_.status) ||
        record_.status == Status::diverged)
        return;
    w_.h.assign(d_ * d_, 0.0);
    const std::uint32_t want = THALWEG_W_H | THALWEG_W_FULL;
    if (!evaluate(want, THALWEG_SPLIT_TRAIN, w_.x.data()) || !all_finite(w_.h))
        return;
    Vector values(w_.h);
    if (d_ > 1) {
        Eigen::setCpuCacheSizes(32 << 10, 256 << 10, 2 << 20); // blocks, and so bits, that no machine decides
        const auto n = static_cast<Eigen::Index>(d_);
        const Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd> solver(
            Eigen::Map<Eigen::MatrixXd>(w_.h.data(), n, n), Eigen::EigenvaluesOnly);
        if (solver.info() != Eigen::Success)
            return;
        values.assign(solver.eigenvalues().data(), solver.eigenvalues().data() + n);
    }
    const auto [least, most] = std::minmax_element(values.begin(), values.end());
    record_.hessian_min = *least;
    record_.hessian_max = *most;
    const double zero = 1e-8 * std::max(std::fabs(*least), std::fabs(*most));
    record_.hessian_negative = 0;
    record_.hessian_zero = 0;
    for (double value : values) {
        record_.hessian_zero += std::fabs(value) <= zero;
        record_.hessian_negative += value < -zero;
    }
}

} // namespace thalweg::engine
