// SPDX-License-Identifier: MIT
// What one run leaves behind: the facts of its end, its observations and its iterates.
#pragma once

#include <cmath>
#include <cstdint>
#include <string>
#include <vector>

namespace thalweg::engine {

/// Why a run ended; frozen in this order.
enum class Status : std::uint8_t {
    steps,
    evaluations,
    seconds,
    target,
    gradient_norm,
    converged,
    stalled,
    diverged,
    timed_out,
    crashed,
    failed,
    out_of_memory,
};
inline constexpr const char *status_names[] = {"steps",         "evaluations", "seconds", "target",
                                               "gradient_norm", "converged",   "stalled", "diverged",
                                               "timed_out",     "crashed",     "failed",  "out_of_memory"};
inline constexpr bool is_bad(Status status) { return status >= Status::timed_out; }

/// What the optimizer asked for, counted by point.
struct Cost {
    std::uint64_t evaluations = 0; ///< requests
    std::uint64_t f = 0, g = 0, h = 0, hv = 0, samples = 0;
    bool operator==(const Cost &) const = default;
};

/// x_k, before step k + 1.
struct Observation {
    std::uint64_t step = 0;
    double f = NAN, gradient_norm = NAN;
    Cost cost;
    double f_batch = NAN; ///< value on the step's minibatch
    double seconds = NAN; ///< cumulative, without recording; NaN unless timed
};

/// What the host sees of a step, whatever the optimizer; only where it was asked for.
struct Diagnostics {
    double step_length = NAN; ///< |x_k - x_{k-1}|
    double step_cosine = NAN; ///< of the angle between x_k - x_{k-1} and -g(x_{k-1})
    double x_norm = NAN;      ///< |x_k|
};
inline constexpr std::size_t diagnostic_count = sizeof(Diagnostics) / sizeof(double);

/// When f - f_opt first fell to 10^exponent / 10 ... : the cost at which it did.
struct Hit {
    double target = 0;
    std::uint64_t step = 0;
    Cost cost;
};

struct Full {
    std::uint64_t step = 0;
    std::uint32_t split = 0; ///< THALWEG_SPLIT_*
    double f = NAN, accuracy = NAN;
};

/// All of one run. Vectors keep their memory from run to run.
struct Record {
    std::uint64_t run_id = 0;
    std::uint32_t attempt = 1, worker = 0;
    std::uint64_t dimension = 0;
    Status status = Status::failed;
    std::uint64_t steps = 0;
    Cost cost;
    double f_start = NAN, f_final = NAN, f_best = NAN, f_incumbent = NAN, f_solution = NAN,
           gradient_norm_final = NAN;
    std::uint64_t step_best = 0;
    double hessian_min = NAN, hessian_max = NAN;
    std::int32_t hessian_negative = -1, hessian_zero = -1;
    double window_travel = NAN, window_net = NAN;
    std::uint32_t window_period = 0;
    double seconds = NAN, seconds_objective = NAN, seconds_optimizer = NAN, started_at = NAN;
    std::uint64_t observation_stride = 1; ///< above 1: observations were thinned to every so many steps

    std::vector<Observation> observations;
    std::vector<double> metrics;          ///< observations x metrics of the optimizer, row-major
    std::vector<Diagnostics> diagnostics; ///< one an observation, or none
    std::vector<std::uint64_t> iterate_steps;
    std::vector<double> iterates;                    ///< iterate_steps.size() rows of `dimension`
    std::vector<double> x_final, x_best, x_solution; ///< dimension each; x_best, x_solution empty above 1e4
    std::vector<Hit> hits;
    std::vector<Full> full;
    std::vector<std::string> messages;
};

} // namespace thalweg::engine
