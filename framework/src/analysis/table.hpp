// SPDX-License-Identifier: MIT
// The rows of a results file as analysis sees them: runs, their parameters, and what is known of their
// problems.
#pragma once

#include "results/results.hpp"

#include <functional>
#include <nlohmann/json.hpp>
#include <optional>
#include <span>
#include <string>
#include <variant>
#include <vector>

namespace thalweg::analysis {

/// A parameter column: one JSON value a run, null where the run has no such parameter.
struct Parameter {
    library::Kind kind = library::Kind::optimizer;
    std::string name;
    std::vector<nlohmann::json> values;
};

/// Where a run stood when it first reached a target: its evaluations. Nothing where it never did.
using HitLookup = std::function<std::optional<std::uint64_t>(std::size_t row, double target)>;

/// `runs` and what they refer to; whoever owns the runs outlives it.
struct Table {
    std::span<const results::Run> runs;
    std::vector<std::string> objective_labels, optimizer_labels; ///< one a row of the catalogs
    std::vector<std::optional<double>> f_opt;                    ///< one a row of the objective catalog
    std::vector<Parameter> parameters;
    std::optional<double> stop_target; ///< `stop.target` of the experiment
    HitLookup hit;
};

/// The labels of rows of a catalog of objectives or optimizers; names where there are none.
std::vector<std::string> labels_of(const std::vector<results::CatalogRow> &rows);
/// The least value of the function that an objective's row tells of, after transforms; nothing where it is
/// not known.
std::optional<double> optimum_of(const nlohmann::json &objective);

/// The table of a file. `reader` outlives it; hits are read from it when they are asked for.
Table make_table(const results::Reader &reader, std::optional<double> stop_target);

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
