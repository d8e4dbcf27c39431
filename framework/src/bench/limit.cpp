// SPDX-License-Identifier: MIT
#include "bench/limit.hpp"

#include <algorithm>
#include <thalweg/face/basics.hpp>

namespace thalweg::bench {

namespace {

THALWEG_KERNEL void without_state(double *const *, std::size_t, double *x, const double *g, std::size_t d) {
    constexpr double rate = 1e-3; // the product costs nothing: without it the loop is slower on a Zen 5
    for (std::size_t i = 0; i < d; ++i)
        x[i] -= rate * g[i];
}

THALWEG_KERNEL void with_one(double *const *states, std::size_t, double *x, const double *g, std::size_t d) {
    double *const m = states[0];
#pragma GCC ivdep
    for (std::size_t i = 0; i < d; ++i) {
        m[i] += g[i];
        x[i] += m[i];
    }
}

THALWEG_KERNEL void with_two(double *const *states, std::size_t, double *x, const double *g, std::size_t d) {
    double *const m = states[0], *const v = states[1];
#pragma GCC ivdep
    for (std::size_t i = 0; i < d; ++i) {
        m[i] += g[i];
        v[i] += m[i];
        x[i] += g[i];
    }
}

/// In stretches that stay in the first cache, so that only the first pass over g comes from further away.
THALWEG_KERNEL void with_many(double *const *states, std::size_t n, double *x, const double *g,
                              std::size_t d) {
    constexpr std::size_t stretch = 256;
    for (std::size_t begin = 0; begin < d; begin += stretch) {
        const std::size_t end = std::min(begin + stretch, d);
        for (std::size_t k = 0; k < n; ++k) {
            double *const m = states[k];
#pragma GCC ivdep
            for (std::size_t i = begin; i < end; ++i)
                m[i] += g[i];
        }
        for (std::size_t i = begin; i < end; ++i)
            x[i] += g[i];
    }
}

} // namespace

Limit limit_for(std::size_t n_states) {
    constexpr Limit fused[] = {without_state, with_one, with_two};
    return n_states < std::size(fused) ? fused[n_states] : with_many;
}

} // namespace thalweg::bench
