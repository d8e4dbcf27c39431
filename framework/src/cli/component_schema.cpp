// SPDX-License-Identifier: MIT
// The plugins' components -> what they add to the JSON Schema of experiment files.
//
// Editors (taplo) offer what stands in `properties`, `anyOf` and `allOf`, and do not see `if`; validators
// name the wrong key only where there is no `anyOf`. So the parameters of all components are offered by an
// `anyOf` that refuses nothing, and an `if` on the name refuses.
#include "cli/component_schema.hpp"

#include "cli/component_text.hpp"
#include "spec/schema.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thalweg/abi.h>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;
using library::Kind;
using library::Type;

const char *kind_name(Kind kind) { return kind == Kind::objective ? "objective" : "optimizer"; }

Json number_in(const library::Range &range, const char *type) {
    Json json = {{"type", type}};
    if (range.lo)
        json[range.lo_open ? "exclusiveMinimum" : "minimum"] = *range.lo;
    if (range.hi)
        json[range.hi_open ? "exclusiveMaximum" : "maximum"] = *range.hi;
    return json;
}

Json array_of(const Json &items) { return {{"type", "array"}, {"items", items}, {"minItems", 1}}; }

/// One value of the parameter.
Json value_shape(const library::Parameter &parameter) {
    switch (parameter.type) {
    case Type::real:
        return number_in(parameter.range, "number");
    case Type::integer:
        return number_in(parameter.range, "integer");
    case Type::boolean:
        return {{"type", "boolean"}};
    case Type::text:
        return spec::reference("text");
    case Type::choice:
        return {{"enum", parameter.choices}};
    case Type::real_array:
        return array_of(number_in(parameter.range, "number"));
    case Type::integer_array:
        return array_of(number_in(parameter.range, "integer"));
    }
    return Json::object();
}

std::string about(const library::Parameter &parameter) {
    const std::string range = range_text(parameter);
    return fmt::format("{}{}{}{}", parameter.doc, parameter.unit.empty() ? "" : ", in " + parameter.unit,
                       parameter.choices.empty() && range != "any" ? ", " + range : "",
                       parameter.per_step ? "; may follow a schedule" : "");
}

bool is_array(Type type) { return type == Type::real_array || type == Type::integer_array; }

/// Without a default of its own the parameter needs one here, or a value for each role.
Json by_role_shape(const library::Parameter &parameter) {
    Json json = spec::values_by_role(value_shape(parameter));
    if (!parameter.fallback)
        json["anyOf"] = {{{"required", {"default"}}}, {{"required", role_names}}};
    return json;
}

/// A value, a sweep of values, or a rule that makes them.
Json parameter_shape(const library::Parameter &parameter, const library::Component &component) {
    Json forms = Json::array({value_shape(parameter)});
    if (parameter.per_step)
        forms.push_back(spec::reference("schedule"));
    if (component.takes_roles() && !is_array(parameter.type))
        forms.push_back(by_role_shape(parameter));
    forms.push_back(array_of(forms.size() == 1 ? forms.front() : Json{{"anyOf", forms}}));
    if (parameter.type == Type::real || parameter.type == Type::integer) {
        for (const char *rule : {"linear", "log", "formula"})
            forms.push_back(spec::reference(rule));
        if (component.kind == Kind::optimizer) // searches are of optimizers
            for (const char *rule : {"uniform", "log_uniform"})
                forms.push_back(spec::reference(rule));
    }
    Json json = {{"description", about(parameter)}};
    if (parameter.fallback)
        json["default"] = Json(to_json(*parameter.fallback));
    json["anyOf"] = std::move(forms);
    return json;
}

Json required_keys(const library::Component &component) {
    Json required = Json::array();
    for (const library::Parameter &parameter : component.parameters)
        if (!parameter.fallback)
            required.push_back(parameter.key);
    return required;
}

Json parameters_shape(const library::Component &component) {
    Json properties = Json::object();
    for (const library::Parameter &parameter : component.parameters)
        properties[parameter.key] = parameter_shape(parameter, component);
    Json json = {{"title", fmt::format("parameters of {}", component.name)},
                 {"type", "object"},
                 {"properties", properties},
                 {"additionalProperties", false}};
    if (Json required = required_keys(component); !required.empty())
        json["required"] = std::move(required);
    return json;
}

std::string definition_of(const library::Component &component) {
    return fmt::format("{}_{}", kind_name(component.kind), component.name);
}

/// What a table must be where its name is that of the component.
Json implication(const library::Component &component) {
    Json then = {{"properties", {{"parameters", spec::reference(definition_of(component))}}}};
    if (!required_keys(component).empty())
        then["required"] = Json::array({"parameters"});
    if (component.kind == Kind::objective) {
        Json limits = {{"minimum", component.min_dim}};
        if (component.max_dim != 0)
            limits["maximum"] = component.max_dim;
        then["properties"]["dimensions"] = {{"items", limits}};
        if ((component.caps & THALWEG_OBJ_STOCHASTIC) == 0)
            then["properties"]["data"] = false;
    }
    const Json is_named = {{"properties", {{"name", {{"enum", Json::array({component.name})}}}}},
                           {"required", Json::array({"name"})}};
    return {{"if", is_named}, {"then", then}};
}

std::vector<const library::Component *> of_kind(const library::Catalog &catalog, Kind kind) {
    std::vector<const library::Component *> components;
    for (const library::Component &component : catalog.components)
        if (component.kind == kind)
            components.push_back(&component);
    std::ranges::sort(components, {}, &library::Component::name);
    return components;
}

void add_components(Json &schema, const library::Catalog &catalog, Kind kind) {
    const auto components = of_kind(catalog, kind);
    if (components.empty())
        return;
    Json names = Json::array(), titles = Json::array(), offers = Json::array(),
         all = Json::array({spec::reference(kind_name(kind))});
    for (const library::Component *component : components) {
        names.push_back(component->name);
        titles.push_back(title_of(*component));
        schema["definitions"][definition_of(*component)] = parameters_shape(*component);
        offers.push_back(spec::reference(definition_of(*component)));
        all.push_back(implication(*component));
    }
    Json &properties = schema["definitions"][kind_name(kind)]["properties"];
    properties["name"] = {{"enum", names},
                          {"description", properties["name"]["description"]},
                          {"x-taplo", {{"docs", {{"enumValues", titles}}}}}};
    offers.push_back({{"type", "object"}});
    properties["parameters"]["anyOf"] = std::move(offers);
    schema["properties"][kind_name(kind)]["items"] = {{"allOf", all}};
}

} // namespace

Json schema_with(const library::Catalog &catalog) {
    Json schema = spec::make_schema();
    for (const Kind kind : {Kind::objective, Kind::optimizer})
        add_components(schema, catalog, kind);
    return schema;
}

} // namespace thalweg::cli
