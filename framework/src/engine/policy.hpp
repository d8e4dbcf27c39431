// SPDX-License-Identifier: MIT
// A policy of an experiment file -> which steps to keep.
#pragma once

#include "spec/spec.hpp"

#include <cstdint>
#include <optional>

namespace thalweg::engine {

/// Asked once a step, in ascending order from step 0.
class Steps {
public:
    explicit Steps(spec::Policy policy);

    /// Whether `step` is kept. improvement: whether f fell below all before.
    bool keeps(std::uint64_t step, bool improved) {
        switch (policy_.kind) {
        case spec::Policy::Kind::all:
            return true;
        case spec::Policy::Kind::every:
            return step % policy_.n == 0;
        case spec::Policy::Kind::log:
            return keeps_log(step);
        case spec::Policy::Kind::improvement:
            return improved;
        case spec::Policy::Kind::none:
        case spec::Policy::Kind::automatic:
            return false;
        }
        return false;
    }

private:
    bool keeps_log(std::uint64_t step);

    spec::Policy policy_;
    std::uint64_t dense_ = 0; ///< log: every step up to it is kept
    std::uint64_t next_ = 0;  ///< 0, then round(10^(j/n))
};

/// How many of the steps 0 to `steps` the policy keeps at most.
std::uint64_t count_kept(spec::Policy policy, std::uint64_t steps);

/// What `iterates = "auto"` means: every step while a run's iterates take at most 8 MiB, else as many
/// log-spaced ones as fit; log:16 where the number of steps is not bounded. The cap of rows holds for what
/// was automatic.
struct Iterates {
    spec::Policy policy;
    std::uint64_t cap = 0; ///< rows kept at most, first, best and last apart; 0: no cap
};
Iterates resolve_iterates(spec::Policy policy, std::optional<std::uint64_t> steps, std::uint64_t dimension);

/// Beyond that many observations of a run every second one goes.
inline constexpr std::uint64_t observation_cap = 100'000;

/// Rows of a run of at most `steps` steps that are kept at most, step 0, best and last included.
std::uint64_t most_observations(spec::Policy policy, std::uint64_t steps);
std::uint64_t most_iterates(const Iterates &iterates, std::uint64_t steps);

} // namespace thalweg::engine
