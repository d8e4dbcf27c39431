// SPDX-License-Identifier: MIT
// Descriptions of components, problems and probes <-> JSON, bit for bit.
#include "library/component.hpp"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <thalweg/abi/evaluation.h>
#include <thalweg/abi/optimizer.h>

namespace thalweg::library {

using nlohmann::json;

namespace {

// A value goes with the number of its alternative: 1 and 1.0, "NaN" and NaN stay apart.
json value_to_json(const Value &value) {
    if (const auto *s = std::get_if<Schedule>(&value))
        return {{"type", value.index()},
                {"value",
                 {{"kind", s->kind},
                  {"from", thalweg::to_json(s->from)},
                  {"to", thalweg::to_json(s->to)},
                  {"warmup", s->warmup},
                  {"factor", thalweg::to_json(s->factor)},
                  {"every", s->every}}}};
    return {{"type", value.index()}, {"value", thalweg::to_json(value)}};
}

std::vector<double> doubles_from_json(const json &array) {
    std::vector<double> numbers;
    for (const json &element : array)
        numbers.push_back(double_from_json(element));
    return numbers;
}

Value value_from_json(const json &tagged) {
    const json &value = tagged.at("value");
    switch (tagged.at("type").get<std::size_t>()) {
    case 0:
        return double_from_json(value);
    case 1:
        return value.get<std::int64_t>();
    case 2:
        return value.get<bool>();
    case 3:
        return value.get<std::string>();
    case 4:
        return doubles_from_json(value);
    case 5:
        return value.get<std::vector<std::int64_t>>();
    default:
        return Schedule{.kind = value.at("kind").get<std::string>(),
                        .from = double_from_json(value.at("from")),
                        .to = double_from_json(value.at("to")),
                        .warmup = value.at("warmup").get<std::uint64_t>(),
                        .factor = double_from_json(value.at("factor")),
                        .every = value.at("every").get<std::uint64_t>()};
    }
}

json optional_to_json(const std::optional<double> &number) {
    return number ? thalweg::to_json(*number) : json();
}

std::optional<double> optional_from_json(const json &value) {
    return value.is_null() ? std::nullopt : std::optional<double>(double_from_json(value));
}

json points_to_json(const std::vector<std::vector<double>> &points) {
    json array = json::array();
    for (const auto &point : points)
        array.push_back(thalweg::to_json(Value(point)));
    return array;
}

std::vector<std::vector<double>> points_from_json(const json &array) {
    std::vector<std::vector<double>> points;
    for (const json &point : array)
        points.push_back(doubles_from_json(point));
    return points;
}

json parameter_to_json(const Parameter &p) {
    return {{"key", p.key},
            {"doc", p.doc},
            {"unit", p.unit},
            {"type", static_cast<int>(p.type)},
            {"default", p.fallback ? value_to_json(*p.fallback) : json()},
            {"lo", optional_to_json(p.range.lo)},
            {"hi", optional_to_json(p.range.hi)},
            {"lo_open", p.range.lo_open},
            {"hi_open", p.range.hi_open},
            {"log_scale", p.log_scale},
            {"per_step", p.per_step},
            {"is_file", p.is_file},
            {"choices", p.choices}};
}

Parameter parameter_from_json(const json &j) {
    Parameter p;
    j.at("key").get_to(p.key);
    j.at("doc").get_to(p.doc);
    j.at("unit").get_to(p.unit);
    p.type = static_cast<Type>(j.at("type").get<int>());
    if (!j.at("default").is_null())
        p.fallback = value_from_json(j.at("default"));
    p.range.lo = optional_from_json(j.at("lo"));
    p.range.hi = optional_from_json(j.at("hi"));
    j.at("lo_open").get_to(p.range.lo_open);
    j.at("hi_open").get_to(p.range.hi_open);
    j.at("log_scale").get_to(p.log_scale);
    j.at("per_step").get_to(p.per_step);
    j.at("is_file").get_to(p.is_file);
    j.at("choices").get_to(p.choices);
    return p;
}

} // namespace

const Component *Catalog::find(Kind kind, std::string_view name) const {
    const auto found = std::find_if(components.begin(), components.end(), [&](const Component &component) {
        return component.kind == kind && component.name == name;
    });
    return found == components.end() ? nullptr : &*found;
}

bool Component::takes_roles() const { return (flags & THALWEG_OPT_BLOCKWISE) != 0 && metrics.empty(); }

std::uint32_t needs_of(const Component &optimizer) {
    constexpr std::uint32_t quantities = THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV;
    const std::uint32_t gradient = optimizer.shape == Shape::update ? THALWEG_W_G : 0u;
    const std::uint32_t value = (optimizer.flags & THALWEG_OPT_NEEDS_F) != 0 ? THALWEG_W_F : 0u;
    return (optimizer.needs & quantities) | gradient | value;
}

std::uint32_t unmet_needs(const Component &optimizer, std::uint32_t caps) {
    return needs_of(optimizer) & ~caps;
}

void to_json(json &j, const Component &c) {
    json parameters = json::array(), metrics = json::array();
    for (const Parameter &parameter : c.parameters)
        parameters.push_back(parameter_to_json(parameter));
    for (const Metric &metric : c.metrics)
        metrics.push_back({{"key", metric.key}, {"doc", metric.doc}, {"unit", metric.unit}});
    j = {{"kind", static_cast<int>(c.kind)},
         {"name", c.name},
         {"version", c.version},
         {"title", c.title},
         {"doc", c.doc},
         {"citation", c.citation},
         {"license", c.license},
         {"tags", c.tags},
         {"parameters", parameters},
         {"plugin", c.plugin},
         {"caps", c.caps},
         {"default_dim", c.default_dim},
         {"min_dim", c.min_dim},
         {"max_dim", c.max_dim},
         {"shape", static_cast<int>(c.shape)},
         {"flags", c.flags},
         {"needs", c.needs},
         {"has_solution", c.has_solution},
         {"metrics", metrics}};
}

void from_json(const json &j, Component &c) {
    c = {};
    c.kind = static_cast<Kind>(j.at("kind").get<int>());
    j.at("name").get_to(c.name);
    j.at("version").get_to(c.version);
    j.at("title").get_to(c.title);
    j.at("doc").get_to(c.doc);
    j.at("citation").get_to(c.citation);
    j.at("license").get_to(c.license);
    j.at("tags").get_to(c.tags);
    for (const json &parameter : j.at("parameters"))
        c.parameters.push_back(parameter_from_json(parameter));
    j.at("plugin").get_to(c.plugin);
    j.at("caps").get_to(c.caps);
    j.at("default_dim").get_to(c.default_dim);
    j.at("min_dim").get_to(c.min_dim);
    j.at("max_dim").get_to(c.max_dim);
    c.shape = static_cast<Shape>(j.at("shape").get<int>());
    j.at("flags").get_to(c.flags);
    j.at("needs").get_to(c.needs);
    j.at("has_solution").get_to(c.has_solution);
    for (const json &metric : j.at("metrics"))
        c.metrics.push_back({metric.at("key").get<std::string>(), metric.at("doc").get<std::string>(),
                             metric.at("unit").get<std::string>()});
}

void to_json(json &j, const Catalog &catalog) {
    json plugins = json::array(), components = json::array();
    for (const Plugin &plugin : catalog.plugins)
        plugins.push_back({{"path", plugin.path},
                           {"name", plugin.name},
                           {"version", plugin.version},
                           {"build_info", plugin.build_info},
                           {"sha256", plugin.sha256}});
    for (const Component &component : catalog.components)
        components.push_back(json(component));
    j = {{"plugins", plugins}, {"components", components}, {"notes", catalog.notes}};
}

void from_json(const json &j, Catalog &catalog) {
    catalog = {};
    for (const json &plugin : j.at("plugins"))
        catalog.plugins.push_back({plugin.at("path").get<std::string>(), plugin.at("name").get<std::string>(),
                                   plugin.at("version").get<std::string>(),
                                   plugin.at("build_info").get<std::string>(),
                                   plugin.at("sha256").get<std::string>()});
    for (const json &component : j.at("components"))
        catalog.components.push_back(component.get<Component>());
    j.at("notes").get_to(catalog.notes);
}

void to_json(json &j, const Problem &p) {
    j = {{"caps", p.caps},
         {"dim", p.dim},
         {"n_samples", p.n_samples},
         {"lower", thalweg::to_json(Value(p.lower))},
         {"upper", thalweg::to_json(Value(p.upper))},
         {"region_lower", thalweg::to_json(Value(p.region_lower))},
         {"region_upper", thalweg::to_json(Value(p.region_upper))},
         {"f_opt", optional_to_json(p.f_opt)},
         {"minimizers", points_to_json(p.minimizers)},
         {"local_minima", points_to_json(p.local_minima)},
         {"start", thalweg::to_json(Value(p.start))},
         {"differentiable", p.differentiable},
         {"draws_starts", p.draws_starts},
         {"roles", p.roles}};
}

void from_json(const json &j, Problem &p) {
    p = {};
    j.at("caps").get_to(p.caps);
    j.at("dim").get_to(p.dim);
    j.at("n_samples").get_to(p.n_samples);
    p.lower = doubles_from_json(j.at("lower"));
    p.upper = doubles_from_json(j.at("upper"));
    p.region_lower = doubles_from_json(j.at("region_lower"));
    p.region_upper = doubles_from_json(j.at("region_upper"));
    p.f_opt = optional_from_json(j.at("f_opt"));
    p.minimizers = points_from_json(j.at("minimizers"));
    p.local_minima = points_from_json(j.at("local_minima"));
    p.start = doubles_from_json(j.at("start"));
    j.at("differentiable").get_to(p.differentiable);
    j.at("draws_starts").get_to(p.draws_starts);
    j.at("roles").get_to(p.roles);
}

void to_json(json &j, const Probe &probe) {
    json parameters = json::array();
    for (const Value &value : probe.parameters)
        parameters.push_back(value_to_json(value));
    j = {{"objective", probe.objective},
         {"parameters", parameters},
         {"dimension", probe.dimension},
         {"seed", probe.seed},
         {"folder", probe.folder}};
}

void from_json(const json &j, Probe &probe) {
    probe = {};
    j.at("objective").get_to(probe.objective);
    for (const json &value : j.at("parameters"))
        probe.parameters.push_back(value_from_json(value));
    j.at("dimension").get_to(probe.dimension);
    j.at("seed").get_to(probe.seed);
    j.at("folder").get_to(probe.folder);
}

} // namespace thalweg::library
