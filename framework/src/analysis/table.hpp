// SPDX-License-Identifier: MIT
// The rows of a results file as analysis sees them: runs, their parameters, and what is known of their
// problems.
#pragma once

#include "results/results.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <variant>
#include <vector>

namespace thalweg::analysis {

/// A parameter column: its values stand in a list of a window, one a run, null where the run has no such
/// parameter.
struct Parameter {
    library::Kind kind = library::Kind::optimizer;
    std::string name;
    std::size_t place = 0; ///< of the list among those of its kind
};

/// What an experiment makes of an objective beside its parameters: arrays and objects of its catalog, null
/// where there are none.
struct Circumstances {
    nlohmann::json data, transform;
};

/// Some rows of a results file, and what all rows of the file refer to. Rows are counted from the window's
/// first.
struct Table {
    results::Window window;
    std::vector<std::string> objective_labels, optimizer_labels; ///< one a row of the catalogs
    std::vector<std::optional<double>> f_opt;                    ///< one a row of the objective catalog
    std::vector<Circumstances> circumstances;                    ///< likewise
    std::vector<double> samples; ///< of the data, likewise; NaN where there is none
    std::vector<Parameter> parameters;
    std::optional<double> stop_target;        ///< `stop.target` of the experiment
    engine::Axis axis = engine::default_axis; ///< of costs
};

const nlohmann::json &value_of(const Table &table, const Parameter &parameter, std::size_t row);

/// What a run had cost when it first reached a target. Nothing where it never did.
std::optional<double> cost_at(const std::vector<results::Reached> &hits, double target);

/// What a cost counts by: 1, or the number of samples where it is one of passes over the data; NaN where
/// there is no data.
double unit_of(const engine::Axis &axis, const Table &table, std::uint32_t objective_row);

/// Labels of the components of a row; their names where they have none.
const std::string &objective_label(const Table &table, std::size_t row);
const std::string &optimizer_label(const Table &table, std::size_t row);

/// A file, from its first row to its last, some rows at a time: a million take no more memory than a
/// thousand.
struct Scan {
    Table table;                                 ///< without rows
    std::function<bool(results::Window &)> next; ///< the rows that follow; false where there are no more
};

/// The labels of rows of a catalog of objectives or optimizers; names where there are none.
std::vector<std::string> labels_of(const std::vector<results::CatalogRow> &rows);
/// The least value of the function that an objective's row tells of, after transforms; nothing where it is
/// not known.
std::optional<double> optimum_of(const nlohmann::json &objective);

/// The number of samples that an objective's row tells of; NaN where it has no data.
double samples_of(const nlohmann::json &objective);

/// The rows of a file. `reader` outlives it.
Scan make_scan(const results::Reader &reader, std::optional<double> stop_target,
               const engine::Axis &axis = engine::default_axis);

/// One entry of a column: nothing where it does not apply.
using Entry = std::variant<std::monostate, double, std::string>;
/// For people and for comparisons: numbers as they are, text bare, everything else as JSON.
Entry to_entry(const nlohmann::json &value);

/// A column of runs: one of /runs, or a parameter.
struct Column {
    std::string name;
    std::function<Entry(const Table &table, std::size_t row)> at;
    /// A second text that stands for the same, such as a component's name beside its label; may be empty.
    std::function<std::string(const Table &table, std::size_t row)> alias;
};

/// Names that find_column knows, those of /runs first.
std::vector<std::string> column_names(const Table &table);

/// The column of that name. A parameter that objective and optimizer share is the optimizer's; the prefixes
/// "objective_parameters." and "optimizer_parameters." tell them apart. Throws Errors, with the nearest name.
Column find_column(const Table &table, const std::string &name);

} // namespace thalweg::analysis
