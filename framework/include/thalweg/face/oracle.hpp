// SPDX-License-Identifier: MIT
// The oracle for authors of `step` and `run`: every call is counted by the host, and a refusal is thrown as
// Refused.
#pragma once

#include "basics.hpp"

#include <limits>

namespace thalweg {

/// Names for `needs` and Oracle::can: what an objective offers.
inline constexpr std::uint32_t value = THALWEG_W_F, gradient = THALWEG_W_G, hessian = THALWEG_W_H,
                               hessian_vector = THALWEG_W_HV;

/// All spans have dimension() elements, Hessians its square (row-major). x must not overlap an output.
class Oracle {
public:
    explicit Oracle(const thalweg_oracle &oracle) : oracle_(oracle) {
        request_.struct_size = sizeof(thalweg_eval);
        request_.n_points = 1;
        request_.dim = oracle.dim;
        request_.ld = (oracle.dim + 7) / 8 * 8;
    }

    std::size_t dimension() const { return oracle_.dim; }
    bool can(std::uint32_t want) const { return (oracle_.caps & want) == want; }
    /// Hard bounds; empty: none.
    ConstSpan lower() const { return {oracle_.lower, oracle_.lower ? oracle_.dim : 0}; }
    ConstSpan upper() const { return {oracle_.upper, oracle_.upper ? oracle_.dim : 0}; }

    double value(ConstSpan x) {
        ask(THALWEG_W_F, x);
        return f_;
    }
    void gradient(ConstSpan x, Span g) {
        request_.g = g.data();
        ask(THALWEG_W_G, x);
    }
    double value_and_gradient(ConstSpan x, Span g) {
        request_.g = g.data();
        ask(THALWEG_W_F | THALWEG_W_G, x);
        return f_;
    }
    void gradient_and_hessian(ConstSpan x, Span g, Span h) {
        request_.g = g.data();
        request_.h = h.data();
        ask(THALWEG_W_G | THALWEG_W_H, x);
    }
    double value_gradient_hessian(ConstSpan x, Span g, Span h) {
        request_.g = g.data();
        request_.h = h.data();
        ask(THALWEG_W_F | THALWEG_W_G | THALWEG_W_H, x);
        return f_;
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) {
        request_.v = v.data();
        request_.hv = hv.data();
        ask(THALWEG_W_HV, x);
    }
    /// As the requests above, on all data rather than the step's minibatch.
    double full_value(ConstSpan x) {
        ask(THALWEG_W_F | THALWEG_W_FULL, x);
        return f_;
    }
    /// That the last request touched; 0: the objective has no data.
    std::uint64_t samples() const { return request_.samples; }
    void next_batch() { check(oracle_.next_batch(oracle_.ctx)); }
    /// For `run`: publishes the next iterate. f: its value, NaN where unknown. metrics: as declared, or
    /// empty.
    void report(ConstSpan x, double f = std::numeric_limits<double>::quiet_NaN(), ConstSpan metrics = {}) {
        check(oracle_.report(oracle_.ctx, x.data(), f, metrics.empty() ? nullptr : metrics.data()));
    }

private:
    void ask(std::uint32_t want, ConstSpan x) {
        request_.want = want;
        request_.x = x.data();
        request_.f = &f_;
        check(oracle_.eval(oracle_.ctx, &request_));
    }
    static void check(thalweg_status status) {
        if (status != THALWEG_OK)
            throw Refused(status);
    }

    const thalweg_oracle &oracle_;
    thalweg_eval request_{};
    double f_ = 0;
};

} // namespace thalweg
