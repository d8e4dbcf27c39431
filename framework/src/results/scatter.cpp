// SPDX-License-Identifier: MIT
#include "results/scatter.hpp"

#include "results/schema.hpp"

#include <algorithm>

namespace thalweg::results {

namespace {

/// Rows of `table` as elements of a vector of a record; columns that were left out keep their defaults.
template <class Row> std::vector<Row> rows_of(const Table *table, const std::vector<Field<Row>> &fields) {
    if (table == nullptr)
        return {};
    std::vector<Row> rows(table->rows);
    for (const auto &field : fields)
        if (const Column *column = table->find(field.about.name); column != nullptr && !rows.empty())
            field.set(rows, column->bytes.data());
    return rows;
}

std::vector<double> doubles(const Column *column) {
    if (column == nullptr)
        return {};
    if (column->about.type == Type::f64) {
        const auto numbers = column->as<double>();
        return {numbers.begin(), numbers.end()};
    }
    const auto numbers = column->as<float>();
    return {numbers.begin(), numbers.end()};
}

std::vector<double> metrics_of(const Table &observations) {
    std::vector<std::span<const double>> columns;
    for (const Column &column : observations.columns)
        if (column.about.name.starts_with(metric_prefix))
            columns.push_back(column.as<double>());
    std::vector<double> metrics;
    for (std::uint64_t row = 0; row < observations.rows; ++row)
        for (const auto &column : columns)
            metrics.push_back(column[row]);
    return metrics;
}

std::vector<engine::Diagnostics> diagnostics_of(const Table *observations) {
    const auto &fields = diagnostic_fields();
    const bool is_stored =
        observations != nullptr && std::any_of(fields.begin(), fields.end(), [&](const auto &field) {
            return observations->find(field.about.name) != nullptr;
        });
    return is_stored ? rows_of(observations, fields) : std::vector<engine::Diagnostics>();
}

} // namespace

engine::Record scatter(const Block &block) {
    std::vector<Run> run(1);
    for (const auto &field : run_fields())
        field.set(run, block.find(runs_path)->at(field.about.name).bytes.data());
    engine::Record record = std::move(run.front().end);
    record.run_id = run.front().run_id;
    record.observations = rows_of(block.find(observations_path), observation_fields());
    if (const Table *table = block.find(observations_path); table != nullptr)
        record.metrics = metrics_of(*table);
    record.diagnostics = diagnostics_of(block.find(observations_path));
    record.hits = rows_of(block.find(hits_path), hit_fields());
    record.full = rows_of(block.find(full_path), full_fields());
    if (const Table *table = block.find(messages_path); table != nullptr)
        record.messages = table->at("text").texts;
    if (const Table *table = block.find(iterates_path(record.dimension));
        table != nullptr && table->rows > 0) {
        const auto steps = table->at("step").as<std::uint64_t>();
        record.iterate_steps.assign(steps.begin(), steps.end());
        record.iterates = doubles(table->find("x"));
    }
    if (const Table *table = block.find(final_path(record.dimension)); table != nullptr && table->rows > 0) {
        record.x_final = doubles(table->find("x_final"));
        record.x_best = doubles(table->find("x_best"));
        record.x_solution = doubles(table->find("x_solution"));
    }
    return record;
}

} // namespace thalweg::results
