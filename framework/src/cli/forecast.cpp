// SPDX-License-Identifier: MIT
// Counts and weighs the runs of a matrix.
#include "cli/forecast.hpp"
#include "results/results.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <tuple>

namespace thalweg::cli {

namespace {

constexpr std::uint64_t most_cells = 20'000;
constexpr std::uint64_t most_observations = 100'000;       // results-file.md: thinned above
constexpr std::uint64_t bytes_of_iterates = 8u << 20;      // a run, policy auto
constexpr std::uint64_t assumed_steps = most_observations; // of a run that only evaluations or seconds stop

std::uint64_t log_rows(std::uint64_t n, std::uint64_t steps) {
    const double decades = std::log10(static_cast<double>(std::max<std::uint64_t>(steps, 1)));
    return static_cast<std::uint64_t>(std::ceil(static_cast<double>(n) * decades)) + 1;
}

void count(std::vector<std::pair<std::string, std::uint64_t>> &counts, const std::string &label) {
    const auto same =
        std::find_if(counts.begin(), counts.end(), [&](const auto &entry) { return entry.first == label; });
    if (same == counts.end())
        counts.emplace_back(label, 1);
    else
        ++same->second;
}

const std::string &name_of(const std::string &label, const std::string &name) {
    return label.empty() ? name : label;
}

} // namespace

std::uint64_t rows_kept(const spec::Policy &policy, std::uint64_t steps, std::uint64_t dimension) {
    using Kind = spec::Policy::Kind;
    const std::uint64_t all = steps + 1, ends = 3; // step 0, best, last
    std::uint64_t rows = all;
    switch (policy.kind) {
    case Kind::all:
    case Kind::improvement:
        break;
    case Kind::every:
        rows = steps / std::max<std::uint64_t>(policy.n, 1) + ends;
        break;
    case Kind::log:
        rows = log_rows(policy.n, steps) + ends;
        break;
    case Kind::none:
        rows = ends;
        break;
    case Kind::automatic:
        rows = std::max(bytes_of_iterates / (8 * std::max<std::uint64_t>(dimension, 1)), ends);
        break;
    }
    return std::min(rows, all);
}

Forecast make_forecast(const plan::Matrix &matrix) {
    Forecast forecast;
    forecast.counts = matrix.counts();
    const std::uint64_t size = matrix.size();
    forecast.is_sampled = size > most_cells;
    const std::uint64_t looks = std::min(size, most_cells);

    std::map<std::tuple<std::uint64_t, std::uint64_t, std::uint64_t>, std::uint64_t>
        shapes; // rows, rows, dimension
    const spec::Record &record = matrix.spec().record;
    plan::Cell cell;
    std::uint64_t seen = 0;
    double steps = 0;
    bool is_bounded = true;
    for (std::uint64_t i = 0; i < looks; ++i) {
        const std::uint64_t id = i * (size / looks) + i * (size % looks) / looks;
        if (!matrix.at(id, cell))
            continue;
        ++seen;
        is_bounded = is_bounded && cell.stop.steps.has_value();
        const std::uint64_t n = cell.stop.steps.value_or(cell.stop.evaluations.value_or(assumed_steps));
        steps += static_cast<double>(n);
        ++shapes[{std::min(rows_kept(record.observations, n, cell.dimension), most_observations + 2),
                  rows_kept(record.iterates, n, cell.dimension), cell.dimension}];
        count(forecast.objectives, name_of(cell.objective_spec->label, cell.objective->name));
        count(forecast.optimizers, name_of(cell.optimizer_spec->label, cell.optimizer->name));
    }
    const double scale = forecast.is_sampled && seen > 0
                             ? static_cast<double>(forecast.counts.runs) / static_cast<double>(seen)
                             : 1.0;
    const auto scaled = [scale](std::uint64_t n) {
        return static_cast<std::uint64_t>(std::llround(static_cast<double>(n) * scale));
    };
    for (auto *counts : {&forecast.objectives, &forecast.optimizers})
        for (auto &entry : *counts)
            entry.second = scaled(entry.second);
    forecast.steps = is_bounded ? static_cast<std::uint64_t>(std::min(steps * scale, 1.8e19)) : 0;
    for (const auto &[shape, n] : shapes)
        forecast.bytes += results::predicted_bytes(scaled(n), std::get<0>(shape), std::get<1>(shape),
                                                   std::get<2>(shape), record.single_precision);
    return forecast;
}

} // namespace thalweg::cli
