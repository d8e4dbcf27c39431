// SPDX-License-Identifier: MIT
// Observations and iterates, step by step -> those of them that a Record keeps, in bounded memory.
#pragma once

#include "engine/policy.hpp"
#include "engine/record.hpp"

#include <cstdint>
#include <span>
#include <vector>

namespace thalweg::engine {

/// Step 0, the best and the last are always kept; beyond observation_cap rows every second one goes.
class Recorder {
public:
    static constexpr std::size_t observation_cap = 100'000;
    /// Above this dimension x_best and x_solution are not stored.
    static constexpr std::size_t final_cap = 10'000;

    struct Plan {
        spec::Policy observations;
        Iterates iterates;
        std::size_t dimension = 0, metrics = 0;
        std::uint64_t expected_steps = 0; ///< to reserve memory; 0: unknown
    };
    void reset(const Plan &plan, Record &record);

    /// o describes x, the iterate of the next step; metrics: as many as planned. improved: f is the least so
    /// far.
    enum class Improvement { no, yes };
    void observe(const Observation &o, std::span<const double> x, std::span<const double> metrics,
                 Improvement improved);
    /// Replaces the last observation, that of x: a full value of f that came late.
    void amend_last(const Observation &o, std::span<const double> x, Improvement improved);
    /// Puts in what must be there: best and last. x_last: the iterate of the last observation; empty where it
    /// is lost, and then the one that was kept is taken, or NaN.
    void finish(std::span<const double> x_last);

    std::span<const double> x_best() const { return x_best_; }
    const Observation &best() const { return best_; }

private:
    void push_observation(const Observation &o, std::span<const double> metrics);
    void push_iterate(std::uint64_t step, std::span<const double> x);
    void remember_best(const Observation &o, std::span<const double> x, std::span<const double> metrics);
    void insert_observation(const Observation &o, std::span<const double> metrics);
    void insert_iterate(std::uint64_t step, std::span<const double> x);

    Plan plan_;
    Record *record_ = nullptr;
    Steps observation_steps_{spec::Policy{}}, iterate_steps_{spec::Policy{}};
    std::uint64_t kept_ = 0, kept_iterates_ = 0, iterate_stride_ = 1;
    Observation best_, last_;
    std::vector<double> x_best_, best_metrics_, last_metrics_;
};

} // namespace thalweg::engine
