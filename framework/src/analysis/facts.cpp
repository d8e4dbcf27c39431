// SPDX-License-Identifier: MIT
// Values, cost to target, success and time of a group of runs.
#include "analysis/facts.hpp"

#include <algorithm>
#include <bit>
#include <cmath>
#include <limits>

namespace thalweg::analysis {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr double unknown = std::numeric_limits<double>::quiet_NaN();

bool came_to_nothing(engine::Status status) {
    return status == engine::Status::diverged || engine::is_bad(status);
}

double cost_of(const engine::Axis &axis, const engine::Record &end) {
    return axis.cost(end.steps, end.cost, end.dimension);
}

/// What the run had cost when it first met the target; nothing where it did not.
std::optional<double> cost_at_target(const Table &table, const Problem &problem, std::size_t row) {
    const engine::Record &end = table.window.runs[row].end;
    if (came_to_nothing(end.status))
        return std::nullopt;
    if (end.status == engine::Status::target)
        return cost_of(table.axis, end);
    const double best = std::fmin(end.f_best, end.f_incumbent);
    if (!(best - *problem.f_opt <= *problem.target) || row >= table.window.hits.size())
        return std::nullopt;
    return cost_at(table.window.hits[row], *problem.target);
}

} // namespace

Hash fingerprint(const results::Run &run, std::uint64_t group) {
    const engine::Record &r = run.end;
    const auto bits = [](double number) { return std::bit_cast<std::uint64_t>(number); };
    const std::uint64_t words[] = {group,
                                   run.start_row,
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
                                   static_cast<std::uint64_t>(r.hessian_zero),
                                   bits(r.f_start),
                                   bits(r.f_final),
                                   bits(r.f_best),
                                   bits(r.f_incumbent),
                                   bits(r.f_solution),
                                   bits(r.gradient_norm_final),
                                   bits(r.hessian_min),
                                   bits(r.hessian_max),
                                   bits(r.window_travel),
                                   bits(r.window_net)};
    return hash_of(words);
}

double judged(const engine::Record &end, double value) {
    return came_to_nothing(end.status) || std::isnan(value) ? infinity : value;
}

bool is_below(double value, const std::optional<double> &f_opt) {
    return f_opt && value < *f_opt - 1e-6 * std::max(1.0, std::fabs(*f_opt));
}

double gap(double judged_value, const std::optional<double> &f_opt) {
    if (!f_opt)
        return judged_value;
    return is_below(judged_value, f_opt) ? infinity : judged_value - *f_opt;
}

void Tally::add(const results::Run &run) {
    ++by_status_[static_cast<std::size_t>(run.end.status)];
    if (std::isnan(run.end.seconds))
        return;
    seconds_ += run.end.seconds;
    steps_ += static_cast<double>(run.end.steps);
}

void Tally::weigh(const Table &table, const Problem &problem, std::size_t row) {
    const engine::Record &end = table.window.runs[row].end;
    values_.push_back(
        {gap(judged(end, end.f_solution), problem.f_opt), gap(judged(end, end.f_best), problem.f_opt)});
    below_ += is_below(judged(end, end.f_solution), problem.f_opt) ? 1 : 0;
    if (row < table.window.splits.size())
        weigh_splits(table.window.splits[row], end);
    if (!problem.target)
        return;
    const auto hit = cost_at_target(table, problem, row);
    successes_ += hit ? 1 : 0;
    cost_ += hit.value_or(cost_of(table.axis, end)) /
             unit_of(table.axis, table, table.window.runs[row].objective_row);
}

void Tally::weigh_splits(const std::vector<engine::Full> &rows, const engine::Record &end) {
    if (came_to_nothing(end.status)) {
        ++lost_;
        return;
    }
    if (rows.empty())
        return;
    Splits &splits = splits_.emplace_back();
    for (const engine::Full &row : rows)
        if (row.split < n_splits)
            splits[row.split] = {judged(end, row.f), row.accuracy};
}

Tally::Splits Tally::median_splits() const {
    Splits medians{};
    if (splits_.empty())
        return medians;
    const auto median_of = [this](std::size_t split, double SplitStanding::*value, double of_lost) {
        std::vector<double> numbers;
        for (const Splits &run : splits_)
            if (const double number = run[split].*value; !std::isnan(number))
                numbers.push_back(number);
        if (numbers.empty())
            return unknown;
        numbers.insert(numbers.end(), lost_, of_lost);
        return quartiles(std::move(numbers)).median;
    };
    for (std::size_t split = 0; split < n_splits; ++split)
        medians[split] = {median_of(split, &SplitStanding::f, infinity),
                          median_of(split, &SplitStanding::accuracy, 0)};
    return medians;
}

Standing Tally::standing(const Problem &problem) const {
    Standing standing;
    std::copy(by_status_.begin(), by_status_.end(), standing.by_status.begin());
    for (const std::uint32_t n : by_status_)
        standing.runs += n;
    standing.distinct = values_.size();
    const auto quartiles_of = [this](double Values::*value) {
        std::vector<double> numbers;
        numbers.reserve(values_.size());
        for (const Values &values : values_)
            numbers.push_back(values.*value);
        return quartiles(std::move(numbers));
    };
    standing.f_solution = quartiles_of(&Values::solution);
    standing.f_best = quartiles_of(&Values::best).median;
    standing.successes = successes_;
    standing.below = below_;
    standing.splits = median_splits();
    standing.cost_to_target = !problem.target || std::isnan(cost_) ? unknown
                              : successes_ > 0                     ? cost_ / static_cast<double>(successes_)
                                                                   : infinity;
    standing.ns_per_step = steps_ > 0 ? 1e9 * seconds_ / steps_ : unknown;
    return standing;
}

} // namespace thalweg::analysis
