// SPDX-License-Identifier: MIT
#include "results/parameters.hpp"

#include <algorithm>
#include <cmath>
#include <map>
#include <optional>

namespace thalweg::results {

namespace {

/// The number that a column of f64 holds exactly.
std::optional<double> number_of(const Value &value) {
    if (const auto *number = std::get_if<double>(&value))
        return std::isnan(*number) ? std::nullopt : std::optional(*number);
    constexpr std::int64_t exact_up_to = std::int64_t{1} << 53;
    if (const auto *number = std::get_if<std::int64_t>(&value);
        number != nullptr && std::abs(*number) <= exact_up_to)
        return static_cast<double>(*number);
    return std::nullopt;
}

void append(std::string &into, const void *bytes, std::size_t count) {
    into.append(static_cast<const char *>(bytes), count);
}

/// Component and values of one run for one kind.
struct Setting {
    const library::Component *component;
    const std::vector<Value> *values;
};

Setting setting_of(const plan::Cell &cell, library::Kind kind) {
    return kind == library::Kind::objective ? Setting{cell.objective, &cell.objective_parameters}
                                            : Setting{cell.optimizer, &cell.optimizer_parameters};
}

template <class Visit>
void each_value(const std::vector<FinishedRun> &runs, library::Kind kind, Visit visit) {
    for (std::size_t row = 0; row < runs.size(); ++row) {
        const auto [component, values] = setting_of(*runs[row].cell, kind);
        const std::size_t count = std::min(component->parameters.size(), values->size());
        for (std::size_t i = 0; i < count; ++i)
            visit(row, component->parameters[i], (*values)[i]);
    }
}

} // namespace

Table parameter_table(const std::vector<FinishedRun> &runs, library::Kind kind) {
    std::map<std::string, Description> columns;
    each_value(runs, kind, [&](std::size_t, const library::Parameter &parameter, const Value &value) {
        const auto place =
            columns.try_emplace(parameter.key, parameter_description(parameter, Type::f64)).first;
        if (!number_of(value))
            place->second.type = Type::text;
    });
    const bool of_objective = kind == library::Kind::objective;
    Table table{
        std::string(of_objective ? objective_parameters_path : optimizer_parameters_path), runs.size(), {}};
    table.columns.reserve(columns.size());
    std::map<std::string_view, Column *> by_name;
    for (const auto &[name, about] : columns)
        by_name.emplace(name, &table.add(about));
    each_value(runs, kind, [&](std::size_t row, const library::Parameter &parameter, const Value &value) {
        Column &column = *by_name.at(parameter.key);
        const auto number = number_of(value);
        if (column.about.type == Type::f64)
            column.as<double>()[row] = *number;
        else
            column.texts[row] = number ? number_json(*number) : to_json(value).dump();
    });
    return table;
}

void append_bytes(std::string &into, const Value &value) {
    const auto kind = value.index();
    append(into, &kind, sizeof kind);
    const auto size_and = [&](std::size_t size, const void *bytes, std::size_t each) {
        append(into, &size, sizeof size);
        append(into, bytes, size * each);
    };
    std::visit(
        [&](const auto &held) {
            using Held = std::decay_t<decltype(held)>;
            if constexpr (std::is_arithmetic_v<Held>)
                append(into, &held, sizeof held);
            else if constexpr (std::is_same_v<Held, Schedule> || std::is_same_v<Held, ByRole>) {
                const std::string text = to_json(Value(held)).dump();
                size_and(text.size(), text.data(), 1);
            } else
                size_and(held.size(), held.data(), sizeof held[0]);
        },
        value);
}

} // namespace thalweg::results
