// SPDX-License-Identifier: MIT
// A cell -> its names: for tables, and as canonical JSON for the catalogs of a results file.
#include "plan/digest.hpp"
#include "plan/transforms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <optional>

namespace thalweg::plan {

namespace {

using nlohmann::json;
using StartKind = spec::Start::Kind;

constexpr std::size_t longest_point = 100; // coordinates that are written out

json point_json(const std::vector<double> &x) { return to_json(Value(x)); }

json parameters_json(const library::Component &component, const std::vector<Value> &values) {
    json object = json::object();
    for (std::size_t p = 0; p < values.size(); ++p)
        object[component.parameters[p].key] = to_json(values[p]);
    return object;
}

bool is_sweep(const spec::Parameter &parameter, library::Type type) {
    if (const auto *array = std::get_if<spec::Array>(&parameter.value)) {
        const bool takes_array = type == library::Type::real_array || type == library::Type::integer_array;
        const bool nested =
            !array->elements.empty() &&
            (std::holds_alternative<std::vector<double>>(array->elements.front().value) ||
             std::holds_alternative<std::vector<std::int64_t>>(array->elements.front().value));
        return !takes_array || nested;
    }
    return std::holds_alternative<spec::Generator>(parameter.value);
}

enum class Which { given, swept };

/// "learning_rate=0.1, beta1=0.9": what the table gives, or only what it sweeps, in the component's order.
std::string listing(const library::Component &component, const std::vector<spec::Parameter> &written,
                    const std::vector<Value> &values, Which which) {
    std::string text;
    for (std::size_t p = 0; p < values.size(); ++p)
        for (const spec::Parameter &parameter : written)
            if (parameter.key == component.parameters[p].key &&
                (which == Which::given || is_sweep(parameter, component.parameters[p].type)))
                text += fmt::format("{}{}={}", text.empty() ? "" : ", ", parameter.key, to_text(values[p]));
    return text;
}

json points_json(const std::vector<std::vector<double>> &points, const Transforms &transforms) {
    json array = json::array();
    for (const auto &point : points)
        if (const auto seen = seen_by_optimizer(point, transforms); seen && point.size() <= longest_point)
            array.push_back(point_json(*seen));
    return array;
}

json box_json(const std::vector<double> &lower, const std::vector<double> &upper,
              const Transforms &transforms) {
    auto low = seen_by_optimizer(lower, transforms), high = seen_by_optimizer(upper, transforms);
    if ((lower.empty() && upper.empty()) || std::max(lower.size(), upper.size()) > longest_point || !low ||
        !high)
        return nullptr;
    for (std::size_t i = 0; i < std::min(low->size(), high->size()); ++i)
        if ((*low)[i] > (*high)[i]) // a negative scale turns the box around
            std::swap((*low)[i], (*high)[i]);
    return {{"lower", point_json(*low)}, {"upper", point_json(*high)}};
}

std::string objective_json(const Cell &cell) {
    const spec::Objective &written = *cell.objective_spec;
    const library::Problem &problem = *cell.problem;
    const std::string swept =
        listing(*cell.objective, written.parameters, cell.objective_parameters, Which::swept);
    const std::string automatic =
        (swept.empty() ? cell.objective->name : cell.objective->name + " " + swept) +
        transforms_text(written.transforms);
    json data = nullptr;
    if (written.data && written.data->batch != 0)
        data = {{"batch", written.data->batch}, {"order", written.data->order}};
    // Facts about the function that the optimizer sees: after transforms, where they are known.
    const auto least = least_value(written.transforms, problem.f_opt);
    const bool same_minima = keeps_minima(written.transforms);
    const std::vector<std::vector<double>> none;
    const json object = {
        {"label", written.label.empty() ? automatic : written.label},
        {"name", cell.objective->name},
        {"version", cell.objective->version},
        {"dimension", cell.dimension},
        {"parameters", parameters_json(*cell.objective, cell.objective_parameters)},
        {"transform", transforms_json(written.transforms)},
        {"data", data},
        {"samples", problem.n_samples},
        {"f_opt", least ? to_json(*least) : json()},
        {"minimizers", points_json(same_minima ? problem.minimizers : none, written.transforms)},
        {"local_minima", points_json(same_minima ? problem.local_minima : none, written.transforms)},
        {"bounds", box_json(problem.lower, problem.upper, written.transforms)},
        {"region", box_json(problem.region_lower, problem.region_upper, written.transforms)}};
    return object.dump();
}

std::string optimizer_json(const Cell &cell) {
    static constexpr const char *shapes[] = {"update", "step", "run"};
    json metrics = json::array();
    for (const library::Metric &metric : cell.optimizer->metrics)
        metrics.push_back(metric.key);
    const std::string &label = cell.optimizer_spec->label;
    const json object = {{"label", label.empty() ? cell.optimizer->name : label},
                         {"name", cell.optimizer->name},
                         {"version", cell.optimizer->version},
                         {"shape", shapes[static_cast<std::size_t>(cell.optimizer->shape)]},
                         {"metrics", metrics}};
    return object.dump();
}

void name_start(const Cell &cell, Labels &labels) {
    const spec::Start &written = *cell.start_spec;
    json object;
    if (written.kind == StartKind::point) {
        object = {{"kind", "point"}};
        labels.start =
            cell.start.size() <= 4 ? to_text(Value(cell.start)) : fmt::format("point {}", cell.start_index);
    } else if (written.kind == StartKind::uniform) {
        object = {{"kind", "uniform"},
                  {"from", to_json(written.from)},
                  {"to", to_json(written.to)},
                  {"index", cell.start_draw}};
        labels.start = fmt::format("uniform({}, {}) {}", written.from, written.to, cell.start_draw);
    } else if (cell.start.empty()) {
        object = {{"kind", "own"}, {"index", cell.start_draw}};
        labels.start = fmt::format("own {}", cell.start_draw);
    } else {
        object = {{"kind", "default"}};
        labels.start = "default";
    }
    const auto seen = cell.start_is_component_own && !cell.start.empty()
                          ? seen_by_optimizer(cell.start, cell.objective_spec->transforms)
                          : std::optional(cell.start);
    if (!cell.start.empty() && cell.start.size() <= longest_point)
        object["point"] = seen ? point_json(*seen) : json();
    else if (!cell.start.empty()) // content that is not written out still tells starts apart
        object["digest"] = to_hex(hash128(cell.start.data(), cell.start.size() * sizeof(double)));
    labels.start_json = object.dump();
}

} // namespace

Labels labels(const Cell &cell, Naming naming) {
    Labels labels;
    labels.configuration =
        listing(*cell.optimizer, cell.optimizer_spec->parameters, cell.optimizer_parameters, Which::given);
    if (labels.configuration.empty())
        labels.configuration = "defaults";
    json configuration = json::object();
    configuration["parameters"] = parameters_json(*cell.optimizer, cell.optimizer_parameters);
    labels.configuration_json = configuration.dump();
    if (naming == Naming::configuration)
        return labels;
    labels.objective = cell.objective->name;
    labels.objective_json = objective_json(cell);
    labels.optimizer = cell.optimizer->name;
    labels.optimizer_json = optimizer_json(cell);
    name_start(cell, labels);
    return labels;
}

} // namespace thalweg::plan
