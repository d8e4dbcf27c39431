// SPDX-License-Identifier: MIT
// Reader -> Scan.
#include "analysis/table.hpp"

#include <limits>

namespace thalweg::analysis {

namespace {

constexpr std::uint64_t rows_at_once = 8192; // a chunk of the file

Circumstances circumstances_of(const nlohmann::json &objective) {
    Circumstances found;
    if (!objective.is_object())
        return found;
    if (objective.contains("data"))
        found.data = objective["data"];
    if (objective.contains("transform") && !objective["transform"].empty())
        found.transform = objective["transform"];
    return found;
}

} // namespace

std::vector<std::string> labels_of(const std::vector<results::CatalogRow> &rows) {
    std::vector<std::string> labels;
    for (const auto &row : rows) {
        const std::string label = row.json.is_object() ? row.json.value("label", "") : "";
        labels.push_back(label.empty() ? row.name : label);
    }
    return labels;
}

/// The least value of the transformed function, as the catalog tells it.
std::optional<double> optimum_of(const nlohmann::json &objective) {
    if (!objective.is_object() || !objective.contains("f_opt") || objective["f_opt"].is_null())
        return std::nullopt;
    return double_from_json(objective["f_opt"]);
}

double samples_of(const nlohmann::json &objective) {
    const auto samples = objective.is_object() ? objective.find("samples") : objective.end();
    const bool is_known = samples != objective.end() && samples->is_number() && samples->get<double>() > 0;
    return is_known ? samples->get<double>() : std::numeric_limits<double>::quiet_NaN();
}

Scan make_scan(const results::Reader &reader, std::optional<double> stop_target, const engine::Axis &axis) {
    Scan scan;
    Table &table = scan.table;
    table.objective_labels = labels_of(reader.catalog("objective"));
    table.optimizer_labels = labels_of(reader.catalog("optimizer"));
    for (const auto &row : reader.catalog("objective")) {
        table.f_opt.push_back(optimum_of(row.json));
        table.circumstances.push_back(circumstances_of(row.json));
        table.samples.push_back(samples_of(row.json));
    }
    for (library::Kind kind : {library::Kind::objective, library::Kind::optimizer}) {
        std::size_t place = 0;
        for (const std::string &name : reader.parameter_names(kind))
            table.parameters.push_back({kind, name, place++});
    }
    table.stop_target = stop_target;
    table.axis = axis;
    scan.next = [&reader, axis, first = std::uint64_t{0}](results::Window &window) mutable {
        if (first >= reader.size())
            return false;
        window = {}; // its memory is free before the next takes its own
        window = reader.window(first, rows_at_once, axis);
        first += window.runs.size();
        return !window.runs.empty();
    };
    return scan;
}

} // namespace thalweg::analysis
