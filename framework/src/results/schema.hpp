// SPDX-License-Identifier: MIT
// Schema 1.0: every table and column once, with its type, unit, meaning and place in Record or Run. Private
// to results.
#pragma once

#include "results/column.hpp"
#include "results/results.hpp"

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace thalweg::results {

inline constexpr const char *format_name = "thalweg-results";
inline constexpr const char *format_version = "1.0";
inline constexpr std::uint64_t format_major = 1;

inline constexpr std::string_view runs_path = "/runs";
inline constexpr std::string_view objective_parameters_path = "/runs/objective_parameters";
inline constexpr std::string_view optimizer_parameters_path = "/runs/optimizer_parameters";
inline constexpr std::string_view observations_path = "/observations";
inline constexpr std::string_view full_path = "/full";
inline constexpr std::string_view hits_path = "/hits";
inline constexpr std::string_view messages_path = "/messages";
inline constexpr std::string_view iterates_group = "/iterates";
inline constexpr std::string_view final_group = "/final";
inline constexpr std::string_view metric_prefix = "metric_";
std::string iterates_path(std::uint64_t dimension); ///< "/iterates/d2"
std::string final_path(std::uint64_t dimension);    ///< "/final/d2"
/// 2 of "/final/d2"; 0 where the path is of no dimension.
std::uint64_t dimension_of(std::string_view path);

/// The catalogs that rows of /runs point into, in the order of their columns there; then that of plugins.
inline constexpr const char *catalog_names[] = {"objective", "optimizer",   "configuration",
                                                "start",     "environment", "plugin"};
inline constexpr std::size_t pointed_catalogs = 5, configuration_catalog = 2, start_catalog = 3,
                             plugin_catalog = 5;
inline constexpr std::size_t stable_catalogs =
    4; ///< what identity depends on: not the environment, not the plugins

/// One row of /runs on its way to the file; the scalars stay in the record. Named as in Run.
struct RunRow {
    std::uint64_t run_id = 0;
    plan::Key key;
    std::uint32_t repetition = 0;
    std::uint32_t objective_row = 0, optimizer_row = 0, configuration_row = 0, start_row = 0,
                  environment_row = 0;
    std::uint64_t first_observation = 0, observations = 0, first_iterate = 0, iterates = 0;
    const engine::Record &end;
};

/// A column and its way from `In` to the file and back to `Out`.
template <class In, class Out = In> struct Field {
    Description about;
    void (*get)(std::span<const In> rows, std::byte *into);
    void (*set)(std::span<Out> rows, const std::byte *from);
};

const std::vector<Field<RunRow, Run>> &run_fields();
const std::vector<Field<engine::Observation>> &observation_fields();
const std::vector<Field<engine::Diagnostics>> &diagnostic_fields(); ///< of /observations too
const std::vector<Field<engine::Hit>> &hit_fields();
const std::vector<Field<engine::Full>> &full_fields();

/// `run` of /hits, /full, /final and /messages: a row of /runs.
Description run_description();
Description text_description(); ///< of /messages
Description iterate_step_description();
Description point_description(std::string name, Type type,
                              std::uint64_t width); ///< x, x_final, x_best, x_solution
Description metric_description(const library::Metric &metric);
Description parameter_description(const library::Parameter &parameter, Type type);
Description catalog_name_description(Volatile changes);
Description catalog_json_description(Volatile changes);

/// The columns that the schema itself has in a table, in order; parameters and metrics are not among them.
std::vector<Description> columns_of(std::string_view path);

/// Rows of the table are runs (then none belongs to a range of a run).
bool has_run_rows(std::string_view path);
std::pair<int, std::uint64_t> rank(std::string_view path);
/// Columns of the schema in its order, then the others by name.
void sort_columns(Table &table);

} // namespace thalweg::results
