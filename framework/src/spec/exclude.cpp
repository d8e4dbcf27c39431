// SPDX-License-Identifier: MIT
// [[exclude]] -> the cells that are dropped.
#include "parts.hpp"

#include <fmt/format.h>

namespace thalweg::spec {

namespace {

constexpr std::string_view example = "{ above = 0.1 }";

std::optional<Value> read_equal(const Fields &fields) {
    const Node *node = fields.node("equals");
    if (!node)
        return std::nullopt;
    if (std::holds_alternative<Nodes>(node->value) || std::holds_alternative<Entries>(node->value)) {
        refuse_type(*node, "must be a number, text or a boolean", fields.reading("equals"),
                    "write { equals = 0.1 }");
        return std::nullopt;
    }
    return read_value(*node, fields.reading("equals"));
}

std::optional<Condition> read_condition(const Entry &entry, std::string_view table, Mistakes &mistakes) {
    const std::string name = fmt::format("{}.{}", table, entry.key);
    if (!std::holds_alternative<Entries>(entry.node.value)) {
        refuse_type(entry.node, "must be a table", {{name, "[[exclude]]"}, mistakes},
                    fmt::format("write {{ equals = ... }} for one value, or {}", example));
        return std::nullopt;
    }
    const Fields fields(entry.node, name, condition_keys(), mistakes);
    Condition condition{.key = entry.key, .place = entry.place};
    condition.above = fields.number("above");
    condition.below = fields.number("below");
    condition.equals = read_equal(fields);
    if (fields.lacks("above") && fields.lacks("below") && fields.lacks("equals"))
        mistakes.add(entry.place, {fmt::format("the condition on {} is empty", name),
                                   "it takes above, below, equals", fmt::format("write {}", example)});
    else if (fields.entry("equals") && (fields.entry("above") || fields.entry("below")))
        mistakes.add(entry.place, {fmt::format("{} has equals and a bound", name),
                                   "one value needs no bounds", "remove one of the two"});
    else if (condition.above && condition.below && *condition.above >= *condition.below)
        mistakes.add(
            entry.place,
            {fmt::format("no {} is above {} and below {}", entry.key, *condition.above, *condition.below),
             "all conditions of an exclude must be met", "swap the bounds, or write two [[exclude]] tables"});
    return condition;
}

std::vector<Condition> read_conditions(const Fields &fields, std::string_view key) {
    std::vector<Condition> conditions;
    const Node *node = fields.node(key);
    const auto *entries = node ? std::get_if<Entries>(&node->value) : nullptr;
    if (node && !entries)
        refuse_type(*node, "must be a table", fields.reading(key),
                    fmt::format("write {}.learning_rate = {}", key, example));
    if (entries)
        for (const Entry &entry : *entries)
            if (auto condition = read_condition(entry, key, fields.mistakes()))
                conditions.push_back(std::move(*condition));
    return conditions;
}

std::optional<Placed<std::string>> read_name(const Fields &fields, std::string_view key) {
    auto name = fields.text(key);
    if (!name)
        return std::nullopt;
    return Placed<std::string>{std::move(*name), fields.node(key)->place};
}

} // namespace

Exclude read_exclude(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "[[exclude]]", exclude_keys(), mistakes);
    Exclude exclude;
    exclude.place = node.place;
    exclude.objective = read_name(fields, "objective");
    exclude.optimizer = read_name(fields, "optimizer");
    exclude.objective_parameters = read_conditions(fields, "objective_parameters");
    exclude.optimizer_parameters = read_conditions(fields, "optimizer_parameters");
    if (fields.lacks("objective") && fields.lacks("optimizer") && fields.lacks("objective_parameters") &&
        fields.lacks("optimizer_parameters"))
        mistakes.add(node.place, {"[[exclude]] is empty", "it would drop every run",
                                  "say what is dropped: optimizer = \"adam\""});
    return exclude;
}

} // namespace thalweg::spec
