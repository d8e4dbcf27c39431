// SPDX-License-Identifier: MIT
// The keys of an experiment file -> a JSON Schema (draft 7) for editors.
#include "schema.hpp"

#include "keys.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::spec {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::string_view no_control = "^[^\\x00-\\x1F\\x7F]*$"; // as read_text has it
constexpr std::string_view whole_up_to_count = "0*([1-9][0-9]{0,8}|1000000000)";

const Json number = {{"type", "number"}};

Json text_shape() { return {{"type", "string"}, {"maxLength", longest_text}, {"pattern", no_control}}; }

Json whole_shape(const Whole &bounds) {
    return {{"type", "integer"}, {"minimum", bounds.least}, {"maximum", bounds.most}};
}

Json number_shape(const Number &bounds) {
    Json json = number;
    if (bounds.sign == Number::Sign::positive)
        json["exclusiveMinimum"] = 0;
    else if (bounds.sign == Number::Sign::not_negative)
        json["minimum"] = 0;
    return json;
}

/// The words are offered by editors; a pattern says the rest.
Json policies_shape(const Policies &policies) {
    Json words = Json::array();
    std::string heads;
    for (const std::string &name : policies.names)
        if (const auto colon = name.find(':'); colon == std::string::npos)
            words.push_back(name);
        else
            heads += (heads.empty() ? "" : "|") + name.substr(0, colon);
    const std::string counted = fmt::format("^({}):{}$", heads, whole_up_to_count);
    return {{"anyOf", {{{"enum", words}}, {{"type", "string"}, {"pattern", counted}}}}};
}

Json shape_of(const Key &key) {
    struct Shapes {
        Json operator()(const Own &) const { return Json::object(); }
        Json operator()(const Text &) const { return text_shape(); }
        Json operator()(const Flag &) const { return {{"type", "boolean"}}; }
        Json operator()(const Whole &bounds) const { return whole_shape(bounds); }
        Json operator()(const Number &bounds) const { return number_shape(bounds); }
        Json operator()(const Choice &choice) const { return {{"enum", choice.words}}; }
        Json operator()(const Policies &policies) const { return policies_shape(policies); }
    };
    return std::visit(Shapes{}, key.shape);
}

/// A table with these keys and no others. `own` has the shapes of the keys that are Own.
Json table(const Keys &keys, const Json &own = Json::object()) {
    Json properties = Json::object();
    for (const Key &key : keys) {
        Json shape = std::holds_alternative<Own>(key.shape) ? own.at(std::string(key.name)) : shape_of(key);
        shape["description"] = key.doc;
        if (!key.fallback.empty())
            shape["default"] = Json::parse(key.fallback);
        properties[std::string(key.name)] = std::move(shape);
    }
    return {{"type", "object"}, {"properties", properties}, {"additionalProperties", false}};
}

Json with(Json base, const Json &more) {
    base.update(more);
    return base;
}

Json require_one_of(const Json &names) {
    Json alternatives = Json::array();
    for (const Json &name : names)
        alternatives.push_back({{"required", Json::array({name})}});
    return {{"anyOf", alternatives}};
}

/// An array of at least one; with `most` 0 of however many the tree takes.
Json array_of(Json items, std::size_t most = 0) {
    return {{"type", "array"},
            {"items", std::move(items)},
            {"minItems", 1},
            {"maxItems", most == 0 ? longest_array : most}};
}

Json pair_of(const Json &ends) {
    return {{"type", "array"}, {"items", ends}, {"minItems", 2}, {"maxItems", 2}};
}

Json formula_text() { return {{"type", "string"}, {"maxLength", longest_formula}, {"pattern", "[^ \\t]"}}; }

Json formula_table(const Keys &keys, const Json &own) {
    return with(table(keys, own), {{"required", Json::array({"formula"})}});
}

/// A number, or { formula = "1000*d" }.
Json amount(std::uint64_t least) {
    return {{"anyOf",
             {whole_shape({.least = least}), formula_table(amount_keys(), {{"formula", formula_text()}})}}};
}

Json memory() {
    const Json size = {{"type", "string"},
                       {"pattern", "^([0-9]+[.]?[0-9]*|[.][0-9]+) *(B|kB|MB|GB|TB|KiB|MiB|GiB|TiB)?$"},
                       {"not", {{"pattern", "^[0.]* *[A-Za-z]*$"}}}};
    return {{"anyOf", {whole_shape({.least = 1}), size}}};
}

Json experiment() {
    const Json name = {
        {"type", "string"}, {"pattern", "^[a-z0-9_-]*$"}, {"minLength", 1}, {"maxLength", longest_name}};
    return with(table(experiment_keys(), {{"name", name}}), {{"required", Json::array({"name"})}});
}

Json stop() {
    return with(table(stop_keys(), {{"steps", amount(0)}, {"evaluations", amount(1)}, {"memory", memory()}}),
                require_one_of({"steps", "evaluations", "seconds"}));
}

Json name_of_component() {
    return with(text_shape(), {{"minLength", 1}, {"not", {{"pattern", "[/\\\\]|[.]so$"}}}});
}

Json starts() {
    const Json standard = {{"enum", Json::array({"default"})}};
    const Json drawn =
        with(table(start_keys(), {{"uniform", pair_of(number)}}), {{"required", Json::array({"uniform"})}});
    const Json start = {{"anyOf", {array_of(number), standard, drawn}}};
    return {{"anyOf", {standard, drawn, array_of(start)}}};
}

