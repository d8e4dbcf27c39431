// SPDX-License-Identifier: MIT
#include "engine/memory.hpp"

#include "engine/policy.hpp"
#include "engine/record.hpp"

#include <algorithm>
#include <thalweg/abi.h>

namespace thalweg::engine {

namespace {

constexpr double most = 1.8e19;

std::uint64_t rounded(double bytes) { return static_cast<std::uint64_t>(std::min(bytes, most)); }

} // namespace

std::uint64_t point_bytes(std::uint64_t dimension, Curvature curvature) {
    // The start, x before and after, g, the last point asked about, the best, the one recorded last; first,
    // best and last iterate and what the record has of them; one of the objective's own and one of the
    // optimizer's.
    constexpr double vectors = 16, matrices = 2; // the Hessian, and what an optimizer makes of it
    const auto d = static_cast<double>(dimension);
    return rounded(sizeof(double) * (vectors * d + (curvature == Curvature::hessian ? matrices * d * d : 0)));
}

Memory memory_of(const plan::Cell &cell, const spec::Record &policy) {
    // Diagnostics are with the metrics before they are on their own. Points and gradients of two steps, the
    // step, and the last gradient asked for.
    constexpr double copies = 2, trace_vectors = 6;
    const std::uint64_t steps = cell.stop.steps.value_or(cell.stop.evaluations.value_or(observation_cap));
    const auto observations = static_cast<double>(most_observations(policy.observations, steps));
    const auto iterates = static_cast<double>(
        most_iterates(resolve_iterates(policy.iterates, cell.stop.steps, cell.dimension), steps));
    const double rows =
        observations *
            (sizeof(Observation) + sizeof(double) * static_cast<double>(cell.optimizer->metrics.size()) +
             (policy.diagnostics ? copies * sizeof(Diagnostics) : 0)) +
        iterates * (sizeof(std::uint64_t) + sizeof(double) * static_cast<double>(cell.dimension));
    const bool asks_for_h = (cell.optimizer->needs & THALWEG_W_H) != 0;
    const std::uint64_t points =
        point_bytes(cell.dimension, asks_for_h ? Curvature::hessian : Curvature::none);
    const double traced =
        policy.diagnostics ? trace_vectors * sizeof(double) * static_cast<double>(cell.dimension) : 0;
    const double finals = 3 * sizeof(double) * static_cast<double>(cell.dimension);
    return {rounded(rows + traced + static_cast<double>(points)), rounded(rows + finals)};
}

} // namespace thalweg::engine
