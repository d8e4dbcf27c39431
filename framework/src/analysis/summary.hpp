// SPDX-License-Identifier: MIT
// Scan -> Summary: which setting of which optimizer came how far, at what cost; what show, run and report
// print.
#pragma once

#include "analysis/quantile.hpp"
#include "analysis/where.hpp"

#include <array>
#include <string>
#include <utility>
#include <vector>

namespace thalweg::analysis {

inline constexpr std::size_t n_statuses = std::size(engine::status_names);
using StatusCounts = std::array<std::uint64_t, n_statuses>; ///< by engine::Status

/// Names of parameters or columns, and their values.
using Setting = std::vector<std::pair<std::string, nlohmann::json>>;

/// The target of problems with known optimum where the experiment has no `stop.target`.
inline constexpr double default_target = 1e-8;

inline constexpr const char *split_names[] = {"train", "valid", "test"}; ///< as THALWEG_SPLIT_*
inline constexpr std::size_t n_splits = std::size(split_names);

/// Medians over distinct runs; NaN where no run has the split, or its objective tells no accuracy.
struct SplitStanding {
    double f = NAN, accuracy = NAN;
};

/// Runs that are judged together: by default those of one setting of one optimizer, on one problem.
///
/// Runs of equal start, setting and facts are one *distinct* run (repetitions in which nothing is random).
/// Values, cost and success are of distinct runs; counts by status and time are of all. Diverged, crashed,
/// failed, timed-out and out-of-memory runs, and those whose value is NaN, count as +infinity in value, as
/// no success and, where accuracy is told, as an accuracy of 0.
struct Standing {
    std::size_t rank = 0;  ///< within the problem, by median value; equal values share a rank
    std::string optimizer; ///< label; empty where --by does not name it
    Setting setting;       ///< swept parameters, or the columns of --by

    Quartiles f_solution{}; ///< minus f_opt where it is known
    double f_best = 0;      ///< median of the best value at an iterate, likewise
    /// Of train, valid and test at the last step that is in /full.
    std::array<SplitStanding, n_splits> splits{};
    /// ERT (Auger & Hansen 2005): cost of all distinct runs until target or end, on the axis of the summary,
    /// by the number of successes. Infinity without a success, NaN where there is no target.
    double cost_to_target = 0;
    std::size_t successes = 0; ///< distinct runs that reached the target at some step
    std::size_t below = 0;     ///< distinct runs that end below f_opt, which counts as +infinity
    double ns_per_step = 0;    ///< seconds / steps, over all runs; NaN where none was timed
    std::size_t settings =
        0; ///< settings of this optimizer tried on this problem; with --by: those in this line
    std::size_t runs = 0, distinct = 0;
    StatusCounts by_status{};
    Entry sorted_by; ///< the value that `Options::sort` sorted by
};

struct Problem {
    std::string objective; ///< label
    Setting setting;       ///< its swept parameters
    Circumstances circumstances;
    std::uint64_t dimension = 0;
    std::optional<double> f_opt;
    std::optional<double> target; ///< f - f_opt; nothing where f_opt is not known
    std::size_t settings = 0;     ///< of all optimizers
    std::vector<Standing> standings;
};

struct Summary {
    std::vector<Problem> problems; ///< in order of run id
    std::size_t runs = 0;          ///< that --where let through
    StatusCounts by_status{};
    engine::Axis axis = engine::default_axis; ///< of costs
};

struct Options {
    std::vector<std::string> by;   ///< columns to group by; empty: optimizer and its setting
    std::vector<Comparison> where; ///< which runs count
    std::string sort;              ///< column, "-column" for descending; empty: rank
};

/// Goes over all rows once. Of each distinct run that --where lets through at most 64 bytes are kept, 112 of
/// one on data, and 400 of a standing, which is 700 once they are ranked. Throws Errors where `by` or `sort`
/// name what is no column.
Summary make_summary(Scan scan, const Options &options);

/// Whether some crashed, failed, timed out or ran out of memory.
bool has_bad_runs(const Summary &summary);

/// The best standing of each optimizer, in order of rank: what the end of `run` shows.
std::vector<const Standing *> best_of_each_optimizer(const Problem &problem);

} // namespace thalweg::analysis
