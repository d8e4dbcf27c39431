// SPDX-License-Identifier: MIT
#include "results/by_run.hpp"

#include "results/schema.hpp"

#include <algorithm>

namespace thalweg::results {

namespace {

/// Which rows of a table, and as what.
template <class Row> struct Wanted {
    std::string_view path;
    std::vector<Field<Row>> fields; ///< the columns to be read
};

/// Calls use(i, rows) with the rows of run i of `spots`; some runs at a time, for there may be thousands of
/// rows a run.
template <class Row, class Use>
void each_run(const Inputs &inputs, std::span<const Spot> spots, const Wanted<Row> &wanted, Use use) {
    const Table *layout = inputs.layout().find(wanted.path);
    if (layout == nullptr)
        return;
    Table columns{std::string(wanted.path), 0, {}};
    for (const Field<Row> &field : wanted.fields)
        if (const Column *column = layout->find(field.about.name); column != nullptr)
            columns.columns.push_back({column->about, {}, {}});
    std::size_t run = 0;
    inputs.each_block(spots, block_rows, [&](std::span<const Spot> some) {
        const Inputs::Rows read = inputs.read_rows(some, columns);
        std::vector<Row> rows(read.of.back());
        for (const Field<Row> &field : wanted.fields)
            if (const Column *column = read.table.find(field.about.name); column != nullptr && !rows.empty())
                field.set(rows, column->bytes.data());
        for (std::size_t i = 0; i < some.size(); ++i)
            use(run++, std::span<const Row>(rows).subspan(read.of[i], read.of[i + 1] - read.of[i]));
    });
}

/// The columns of /hits that count on the axis.
std::vector<Field<engine::Hit>> fields_on(const engine::Axis &axis) {
    const std::pair<std::string_view, bool> counts[] = {
        {"target", true},
        {"step", axis.step != 0},
        {"evaluations", axis.evaluations != 0},
        {"evaluations_f", axis.f != 0},
        {"evaluations_g", axis.g != 0},
        {"evaluations_h", axis.h != 0 || axis.h_by_dimension != 0},
        {"evaluations_hv", axis.hv != 0},
        {"samples", axis.samples != 0},
    };
    std::vector<Field<engine::Hit>> fields;
    for (const Field<engine::Hit> &field : hit_fields())
        for (const auto &[name, is_wanted] : counts)
            if (field.about.name == name && is_wanted)
                fields.push_back(field);
    return fields;
}

std::vector<Reached> reached(std::span<const engine::Hit> hits, const engine::Axis &axis,
                             std::uint64_t dimension) {
    std::vector<Reached> list;
    list.reserve(hits.size());
    for (const engine::Hit &hit : hits)
        list.push_back({hit.target, axis.cost(hit.step, hit.cost, dimension)});
    return list;
}

/// Rows are in the order of their steps.
std::vector<engine::Full> last_of_each_split(std::span<const engine::Full> rows) {
    std::vector<engine::Full> last;
    for (const engine::Full &row : rows) {
        const auto same = std::find_if(last.begin(), last.end(),
                                       [&](const engine::Full &other) { return other.split == row.split; });
        if (same == last.end())
            last.push_back(row);
        else
            *same = row;
    }
    return last;
}

} // namespace

std::vector<std::vector<Reached>> hits_of(const Inputs &inputs, std::span<const Spot> spots,
                                          const engine::Axis &axis) {
    std::vector<std::vector<Reached>> lists(spots.size());
    const Table runs = inputs.read_run_columns(spots, {"dimension"});
    const auto dimensions = runs.at("dimension").as<std::uint32_t>();
    each_run<engine::Hit>(inputs, spots, {hits_path, fields_on(axis)},
                          [&](std::size_t run, std::span<const engine::Hit> hits) {
                              lists[run] = reached(hits, axis, dimensions[run]);
                          });
    return lists;
}

std::vector<std::vector<Reached>> hits_of(std::span<const FinishedRun> runs, const engine::Axis &axis) {
    std::vector<std::vector<Reached>> lists;
    lists.reserve(runs.size());
    for (const FinishedRun &run : runs)
        lists.push_back(reached(run.record->hits, axis, run.record->dimension));
    return lists;
}

std::vector<std::vector<engine::Full>> splits_of(const Inputs &inputs, std::span<const Spot> spots) {
    std::vector<std::vector<engine::Full>> lists(spots.size());
    each_run<engine::Full>(
        inputs, spots, {full_path, full_fields()},
        [&](std::size_t run, std::span<const engine::Full> rows) { lists[run] = last_of_each_split(rows); });
    return lists;
}

std::vector<std::vector<engine::Full>> splits_of(std::span<const FinishedRun> runs) {
    std::vector<std::vector<engine::Full>> lists;
    lists.reserve(runs.size());
    for (const FinishedRun &run : runs)
        lists.push_back(last_of_each_split(run.record->full));
    return lists;
}

} // namespace thalweg::results
