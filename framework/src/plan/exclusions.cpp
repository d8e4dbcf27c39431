// SPDX-License-Identifier: MIT
// [[exclude]] tables -> tests on the parameters of each table they may apply to.
#include "plan/tables.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace thalweg::plan {

namespace {

std::optional<double> as_number(const Value &value) {
    if (const auto *real = std::get_if<double>(&value))
        return *real;
    if (const auto *integer = std::get_if<std::int64_t>(&value))
        return static_cast<double>(*integer);
    return std::nullopt;
}

template <class Table>
bool is_named(const Table &table, const std::optional<spec::Placed<std::string>> &name) {
    return !name || table.written->name.value == name->value ||
           (!table.written->label.empty() && table.written->label == name->value);
}

/// One side of one exclude: the name it asks for and the conditions.
struct Side {
    std::string_view kind; ///< "objective" or "optimizer"
    const std::optional<spec::Placed<std::string>> &name;
    const std::vector<spec::Condition> &conditions;
};

template <class Table> std::optional<std::vector<Test>> tests_of(const Table &table, const Side &side) {
    if (!is_named(table, side.name))
        return std::nullopt;
    std::vector<Test> tests;
    const auto &schema = table.component->parameters;
    for (const spec::Condition &condition : side.conditions) {
        const auto found =
            std::find_if(schema.begin(), schema.end(), [&](const auto &p) { return p.key == condition.key; });
        if (found == schema.end())
            return std::nullopt; // what does not apply never matches
        tests.push_back({&condition, static_cast<std::size_t>(found - schema.begin())});
    }
    return tests;
}

/// Names and labels, each once.
template <class Table> std::vector<std::string> names_of(const std::vector<Table> &tables) {
    std::set<std::string> names;
    for (const Table &table : tables) {
        names.insert(table.written->name.value);
        if (!table.written->label.empty())
            names.insert(table.written->label);
    }
    return {names.begin(), names.end()};
}

template <class Table>
void refuse_unknown(const std::vector<Table> &tables, const Side &side, Mistakes &mistakes) {
    if (mistakes.is_full() || tables.empty())
        return;
    std::set<const library::Component *> named;
    for (const Table &table : tables)
        if (is_named(table, side.name))
            named.insert(table.component);
    std::set<std::string> unique_keys;
    for (const library::Component *component : named)
        for (const library::Parameter &parameter : component->parameters)
            unique_keys.insert(parameter.key);
    const std::vector<std::string> keys(unique_keys.begin(), unique_keys.end());
    if (named.empty()) {
        const std::vector<std::string> names = names_of(tables);
        const auto near = nearest(side.name->value, names);
        mistakes.add(
            side.name->place,
            fmt::format("exclude names {} \"{}\", which the file does not have", side.kind, side.name->value),
            fmt::format("the file has {}", fmt::join(names, ", ")),
            near.empty() ? "write one of them, by name or label" : "write " + listed(near, "or"));
        return;
    }
    for (const spec::Condition &condition : side.conditions) {
        if (std::find(keys.begin(), keys.end(), condition.key) != keys.end())
            continue;
        const auto near = nearest(condition.key, keys);
        mistakes.add(
            condition.place,
            fmt::format("exclude names parameter \"{}\", which no such {} takes", condition.key, side.kind),
            keys.empty() ? "there are no parameters"
                         : fmt::format("parameters are {}", fmt::join(keys, ", ")),
            near.empty() ? "remove the condition" : "write " + listed(near, "or"));
    }
}

} // namespace

bool Test::holds(const std::vector<Value> &values) const {
    const Value &value = values[slot];
    const auto number = as_number(value);
    if (written->above && !(number && *number > *written->above))
        return false;
    if (written->below && !(number && *number < *written->below))
        return false;
    if (!written->equals)
        return true;
    if (const auto wanted = as_number(*written->equals))
        return number && *number == *wanted;
    return value == *written->equals;
}

std::vector<Exclusion> read_exclusions(const spec::Spec &spec, const Tables &tables, Mistakes &mistakes) {
    std::vector<Exclusion> exclusions;
    // Where a component is unknown its table is missing here, and a complaint about its name would be a
    // second one.
    const bool complete = tables.objectives.size() == spec.objectives.size() &&
                          tables.optimizers.size() == spec.optimizers.size();
    for (const spec::Exclude &written : spec.excludes) {
        const Side objective{"objective", written.objective, written.objective_parameters};
        const Side optimizer{"optimizer", written.optimizer, written.optimizer_parameters};
        if (complete) {
            refuse_unknown(tables.objectives, objective, mistakes);
            refuse_unknown(tables.optimizers, optimizer, mistakes);
        }
        Exclusion exclusion{&written, {}, {}};
        for (const ObjectiveTable &table : tables.objectives)
            exclusion.objectives.push_back(tests_of(table, objective));
        for (const OptimizerTable &table : tables.optimizers)
            exclusion.optimizers.push_back(tests_of(table, optimizer));
        exclusions.push_back(std::move(exclusion));
    }
    return exclusions;
}

} // namespace thalweg::plan
