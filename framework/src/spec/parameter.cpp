// SPDX-License-Identifier: MIT
// What stands to the right of a parameter -> a value, an array of them, or a rule that makes them.
#include "parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

constexpr std::string_view shape_hint = "write a number, text, an array, { linear = [a, b], count = n }, { "
                                        "formula = \"2^-i\", count = n }, { schedule = "
                                        "\"cosine\", from = a, to = b } or { default = a, bias = b }";

bool is_generator(const Node &node) {
    const auto *entries = std::get_if<Entries>(&node.value);
    return entries && !find(node, "schedule") && !is_by_role(node);
}

/// Numbers only: whole ones stay integers where all are.
std::optional<Value> read_numbers(const Node &node, const Reading &reading) {
    const Nodes &elements = std::get<Nodes>(node.value);
    if (elements.empty()) {
        reading.mistakes.add(node.place,
                             {fmt::format("{} holds an empty array", to_text(reading.subject)),
                              "an array has at least one element", "write a number in it, or remove it"});
        return std::nullopt;
    }
    if (std::ranges::all_of(elements, [](const Node &element) {
            return std::holds_alternative<std::int64_t>(element.value);
        })) {
        std::vector<std::int64_t> numbers;
        for (const Node &element : elements)
            numbers.push_back(std::get<std::int64_t>(element.value));
        return numbers;
    }
    std::vector<double> numbers;
    for (const Node &element : elements)
        if (const auto number = read_number(element, {}, reading))
            numbers.push_back(*number);
    if (numbers.size() < elements.size())
        return std::nullopt;
    return numbers;
}

std::optional<Array> read_array(const Node &node, const Reading &reading) {
    const Nodes &nodes = std::get<Nodes>(node.value);
    if (nodes.empty()) {
        reading.mistakes.add(node.place, {fmt::format("{} is an empty array", to_text(reading.subject)),
                                          "an array is a sweep, and a sweep over nothing has no runs",
                                          "write a value in it, or remove the key to have the default"});
        return std::nullopt;
    }
    Array array;
    array.elements.reserve(nodes.size());
    for (const Node &element : nodes) {
        if (is_generator(element)) {
            reading.mistakes.add(
                element.place,
                {fmt::format("a table inside the array of {}", reading.subject.key),
                 "an array holds values, schedules and values by role; a rule that makes values stands alone",
                 "write the rule without [ ], or in a table of its own"});
            continue;
        }
        if (auto value = read_value(element, reading))
            array.elements.push_back({std::move(*value), element.place});
    }
    return array;
}

bool is_key(std::string_view key) {
    const auto letter = [](char c) { return c >= 'a' && c <= 'z'; };
    const auto other = [](char c) { return (c >= '0' && c <= '9') || c == '_'; };
    return !key.empty() && std::ranges::all_of(key, [&](char c) { return letter(c) || other(c); });
}

std::optional<Parameter> read_parameter(const Entry &entry, Drawn drawn, Mistakes &mistakes) {
    Parameter parameter{entry.key, entry.place, entry.node.place, {}};
    const std::string name = "parameters." + entry.key;
    const Reading reading{{name, ""}, mistakes};
    if (!is_key(entry.key)) {
        mistakes.add(entry.place,
                     {fmt::format("\"{}\" is no name of a parameter", entry.key),
                      "names are made of a-z, 0-9 and _", "`thalweg describe NAME` lists the parameters"});
        return std::nullopt;
    }
    if (std::holds_alternative<Nodes>(entry.node.value)) {
        auto array = read_array(entry.node, reading);
        if (!array)
            return std::nullopt;
        parameter.value = std::move(*array);
    } else if (is_generator(entry.node)) {
        auto generator = read_generator(entry.node, drawn, reading);
        if (!generator)
            return std::nullopt;
        parameter.value = std::move(*generator);
    } else {
        auto value = read_value(entry.node, reading);
        if (!value)
            return std::nullopt;
        parameter.value = std::move(*value);
    }
    return parameter;
}

} // namespace

std::optional<Value> read_value(const Node &node, const Reading &reading) {
    if (const auto *whole = std::get_if<std::int64_t>(&node.value))
        return Value(*whole);
    if (const auto *real = std::get_if<double>(&node.value))
        return Value(*real);
    if (const auto *flag = std::get_if<bool>(&node.value))
        return Value(*flag);
    if (std::holds_alternative<std::string>(node.value)) {
        auto text = read_text(node, reading.subject, reading.mistakes);
        return text ? std::optional<Value>(std::move(*text)) : std::nullopt;
    }
    if (std::holds_alternative<Nodes>(node.value))
        return read_numbers(node, reading);
    if (std::holds_alternative<Entries>(node.value)) {
        if (is_by_role(node)) {
            auto by_role = read_by_role(node, reading);
            return by_role ? std::optional<Value>(std::move(*by_role)) : std::nullopt;
        }
        auto schedule = read_schedule(node, reading);
        return schedule ? std::optional<Value>(std::move(*schedule)) : std::nullopt;
    }
    refuse_type(node, "must be a value", reading, std::string(shape_hint));
    return std::nullopt;
}

std::vector<Parameter> read_parameters(const Node &node, Drawn drawn, Mistakes &mistakes) {
    std::vector<Parameter> parameters;
    const auto *entries = std::get_if<Entries>(&node.value);
    if (!entries) {
        refuse_type(node, "must be a table", {{"parameters", ""}, mistakes},
                    "write parameters.learning_rate = 0.1");
        return parameters;
    }
    if (entries->size() > most_parameters) {
        mistakes.add(node.place, {fmt::format("a table of {} parameters", entries->size()),
                                  fmt::format("{} are the limit", most_parameters),
                                  "`thalweg describe NAME` lists the parameters"});
        return parameters;
    }
    for (const Entry &entry : *entries)
        if (auto parameter = read_parameter(entry, drawn, mistakes))
            parameters.push_back(std::move(*parameter));
    return parameters;
}

} // namespace thalweg::spec
