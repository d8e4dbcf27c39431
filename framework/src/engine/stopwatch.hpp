// SPDX-License-Identifier: MIT
// Steps -> seconds in the objective and in the optimizer, sampled where reading the clock would cost as much
// as a step.
#pragma once

#include <cmath>
#include <cstdint>
#include <ctime>

namespace thalweg::engine {

/// Nanoseconds of the monotonic clock.
inline std::int64_t now_ns() {
    timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return std::int64_t{t.tv_sec} * 1'000'000'000 + t.tv_nsec;
}

/// What one reading of the clock costs on this machine, in ns; measured once a process.
double clock_cost_ns();

/// Times every step at first, then every so many that the readings stay below 2 % of the time; a timed step
/// stands for those since the one before it, but never for more time than went by since then: a step during
/// which the machine did something else would else count many times. `always`: each step, for timing =
/// "observation".
class Stopwatch {
public:
    enum class Mode { sampled, always };

    void reset(Mode mode);
    /// Whether the step that begins now is timed.
    bool begin() { return timed_ = --countdown_ == 0; }
    bool timed() const { return timed_; }
    /// How long the timed step took, and in how many intervals between two readings of the clock.
    struct Timed {
        std::int64_t objective_ns = 0, optimizer_ns = 0;
        int objective_intervals = 1, optimizer_intervals = 1;
        std::int64_t at_ns = 0; ///< when the clock was last read
    };
    void end(const Timed &timed);
    void count_step() { ++steps_; }

    /// Estimates for all steps counted so far.
    double objective_seconds() const { return scaled(objective_); }
    double optimizer_seconds() const { return scaled(optimizer_); }
    double seconds() const { return scaled(objective_ + optimizer_); }

private:
    double scaled(double ns) const {
        // the quotient of the counts first: it is exactly 1 where every step is timed, and sums then never
        // decrease
        return weight_ > 0 ? ns * (static_cast<double>(steps_) / weight_) * 1e-9 : 0.0;
    }

    Mode mode_ = Mode::sampled;
    bool timed_ = false;
    std::int64_t stride_ = 1, countdown_ = 1;
    std::uint64_t steps_ = 0, samples_ = 0;
    std::int64_t last_at_ns_ = 0;
    double objective_ = 0, optimizer_ = 0, weight_ = 0; ///< ns, ns and steps that the samples stand for
};

} // namespace thalweg::engine
