// SPDX-License-Identifier: MIT
// [[objective]] -> component, dimensions, starts, parameters, data and transforms.
#include "parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace thalweg::spec {

namespace {

std::vector<Placed<std::uint64_t>> read_dimensions(const Node &node, Mistakes &mistakes) {
    const Reading reading{{"dimensions", "[[objective]]"}, mistakes};
    const auto *nodes = std::get_if<Nodes>(&node.value);
    std::vector<Placed<std::uint64_t>> dimensions;
    if (!nodes) {
        const auto *number = std::get_if<std::int64_t>(&node.value);
        refuse_type(node, "must be an array", reading,
                    fmt::format("write dimensions = [{}]", number ? *number : 2));
        return dimensions;
    }
    if (nodes->empty())
        mistakes.add(node.place, {"dimensions of [[objective]] is empty", "a sweep over nothing has no runs",
                                  "write dimensions = [2], or remove the key to have the component's own"});
    if (nodes->size() > most_dimensions)
        mistakes.add(node.place, {fmt::format("dimensions of [[objective]] has {} elements", nodes->size()),
                                  fmt::format("{} are the limit", most_dimensions), "leave some out"});
    else
        for (const Node &element : *nodes)
            if (const auto dimension =
                    read_whole(element, {.least = 1, .most = largest_count, .example = "[2]"}, reading))
                dimensions.push_back({*dimension, element.place});
    return dimensions;
}

Data read_data(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "data", data_keys(), mistakes);
    Data data{.place = node.place};
    fields.require("batch", "without data every step sees all of it; with data, batch samples",
                   "write data = { batch = 32 }");
    data.batch = fields.whole("batch").value_or(0);
    data.order = fields.choice("order").value_or(data.order);
    return data;
}

/// rotate and negate have no amount: they are there or not.
void check_true(const Fields &fields, std::string_view key) {
    if (fields.flag(key) == false)
        fields.mistakes().add(fields.node(key)->place,
                              {fmt::format("{} of transform must be true", key), "",
                               fmt::format("write {{ {} = true }}, or remove it", key)});
}

/// noise = 0.1, which is additive, or { additive = 0.1 }, or { multiplicative = 0.1 }
void read_noise(const Fields &transform, Transform &read) {
    read.kind = Transform::Kind::additive_noise;
    const Node &node = *transform.node("noise");
    if (!std::holds_alternative<Entries>(node.value)) {
        const Number positive{Number::Sign::positive, "0.1"};
        read.amount = read_number(node, positive, transform.reading("noise")).value_or(1);
        return;
    }
    const Fields fields(node, "noise", noise_keys(), transform.mistakes());
    if (std::get<Entries>(node.value).size() != 1)
        transform.mistakes().add(node.place,
                                 {"noise has one key", "it is additive or multiplicative",
                                  "write noise = { additive = 0.1 }; two noises are two transforms"});
    if (fields.entry("multiplicative"))
        read.kind = Transform::Kind::multiplicative_noise;
    for (const std::string_view key : {"additive", "multiplicative"})
        if (fields.entry(key))
            read.amount = fields.number(key).value_or(1);
}

void read_amount(const Fields &fields, std::string_view key, Transform &read) {
    using Kind = Transform::Kind;
    static const std::map<std::string_view, Kind> kinds = {{"shift", Kind::shift},
                                                           {"scale", Kind::scale},
                                                           {"quantize", Kind::quantize},
                                                           {"nan_failure", Kind::nan_failure}};
    read.kind = kinds.at(key);
    read.amount = fields.number(key).value_or(1);
    if (read.kind == Kind::scale && read.amount == 0)
        fields.mistakes().add(
            fields.node(key)->place,
            {"scale of transform must not be 0", "the function would be constant", "write { scale = 2.0 }"});
    if (read.kind == Kind::nan_failure && read.amount > 1)
        fields.mistakes().add(fields.node(key)->place, {"nan_failure of transform must be at most 1",
                                                        "it is the share of points where all values are NaN",
                                                        "write { nan_failure = 0.1 }"});
}

std::optional<Transform> read_transform(const Node &node, Mistakes &mistakes) {
    using Kind = Transform::Kind;
    const Fields fields(node, "transform", transform_keys(), mistakes);
    const auto *entries = std::get_if<Entries>(&node.value);
    if (!entries)
        return std::nullopt;
    if (entries->size() != 1) {
        mistakes.add(node.place, {fmt::format("a transform has one key, not {}", entries->size()),
                                  "transforms are applied in the order of the array",
                                  "write [{ shift = 1.0 }, { rotate = true }]"});
        return std::nullopt;
    }
    const std::string &key = entries->front().key;
    if (std::ranges::find(transform_keys(), key, &Key::name) == transform_keys().end())
        return std::nullopt; // told by fields
    Transform transform{.place = node.place};
    if (key == "rotate" || key == "negate") {
        transform.kind = key == "rotate" ? Kind::rotate : Kind::negate;
        check_true(fields, key);
    } else if (key == "noise") {
        read_noise(fields, transform);
    } else {
        read_amount(fields, key, transform);
    }
    return transform;
}

std::vector<Transform> read_transforms(const Node &node, Mistakes &mistakes) {
    std::vector<Transform> transforms;
    const auto *nodes = std::get_if<Nodes>(&node.value);
    if (!nodes)
        refuse_type(node, "must be an array", {{"transform", "[[objective]]"}, mistakes},
                    "write transform = [{ shift = 1.0 }]");
    else
        for (const Node &element : *nodes)
            if (const auto transform = read_transform(element, mistakes))
                transforms.push_back(*transform);
    return transforms;
}

bool is_path(std::string_view name) {
    return name.find_first_of("/\\") != std::string_view::npos || name.ends_with(".so");
}

} // namespace

Placed<std::string> read_component(const Fields &fields) {
    const Node *node = fields.node("name");
    fields.require("name", "it says which component is meant",
                   "write name = \"...\"; `thalweg list` shows the components");
    const auto name = fields.text("name");
    if (!name)
        return {{}, node ? node->place : fields.node().place};
    if (is_path(*name))
        fields.mistakes().add(node->place,
                              {fmt::format("name of {} is a path", fields.title()),
                               "an experiment file cannot load code by itself",
                               "write the component's name, and give --plugin-path DIR on the command line"});
    else if (name->empty())
        fields.mistakes().add(node->place,
                              {fmt::format("name of {} is empty", fields.title()),
                               "it says which component is meant", "`thalweg list` shows the components"});
    return {*name, node->place};
}

Objective read_objective(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "[[objective]]", objective_keys(), mistakes);
    Objective objective;
    objective.place = node.place;
    objective.name = read_component(fields);
    objective.label = fields.text("label").value_or("");
    if (const Node *dimensions = fields.node("dimensions"))
        objective.dimensions = read_dimensions(*dimensions, mistakes);
    if (const Node *starts = fields.node("starts"))
        objective.starts = read_starts(*starts, mistakes);
    if (const Node *parameters = fields.node("parameters"))
        objective.parameters = read_parameters(*parameters, Drawn::refused, mistakes);
    if (const Node *data = fields.node("data"))
        objective.data = read_data(*data, mistakes);
    if (const Node *transform = fields.node("transform"))
        objective.transforms = read_transforms(*transform, mistakes);
    return objective;
}

} // namespace thalweg::spec
