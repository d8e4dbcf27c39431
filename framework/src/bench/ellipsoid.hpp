// SPDX-License-Identifier: MIT
// The objective of optimizers that ask: f(x) = sum of w_i x_i²/2, w from 1 to 100, so that no first step ends
// it.
#pragma once

#include <cstdint>
#include <limits>
#include <thalweg/abi.h>
#include <thalweg/face/basics.hpp>
#include <vector>

namespace thalweg::bench {

class Ellipsoid {
public:
    explicit Ellipsoid(std::size_t d);
    Ellipsoid(const Ellipsoid &) = delete;

    /// From now on `budget` evaluations are granted, and what was asked and reported before is forgotten.
    void begin(std::uint64_t budget = std::numeric_limits<std::uint64_t>::max());
    const thalweg_oracle *oracle() const { return &oracle_; }
    std::uint64_t reports() const { return reports_; }
    const std::vector<std::uint32_t> &asked() const { return asked_; } ///< THALWEG_W_* of each evaluation
    void evaluate(thalweg_eval &request) const;

private:
    static thalweg_status eval(void *self, thalweg_eval *request);
    static thalweg_status next_batch(void *self);
    static thalweg_status report(void *self, const double *x, double f, const double *metrics);

    Vector w_;
    std::uint64_t left_ = 0, reports_ = 0;
    std::vector<std::uint32_t> asked_;
    thalweg_oracle oracle_{};
};

} // namespace thalweg::bench
