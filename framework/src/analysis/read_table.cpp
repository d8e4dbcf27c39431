// SPDX-License-Identifier: MIT
// Reader -> Table.
#include "analysis/table.hpp"

namespace thalweg::analysis {

std::vector<std::string> labels_of(const std::vector<results::CatalogRow> &rows) {
    std::vector<std::string> labels;
    for (const auto &row : rows)
        labels.push_back(row.json.is_object() ? row.json.value("label", row.name) : row.name);
    return labels;
}

/// The least value of the transformed function. The catalog has that of the component's own: moving, turning
/// and scaling coordinates keep it, the negated function has another, which is not known.
std::optional<double> optimum_of(const nlohmann::json &objective) {
    if (!objective.is_object() || !objective.contains("f_opt") || objective["f_opt"].is_null())
        return std::nullopt;
    std::size_t negations = 0;
    const nlohmann::json transforms = objective.value("transform", nlohmann::json::array());
    for (const auto &transform : transforms)
        negations += transform.is_object() && transform.contains("negate") ? 1 : 0;
    return negations % 2 == 0 ? std::optional(double_from_json(objective["f_opt"])) : std::nullopt;
}

Table make_table(const results::Reader &reader, std::optional<double> stop_target) {
    Table table;
    table.runs = reader.runs();
    table.objective_labels = labels_of(reader.catalog("objective"));
    table.optimizer_labels = labels_of(reader.catalog("optimizer"));
    for (const auto &row : reader.catalog("objective"))
        table.f_opt.push_back(optimum_of(row.json));
    for (library::Kind kind : {library::Kind::objective, library::Kind::optimizer})
        for (const std::string &name : reader.parameter_names(kind)) {
            Parameter parameter{kind, name, {}};
            parameter.values.reserve(table.runs.size());
            for (std::size_t row = 0; row < table.runs.size(); ++row)
                parameter.values.push_back(reader.parameter(kind, name, row));
            table.parameters.push_back(std::move(parameter));
        }
    table.stop_target = stop_target;
    table.hit = [&reader](std::size_t row, double target) -> std::optional<std::uint64_t> {
        // Targets are stored as computed powers of ten; the one that is meant is the nearest in the last
        // digits.
        for (const engine::Hit &hit : reader.record(row).hits)
            if (hit.target <= target * (1 + 1e-9))
                return hit.cost.evaluations;
        return std::nullopt;
    };
    return table;
}

} // namespace thalweg::analysis
