// SPDX-License-Identifier: MIT
// Writes components as the JSON of list and describe (docs/json.md).
#include "cli/component_text.hpp"
#include "cli/list_text.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thalweg/abi.h>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr const char *type_names[] = {"real",   "integer",    "boolean",      "text",
                                      "choice", "real_array", "integer_array"};
constexpr const char *shape_names[] = {"update", "step", "run"};

Json quantities(std::uint32_t caps) {
    Json names = Json::array();
    for (const auto &[bit, name] :
         {std::pair{THALWEG_W_F, "f"}, {THALWEG_W_G, "g"}, {THALWEG_W_H, "h"}, {THALWEG_W_HV, "hv"}})
        if (caps & bit)
            names.push_back(name);
    return names;
}

Json number_or_null(const std::optional<double> &number) { return number ? Json(to_json(*number)) : Json(); }

Json parameter_json(const library::Parameter &p) {
    Json json = {{"name", p.key}, {"type", type_names[static_cast<std::size_t>(p.type)]}};
    json["default"] = p.fallback ? Json(to_json(*p.fallback)) : Json();
    json["required"] = !p.fallback.has_value();
    json["minimum"] = number_or_null(p.range.lo);
    json["minimum_open"] = p.range.lo_open;
    json["maximum"] = number_or_null(p.range.hi);
    json["maximum_open"] = p.range.hi_open;
    if (!p.choices.empty())
        json["choices"] = p.choices;
    json["units"] = p.unit;
    json["log_scale"] = p.log_scale;
    json["schedule"] = p.per_step;
    json["doc"] = p.doc;
    return json;
}

Json point_json(const std::vector<double> &point) { return Json(to_json(Value(point))); }

Json points_json(const std::vector<std::vector<double>> &points) {
    Json json = Json::array();
    for (const auto &point : points)
        json.push_back(point_json(point));
    return json;
}

Json problem_json(const library::Problem &p) {
    Json json = {{"dimension", p.dim}, {"offers", quantities(p.caps)}, {"samples", p.n_samples}};
    json["f_opt"] = number_or_null(p.f_opt);
    json["minimizers"] = points_json(p.minimizers);
    json["local_minima"] = points_json(p.local_minima);
    json["start"] = p.start.empty() ? Json() : point_json(p.start);
    json["lower"] = p.lower.empty() ? Json() : point_json(p.lower);
    json["upper"] = p.upper.empty() ? Json() : point_json(p.upper);
    json["region_lower"] = p.region_lower.empty() ? Json() : point_json(p.region_lower);
    json["region_upper"] = p.region_upper.empty() ? Json() : point_json(p.region_upper);
    json["differentiable"] = p.differentiable == 0 ? "everywhere" : p.differentiable == 1 ? "almost" : "not";
    json["draws_starts"] = p.draws_starts;
    json["roles"] = roles_of(p);
    return json;
}

Json component_json(const library::Component &c, const library::Plugin &plugin) {
    const bool is_objective = c.kind == library::Kind::objective;
    Json json = {{"kind", is_objective ? "objective" : "optimizer"},
                 {"name", c.name},
                 {"version", c.version},
                 {"title", c.title},
                 {"doc", c.doc},
                 {"source", c.citation},
                 {"license", c.license},
                 {"tags", c.tags}};
    if (is_objective) {
        json["offers"] = quantities(c.caps);
        json["on_data"] = (c.caps & THALWEG_OBJ_STOCHASTIC) != 0;
        json["default_dimension"] = c.default_dim == 0 ? Json() : Json(c.default_dim);
        json["minimum_dimension"] = c.min_dim;
        json["maximum_dimension"] = c.max_dim == 0 ? Json() : Json(c.max_dim);
    } else {
        json["shape"] = shape_names[static_cast<std::size_t>(c.shape)];
        json["needs"] = quantities(needs_of(c));
        json["values_by_role"] = c.takes_roles();
        json["has_solution"] = c.has_solution;
        json["metrics"] = Json::array();
        for (const library::Metric &metric : c.metrics)
            json["metrics"].push_back({{"name", metric.key}, {"units", metric.unit}, {"doc", metric.doc}});
    }
    json["parameters"] = Json::array();
    for (const library::Parameter &parameter : c.parameters)
        json["parameters"].push_back(parameter_json(parameter));
    json["plugin"] = {{"path", plugin.path},
                      {"name", plugin.name},
                      {"version", plugin.version},
                      {"build_info", plugin.build_info},
                      {"sha256", plugin.sha256}};
    json["hides"] = c.hides;
    return json;
}

} // namespace

Json list_json(const library::Catalog &catalog, const std::vector<Selected> &selection) {
    Json json = {{"format", "thalweg-list/1"}};
    for (const Selected &selected : selection) {
        Json &list = json[fmt::format("{}s", word_of(selected.kind))] = Json::array();
        for (const library::Component *component : selected.components)
            list.push_back(component_json(*component, catalog.plugins.at(component->plugin)));
    }
    json["notes"] = catalog.notes;
    return json;
}

Json describe_json(const Description &d) {
    Json json = component_json(d.component, d.plugin);
    json["fits"] = Json::array();
    for (const library::Component *partner : d.partners)
        json["fits"].push_back(partner->name);
    if (d.component.kind == library::Kind::objective)
        json["problem"] = d.problem ? problem_json(*d.problem) : Json();
    json["experiment_toml"] = d.snippet;
    return json;
}

} // namespace thalweg::cli
