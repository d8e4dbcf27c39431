// SPDX-License-Identifier: MIT
// Counts and weighs the runs of a matrix.
#include "cli/forecast.hpp"
#include "engine/policy.hpp"
#include "plan/settings.hpp"
#include "results/results.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <set>
#include <thalweg/abi.h>

namespace thalweg::cli {

namespace {

constexpr std::uint64_t most_cells = 20'000;
constexpr std::uint64_t assumed_steps = engine::observation_cap; // of a run that only seconds stop
constexpr std::uint64_t most_hits = 51;                          // measurement.md

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

namespace {

/// Runs that are alike in what they leave.
struct Shape {
    std::uint64_t observations, iterates, full, dimension;
    bool knows_optimum;
    auto operator<=>(const Shape &) const = default;
};

std::uint64_t steps_of(const plan::Cell &cell) {
    return cell.stop.steps.value_or(cell.stop.evaluations.value_or(assumed_steps));
}

Shape shape_of(const plan::Cell &cell, const spec::Record &record) {
    constexpr std::uint64_t splits = 3;
    const std::uint64_t steps = steps_of(cell);
    const bool has_full =
        record.full.kind != spec::Policy::Kind::none; // objectives without data have splits too
    return {engine::most_observations(record.observations, steps),
            engine::most_iterates(engine::resolve_iterates(record.iterates, cell.stop.steps, cell.dimension),
                                  steps),
            has_full ? splits * engine::most_observations(record.full, steps) : 0, cell.dimension,
            cell.problem->f_opt.has_value()};
}

/// Columns that a run fills beside those that every run does.
void note_columns(const plan::Cell &cell, results::Expected &expected) {
    constexpr std::uint32_t curvature = THALWEG_W_H | THALWEG_W_HV;
    if (cell.problem->n_samples > 0)
        expected.traits |= results::Expected::data;
    if ((cell.optimizer->needs & curvature) != 0 || cell.optimizer->shape != library::Shape::update)
        expected.traits |= results::Expected::hessians;
    expected.metrics = std::max<std::uint64_t>(expected.metrics, cell.optimizer->metrics.size());
}

void add_runs(const Shape &shape, std::uint64_t runs, results::Expected &expected) {
    const auto product = [runs](std::uint64_t rows) { return plan::saturating_product(runs, rows); };
    expected.observations = plan::saturating_sum(expected.observations, product(shape.observations));
    expected.full = plan::saturating_sum(expected.full, product(shape.full));
    expected.hits += shape.knows_optimum ? product(most_hits) : 0;
    auto &points = expected.by_dimension[shape.dimension];
    points.runs += runs;
    points.iterates = plan::saturating_sum(points.iterates, product(shape.iterates));
}

/// Parameters of all components together, each a column.
std::uint64_t count_parameters(const plan::Matrix &matrix) {
    std::set<std::string> names;
    const auto add = [&](library::Kind kind, const std::string &name) {
        if (const auto *component = matrix.catalog().find(kind, name))
            for (const library::Parameter &parameter : component->parameters)
                names.insert((kind == library::Kind::objective ? "o." : "p.") + parameter.key);
    };
    for (const auto &table : matrix.spec().objectives)
        add(library::Kind::objective, table.name.value);
    for (const auto &table : matrix.spec().optimizers)
        add(library::Kind::optimizer, table.name.value);
    return names.size();
}

} // namespace

Forecast make_forecast(const plan::Matrix &matrix) {
    Forecast forecast;
    forecast.counts = matrix.counts();
    const std::uint64_t size = matrix.size();
    forecast.is_sampled = size > most_cells;
    const std::uint64_t looks = std::min(size, most_cells);

    std::map<Shape, std::uint64_t> shapes; // and how many runs there are of each
    results::Expected expected;
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
        steps += static_cast<double>(steps_of(cell));
        ++shapes[shape_of(cell, record)];
        note_columns(cell, expected);
        const engine::Memory memory = engine::memory_of(cell, record);
        forecast.largest.run = std::max(forecast.largest.run, memory.run);
        forecast.largest.record = std::max(forecast.largest.record, memory.record);
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
        add_runs(shape, scaled(n), expected);
    expected.runs = forecast.counts.runs;
    expected.parameters = count_parameters(matrix);
    expected.text_bytes = matrix.spec().source.text.size();
    if (record.time_observations)
        expected.traits |= results::Expected::times;
    if (record.single_precision)
        expected.traits |= results::Expected::single_precision;
    if (record.diagnostics)
        expected.traits |= results::Expected::diagnostics;
    forecast.bytes = results::predicted_bytes(expected);
    return forecast;
}

} // namespace thalweg::cli
