// SPDX-License-Identifier: MIT
// Two records -> whether they are equal bit for bit, times and hosts aside.
#pragma once

#include "engine/record.hpp"

#include <cstring>
#include <string>

namespace bench {

/// NaN equals NaN of the same bits, and 0 is not -0.
template <class T> bool same_bits(const T &a, const T &b) { return std::memcmp(&a, &b, sizeof(T)) == 0; }
inline bool same_bits(const std::vector<double> &a, const std::vector<double> &b) {
    return a.size() == b.size() && (a.empty() || std::memcmp(a.data(), b.data(), 8 * a.size()) == 0);
}

/// The first difference; empty: there is none.
inline std::string difference(const thalweg::engine::Record &a, const thalweg::engine::Record &b) {
    if (a.run_id != b.run_id || a.dimension != b.dimension || a.status != b.status || a.steps != b.steps)
        return "run, dimension, status or steps";
    if (!(a.cost == b.cost))
        return "cost";
    const auto numbers = [](const thalweg::engine::Record &r) {
        return std::vector<double>{
            r.f_start,     r.f_final,     r.f_best,        r.f_incumbent, r.f_solution,
            r.hessian_min, r.hessian_max, r.window_travel, r.window_net,  r.gradient_norm_final};
    };
    if (!same_bits(numbers(a), numbers(b)))
        return "a number";
    if (a.step_best != b.step_best || a.hessian_negative != b.hessian_negative ||
        a.hessian_zero != b.hessian_zero || a.window_period != b.window_period ||
        a.observation_stride != b.observation_stride)
        return "a count";
    if (a.observations.size() != b.observations.size())
        return "number of observations";
    for (std::size_t i = 0; i < a.observations.size(); ++i) {
        const auto &x = a.observations[i], &y = b.observations[i];
        if (x.step != y.step || !same_bits(x.f, y.f) || !same_bits(x.gradient_norm, y.gradient_norm) ||
            !(x.cost == y.cost) || !same_bits(x.f_batch, y.f_batch))
            return "observation " + std::to_string(i);
    }
    if (a.diagnostics.size() != b.diagnostics.size() ||
        (!a.diagnostics.empty() && std::memcmp(a.diagnostics.data(), b.diagnostics.data(),
                                               a.diagnostics.size() * sizeof a.diagnostics[0]) != 0))
        return "diagnostics";
    if (!same_bits(a.metrics, b.metrics) || a.iterate_steps != b.iterate_steps ||
        !same_bits(a.iterates, b.iterates))
        return "metrics or iterates";
    if (!same_bits(a.x_final, b.x_final) || !same_bits(a.x_best, b.x_best) ||
        !same_bits(a.x_solution, b.x_solution))
        return "a final point";
    if (a.hits.size() != b.hits.size() || a.full.size() != b.full.size())
        return "number of hits or full values";
    for (std::size_t i = 0; i < a.hits.size(); ++i)
        if (a.hits[i].target != b.hits[i].target || a.hits[i].step != b.hits[i].step ||
            !(a.hits[i].cost == b.hits[i].cost))
            return "hit " + std::to_string(i);
    for (std::size_t i = 0; i < a.full.size(); ++i)
        if (a.full[i].step != b.full[i].step || a.full[i].split != b.full[i].split ||
            !same_bits(a.full[i].f, b.full[i].f))
            return "full value " + std::to_string(i);
    return a.messages == b.messages ? "" : "messages";
}

} // namespace bench
