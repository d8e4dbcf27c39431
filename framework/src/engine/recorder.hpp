// SPDX-License-Identifier: MIT
// Observations and iterates, step by step -> those of them that a Record keeps, in bounded memory.
#pragma once

#include "engine/policy.hpp"
#include "engine/record.hpp"

#include <algorithm>
#include <cstdint>
#include <span>
#include <vector>

namespace thalweg::engine {

/// Step 0, the best and the last are always kept; beyond observation_cap rows every second one goes.
class Recorder {
public:
    static constexpr std::size_t observation_cap = engine::observation_cap;
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
    /// far. Inline, so that o can stay in registers: reading back what was just written, in wider pieces,
    /// stalls.
    enum class Improvement { no, yes };
    [[gnu::always_inline]] void observe(const Observation &o, std::span<const double> x,
                                        std::span<const double> metrics, Improvement improved) {
        const bool better = improved == Improvement::yes;
        const bool kept =
            (observation_steps_.keeps(o.step, better) || o.step == 0) && push_observation(o, metrics);
        if (better && kept) {
            best_row_ = record_->observations.size() - 1;
            remember_point(x, metrics);
        } else if (better) {
            remember_best(o, x, metrics);
        }
        if (iterate_steps_.keeps(o.step, better) || o.step == 0)
            push_iterate(o.step, x);
    }
    /// Whether observe() may keep it.
    bool wants(std::uint64_t step, Improvement improved) const {
        if (improved == Improvement::yes || step == 0)
            return true;
        return (kept_ & (record_->observation_stride - 1)) == 0 &&
               Steps(observation_steps_).keeps(step, false);
    }
    /// This observation is the best so far; also for the last one, where its full value of f came late.
    void remember_best(const Observation &o, std::span<const double> x, std::span<const double> metrics) {
        best_ = o;
        best_row_ = no_row;
        remember_point(x, metrics);
    }
    struct Last {
        const Observation &observation;
        std::span<const double> metrics;
        /// The iterate; empty where it is lost, and then the one that was kept is taken, or NaN.
        std::span<const double> x;
    };
    /// Puts in what must be there: best and last.
    void finish(const Last &last);

    std::span<const double> x_best() const { return x_best_; }

private:
    static constexpr std::size_t no_row = ~std::size_t{0};

    void remember_point(std::span<const double> x, std::span<const double> metrics) {
        copy(x, x_best_);
        if (!metrics.empty())
            copy(metrics, best_metrics_);
    }
    /// best_ holds the best observation from here on.
    void take_best_from_row() {
        if (best_row_ != no_row)
            best_ = record_->observations[best_row_];
        best_row_ = no_row;
    }
    [[gnu::always_inline]] static void copy(std::span<const double> from, std::vector<double> &to) {
        if (from.size() == 1) // a call of memmove costs more than all of a short step's recording
            to[0] = from[0];
        else
            std::copy(from.begin(), from.end(), to.begin());
    }
    [[gnu::always_inline]] static void append(std::span<const double> row, std::vector<double> &to) {
        if (row.size() == 1)
            to.push_back(row[0]);
        else
            to.insert(to.end(), row.begin(), row.end());
    }
    // strides are powers of two
    [[gnu::always_inline]] bool push_observation(const Observation &o, std::span<const double> metrics) {
        const std::uint64_t number = kept_++;
        if ((number & (record_->observation_stride - 1)) != 0)
            return false;
        if (record_->observations.size() == observation_cap && !thin_observations(number))
            return false;
        record_->observations.emplace_back() = o; // not push_back: it would take the address of o
        if (!metrics.empty())
            append(metrics, record_->metrics);
        return true;
    }
    void push_iterate(std::uint64_t step, std::span<const double> x) {
        const std::uint64_t number = kept_iterates_++;
        if ((number & (iterate_stride_ - 1)) != 0)
            return;
        if (record_->iterate_steps.size() == plan_.iterates.cap && !thin_iterates(number))
            return;
        record_->iterate_steps.push_back(step);
        append(x, record_->iterates);
    }
    /// Every second row goes; whether candidate `number` is still among what is kept.
    bool thin_observations(std::uint64_t number);
    bool thin_iterates(std::uint64_t number);
    void insert_observation(const Observation &o, std::span<const double> metrics);
    void insert_iterate(std::uint64_t step, std::span<const double> x);

    Plan plan_;
    Record *record_ = nullptr;
    Steps observation_steps_{spec::Policy{}}, iterate_steps_{spec::Policy{}};
    std::uint64_t kept_ = 0, kept_iterates_ = 0, iterate_stride_ = 1;
    Observation best_;              ///< where best_row_ is no_row
    std::size_t best_row_ = no_row; ///< the best observation among those that are kept
    std::vector<double> x_best_, best_metrics_;
};

} // namespace thalweg::engine
