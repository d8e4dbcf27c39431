// SPDX-License-Identifier: MIT
// The columns of runs, by name.
#include "analysis/table.hpp"
#include "spec/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::analysis {

namespace {

using results::Run;

template <class Get> Column number(std::string name, Get get) {
    return {std::move(name),
            [get](const Table &table, std::size_t row) {
                return Entry(static_cast<double>(get(table.window.runs[row])));
            },
            {}};
}

template <class Get> Column text(std::string name, Get get) {
    return {std::move(name),
            [get](const Table &table, std::size_t row) { return Entry(std::string(get(table, row))); },
            {}};
}

const std::string &label(const std::vector<std::string> &labels, std::uint32_t row, const std::string &name) {
    return row < labels.size() && !labels[row].empty() ? labels[row] : name;
}

std::vector<Column> text_columns() {
    std::vector<Column> columns = {
        text("key", [](const Table &t, std::size_t row) { return plan::to_hex(t.window.runs[row].key); }),
        text("objective", objective_label),
        text("optimizer", optimizer_label),
        text("configuration",
             [](const Table &t, std::size_t row) { return t.window.runs[row].configuration; }),
        text("start", [](const Table &t, std::size_t row) { return t.window.runs[row].start; }),
        text("status",
             [](const Table &t, std::size_t row) {
                 return engine::status_names[static_cast<std::size_t>(t.window.runs[row].end.status)];
             }),
    };
    columns[1].alias = [](const Table &t, std::size_t row) { return t.window.runs[row].objective; };
    columns[2].alias = [](const Table &t, std::size_t row) { return t.window.runs[row].optimizer; };
    return columns;
}

std::vector<Column> count_columns() {
    return {
        number("run_id", [](const Run &r) { return r.run_id; }),
        number("repetition", [](const Run &r) { return r.repetition; }),
        number("dimension", [](const Run &r) { return r.end.dimension; }),
        number("steps", [](const Run &r) { return r.end.steps; }),
        number("evaluations", [](const Run &r) { return r.end.cost.evaluations; }),
        number("evaluations_f", [](const Run &r) { return r.end.cost.f; }),
        number("evaluations_g", [](const Run &r) { return r.end.cost.g; }),
        number("evaluations_h", [](const Run &r) { return r.end.cost.h; }),
        number("evaluations_hv", [](const Run &r) { return r.end.cost.hv; }),
        number("samples", [](const Run &r) { return r.end.cost.samples; }),
        number("step_best", [](const Run &r) { return r.end.step_best; }),
        number("hessian_negative", [](const Run &r) { return r.end.hessian_negative; }),
        number("hessian_zero", [](const Run &r) { return r.end.hessian_zero; }),
        number("window_period", [](const Run &r) { return r.end.window_period; }),
        number("attempt", [](const Run &r) { return r.end.attempt; }),
        number("worker", [](const Run &r) { return r.end.worker; }),
        number("observations", [](const Run &r) { return r.observations; }),
        number("iterates", [](const Run &r) { return r.iterates; }),
    };
}

std::vector<Column> value_columns() {
    return {
        number("f_start", [](const Run &r) { return r.end.f_start; }),
        number("f_final", [](const Run &r) { return r.end.f_final; }),
        number("f_best", [](const Run &r) { return r.end.f_best; }),
        number("f_incumbent", [](const Run &r) { return r.end.f_incumbent; }),
        number("f_solution", [](const Run &r) { return r.end.f_solution; }),
        number("gradient_norm_final", [](const Run &r) { return r.end.gradient_norm_final; }),
        number("hessian_min", [](const Run &r) { return r.end.hessian_min; }),
        number("hessian_max", [](const Run &r) { return r.end.hessian_max; }),
        number("window_travel", [](const Run &r) { return r.end.window_travel; }),
        number("window_net", [](const Run &r) { return r.end.window_net; }),
        number("seconds", [](const Run &r) { return r.end.seconds; }),
        number("seconds_objective", [](const Run &r) { return r.end.seconds_objective; }),
        number("seconds_optimizer", [](const Run &r) { return r.end.seconds_optimizer; }),
        number("started_at", [](const Run &r) { return r.end.started_at; }),
    };
}

std::vector<Column> run_columns() {
    std::vector<Column> columns = text_columns();
    for (auto make : {count_columns, value_columns})
        for (Column &column : make())
            columns.push_back(std::move(column));
    return columns;
}

Column parameter_column(const std::string &name, const Parameter &parameter) {
    return {name,
            [parameter](const Table &table, std::size_t row) {
                return to_entry(value_of(table, parameter, row));
            },
            {}};
}

const char *prefix(library::Kind kind) {
    return kind == library::Kind::objective ? "objective_parameters." : "optimizer_parameters.";
}

} // namespace

const nlohmann::json &value_of(const Table &table, const Parameter &parameter, std::size_t row) {
    const results::Window &window = table.window;
    const auto &lists = parameter.kind == library::Kind::objective ? window.objective_parameters
                                                                   : window.optimizer_parameters;
    return lists[parameter.place][row];
}

std::optional<double> cost_at(const std::vector<results::Reached> &hits, double target) {
    // Targets are stored as computed powers of ten; the one that is meant is the nearest in the last digits.
    for (const results::Reached &hit : hits)
        if (hit.target <= target * (1 + 1e-9))
            return hit.cost;
    return std::nullopt;
}

double unit_of(const engine::Axis &axis, const Table &table, std::uint32_t objective_row) {
    if (!axis.is_of_data)
        return 1;
    return objective_row < table.samples.size() ? table.samples[objective_row] : std::nan("");
}

const std::string &objective_label(const Table &table, std::size_t row) {
    const Run &run = table.window.runs[row];
    return label(table.objective_labels, run.objective_row, run.objective);
}

const std::string &optimizer_label(const Table &table, std::size_t row) {
    const Run &run = table.window.runs[row];
    return label(table.optimizer_labels, run.optimizer_row, run.optimizer);
}

Entry to_entry(const nlohmann::json &value) {
    if (value.is_null())
        return {};
    if (value.is_number())
        return value.get<double>();
    if (value.is_string())
        return value.get<std::string>();
    return value.dump();
}

std::vector<std::string> column_names(const Table &table) {
    std::vector<std::string> names;
    for (const Column &column : run_columns())
        names.push_back(column.name);
    for (const Parameter &parameter : table.parameters)
        if (std::find(names.begin(), names.end(), parameter.name) == names.end())
            names.push_back(parameter.name);
    return names;
}

Column find_column(const Table &table, const std::string &name) {
    for (Column &column : run_columns())
        if (column.name == name)
            return std::move(column);
    for (library::Kind kind : {library::Kind::optimizer, library::Kind::objective})
        for (const Parameter &parameter : table.parameters)
            if (parameter.kind == kind && (parameter.name == name || prefix(kind) + parameter.name == name))
                return parameter_column(name, parameter);
    const std::vector<std::string> names = column_names(table);
    const std::string guess = spec::nearest(name, names);
    throw Errors(Error{fmt::format("unknown column \"{}\"", name), "", "",
                       fmt::format("the columns of these runs are {}", fmt::join(names, ", ")),
                       guess.empty() ? "use one of them" : "write " + guess});
}

} // namespace thalweg::analysis
