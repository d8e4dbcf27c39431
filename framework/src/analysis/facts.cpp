// SPDX-License-Identifier: MIT
// Values, cost to target, success and time of a group of runs.
#include "analysis/facts.hpp"

#include <bit>
#include <cmath>
#include <limits>
#include <string>
#include <unordered_set>

namespace thalweg::analysis {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

bool came_to_nothing(engine::Status status) {
    return status == engine::Status::diverged || engine::is_bad(status);
}

} // namespace

std::string fingerprint(const results::Run &run) {
    const engine::Record &r = run.end;
    const std::uint64_t words[] = {run.start_row,
                                   run.optimizer_row,
                                   run.configuration_row,
                                   r.dimension,
                                   static_cast<std::uint64_t>(r.status),
                                   r.steps,
                                   r.cost.evaluations,
                                   r.cost.f,
                                   r.cost.g,
                                   r.cost.h,
                                   r.cost.hv,
                                   r.cost.samples,
                                   r.step_best,
                                   r.window_period,
                                   static_cast<std::uint64_t>(r.hessian_negative),
                                   static_cast<std::uint64_t>(r.hessian_zero)};
    std::string bytes;
    const auto append = [&bytes](std::uint64_t word) {
        for (int shift = 0; shift < 64; shift += 8)
            bytes.push_back(static_cast<char>((word >> shift) & 0xff));
    };
    for (std::uint64_t word : words)
        append(word);
    for (double number : {r.f_start, r.f_final, r.f_best, r.f_incumbent, r.f_solution, r.gradient_norm_final,
                          r.hessian_min, r.hessian_max, r.window_travel, r.window_net})
        append(std::bit_cast<std::uint64_t>(number));
    return bytes;
}

namespace {

/// Evaluations at which the run first met the target; nothing where it did not.
std::optional<std::uint64_t> evaluations_at_target(const Table &table, const Problem &problem,
                                                   std::size_t row) {
    const engine::Record &end = table.runs[row].end;
    if (came_to_nothing(end.status))
        return std::nullopt;
    if (end.status == engine::Status::target)
        return end.cost.evaluations;
    const double best = std::fmin(end.f_best, end.f_incumbent);
    if (!(best - *problem.f_opt <= *problem.target) || !table.hit)
        return std::nullopt; // spares reading the hits of runs that have none
    return table.hit(row, *problem.target);
}

void add_cost(const Table &table, const Problem &problem, const std::vector<std::size_t> &distinct,
              Standing &standing) {
    standing.evaluations_to_target = std::numeric_limits<double>::quiet_NaN();
    if (!problem.target)
        return;
    double evaluations = 0;
    for (std::size_t row : distinct) {
        const auto hit = evaluations_at_target(table, problem, row);
        standing.successes += hit ? 1 : 0;
        evaluations += static_cast<double>(hit.value_or(table.runs[row].end.cost.evaluations));
    }
    standing.evaluations_to_target =
        standing.successes > 0 ? evaluations / static_cast<double>(standing.successes) : infinity;
}

} // namespace

double judged(const engine::Record &end, double value) {
    return came_to_nothing(end.status) || std::isnan(value) ? infinity : value;
}

std::vector<std::size_t> distinct_rows(const Table &table, const std::vector<std::size_t> &rows) {
    if (rows.size() == 1)
        return rows;
    std::unordered_set<std::string> seen;
    std::vector<std::size_t> distinct;
    for (std::size_t row : rows)
        if (seen.insert(fingerprint(table.runs[row])).second)
            distinct.push_back(row);
    return distinct;
}

double gap(double judged_value, const std::optional<double> &f_opt) {
    if (!f_opt)
        return judged_value;
    const double tolerance = 1e-6 * std::max(1.0, std::fabs(*f_opt));
    return judged_value < *f_opt - tolerance ? infinity : judged_value - *f_opt;
}

Standing make_standing(const Table &table, const Problem &problem, const std::vector<std::size_t> &rows) {
    Standing standing;
    const std::vector<std::size_t> distinct = distinct_rows(table, rows);
    standing.runs = rows.size();
    standing.distinct = distinct.size();

    std::vector<double> solutions, bests;
    for (std::size_t row : distinct) {
        const engine::Record &end = table.runs[row].end;
        solutions.push_back(gap(judged(end, end.f_solution), problem.f_opt));
        bests.push_back(gap(judged(end, end.f_best), problem.f_opt));
    }
    standing.f_solution = quartiles(std::move(solutions));
    standing.f_best = quartiles(std::move(bests)).median;
    add_cost(table, problem, distinct, standing);

    double seconds = 0, steps = 0;
    for (std::size_t row : rows) {
        const engine::Record &end = table.runs[row].end;
        ++standing.by_status[static_cast<std::size_t>(end.status)];
        if (std::isnan(end.seconds))
            continue;
        seconds += end.seconds;
        steps += static_cast<double>(end.steps);
    }
    standing.ns_per_step = steps > 0 ? 1e9 * seconds / steps : std::numeric_limits<double>::quiet_NaN();
    return standing;
}

} // namespace thalweg::analysis
