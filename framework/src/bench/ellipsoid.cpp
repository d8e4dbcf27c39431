// SPDX-License-Identifier: MIT
#include "bench/ellipsoid.hpp"

#include <algorithm>

namespace thalweg::bench {

namespace {

constexpr std::uint32_t quantities = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV;

void evaluate_point(const thalweg_eval &r, const Vector &w, std::uint64_t p) {
    const std::size_t d = w.size();
    const double *const x = r.x + p * r.ld;
    if (r.want & THALWEG_W_F) {
        double f = 0;
        for (std::size_t i = 0; i < d; ++i)
            f += w[i] / 2 * x[i] * x[i];
        r.f[p] = f;
    }
    for (std::size_t i = 0; (r.want & THALWEG_W_G) && i < d; ++i)
        r.g[p * r.ld + i] = w[i] * x[i];
    for (std::size_t i = 0; (r.want & THALWEG_W_HV) && i < d; ++i)
        r.hv[p * r.ld + i] = w[i] * r.v[p * r.ld + i];
    if (r.want & THALWEG_W_H) {
        double *const h = r.h + p * d * d;
        std::fill_n(h, d * d, 0.0);
        for (std::size_t i = 0; i < d; ++i)
            h[i * d + i] = w[i];
    }
}

} // namespace

Ellipsoid::Ellipsoid(std::size_t d) : w_(d, 1.0) {
    for (std::size_t i = 1; i < d; ++i)
        w_[i] = 1 + 99 * static_cast<double>(i) / static_cast<double>(d - 1);
    oracle_ = {.struct_size = sizeof oracle_,
               .caps = quantities,
               .ctx = this,
               .eval = eval,
               .dim = d,
               .lower = nullptr,
               .upper = nullptr,
               .next_batch = next_batch,
               .report = report};
}

void Ellipsoid::begin(std::uint64_t budget) {
    left_ = budget;
    reports_ = 0;
    asked_.clear();
}

void Ellipsoid::evaluate(thalweg_eval &r) const {
    for (std::uint64_t p = 0; p < r.n_points; ++p)
        evaluate_point(r, w_, p);
    r.samples = 0;
}

thalweg_status Ellipsoid::eval(void *ctx, thalweg_eval *request) {
    auto &self = *static_cast<Ellipsoid *>(ctx);
    if (request == nullptr || request->dim != self.w_.size() || (request->want & quantities) == 0)
        return THALWEG_E_INVALID_ARG;
    if (request->n_points > self.left_)
        return THALWEG_E_BUDGET;
    self.left_ -= request->n_points;
    self.asked_.insert(self.asked_.end(), request->n_points, request->want);
    self.evaluate(*request);
    return THALWEG_OK;
}

thalweg_status Ellipsoid::next_batch(void *) { return THALWEG_OK; }

thalweg_status Ellipsoid::report(void *ctx, const double *, double, const double *) {
    auto &self = *static_cast<Ellipsoid *>(ctx);
    ++self.reports_;
    return self.left_ == 0 ? THALWEG_E_BUDGET : THALWEG_OK;
}

} // namespace thalweg::bench