Json transform() {
    const Json is_true = {{"enum", Json::array({true})}};
    const Json single = {{"minProperties", 1}, {"maxProperties", 1}};
    const Json deviation = {{"type", "number"}, {"exclusiveMinimum", 0}};
    const Json noise = {{"anyOf", {deviation, with(table(noise_keys()), single)}}};
    Json one =
        with(table(transform_keys(), {{"rotate", is_true}, {"negate", is_true}, {"noise", noise}}), single);
    one["properties"]["nan_failure"]["maximum"] = 1;
    one["properties"]["scale"]["not"] = {{"enum", Json::array({0})}};
    return {{"type", "array"}, {"items", one}};
}

/// Of whatever component: a value, a sweep, or one of these rules.
Json parameters(const std::vector<std::string_view> &rules) {
    const Json plain = {{"type", Json::array({"number", "boolean"})}};
    const Json by_role = values_by_role({{"anyOf", {plain, reference("text")}}});
    const Json element = {
        {"anyOf", {plain, reference("text"), array_of(number), reference("schedule"), by_role}}};
    Json values = Json::array({plain, reference("text"), array_of(element), reference("schedule"), by_role});
    for (const std::string_view rule : rules)
        values.push_back(reference(rule));
    return {{"type", "object"},
            {"maxProperties", most_parameters},
            {"patternProperties", {{"^[a-z0-9_]+$", {{"anyOf", values}}}}},
            {"additionalProperties", false}};
}

Json objective() {
    const Json data = with(table(data_keys()), {{"required", Json::array({"batch"})}});
    return with(
        table(objective_keys(), {{"name", name_of_component()},
                                 {"dimensions", array_of(whole_shape({1, largest_count}), most_dimensions)},
                                 {"starts", starts()},
                                 {"parameters", parameters({"linear", "log", "formula"})},
                                 {"data", data},
                                 {"transform", transform()}}),
        {{"required", Json::array({"name"})}});
}

Json optimizer() {
    const Json group = {{"type", "array"}, {"items", text_shape()}, {"minItems", 2}};
    const Json search = with(table(search_keys()), {{"required", {"method", "count"}}});
    return with(table(optimizer_keys(),
                      {{"name", name_of_component()},
                       {"parameters", parameters({"linear", "log", "formula", "uniform", "log_uniform"})},
                       {"zip", {{"type", "array"}, {"items", group}}},
                       {"search", search}}),
                {{"required", Json::array({"name"})}});
}

Json exclude() {
    const Json equals = {{"anyOf", {number, text_shape(), {{"type", "boolean"}}}}};
    Json condition = with(table(condition_keys(), {{"equals", equals}}), {{"minProperties", 1}});
    condition["dependencies"] = {{"equals", {{"maxProperties", 1}}}};
    const Json conditions = {{"type", "object"}, {"additionalProperties", condition}};
    return with(
        table(exclude_keys(), {{"objective_parameters", conditions}, {"optimizer_parameters", conditions}}),
        {{"minProperties", 1}});
}

/// One form of a generator: its key and, where it is not drawn, the count.
Json generator(std::string_view form, const Json &shape, std::uint64_t least_count) {
    Keys keys;
    Json required = Json::array();
    for (const Key &key : generator_keys())
        if (key.name == form || (key.name == "count" && least_count > 0)) {
            keys.push_back(key);
            required.push_back(key.name);
        }
    return with(
        table(keys, {{std::string(form), shape}, {"count", whole_shape({least_count, largest_count})}}),
        {{"required", required}});
}

Json schedule() {
    Json kinds = Json::array();
    for (const std::string &kind : schedule_kinds()) {
        const Keys &keys = schedule_keys(kind);
        Json required = Json::array();
        for (const Key &key : keys)
            if (key.fallback.empty())
                required.push_back(key.name);
        kinds.push_back(
            with(table(keys, {{"schedule", {{"enum", Json::array({kind})}}}}), {{"required", required}}));
    }
    return {{"anyOf", kinds}};
}

Json definitions() {
    const Json positive = number_shape({Number::Sign::positive});
    return {{"objective", objective()},
            {"optimizer", optimizer()},
            {"exclude", exclude()},
            {"text", text_shape()},
            {"linear", generator("linear", pair_of(number), 2)},
            {"log", generator("log", pair_of(positive), 2)},
            {"formula", generator("formula", formula_text(), 1)},
            {"uniform", generator("uniform", pair_of(number), 0)},
            {"log_uniform", generator("log_uniform", pair_of(positive), 0)},
            {"schedule", schedule()}};
}

} // namespace

Json reference(std::string_view definition) {
    return {{"$ref", fmt::format("#/definitions/{}", definition)}};
}

Json values_by_role(const Json &value) {
    Json own = Json::object();
    for (const Key &key : role_keys())
        own[std::string(key.name)] = value;
    return with(table(role_keys(), own), {{"minProperties", 1}});
}

Json make_schema() {
    Json schema = {{"$schema", "http://json-schema.org/draft-07/schema#"},
                   {"title", "Thalweg experiment"},
                   {"description", "an experiment file: objectives x optimizers x parameters x starts"}};
    const Json own = {
        {"experiment", experiment()},
        {"stop", stop()},
        {"record", table(record_keys())},
        {"objective", array_of(reference("objective"), most_tables)},
        {"optimizer", array_of(reference("optimizer"), most_tables)},
        {"exclude", {{"type", "array"}, {"items", reference("exclude")}, {"maxItems", most_excludes}}}};
    schema.update(table(file_keys(), own));
    schema["required"] = {"experiment", "stop", "objective", "optimizer"};
    schema["definitions"] = definitions();
    return schema;
}

} // namespace thalweg::spec
