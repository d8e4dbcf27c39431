// SPDX-License-Identifier: MIT
#include "plan/by_role.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::plan {

namespace {

/// Calls `visit` with each value by role that is written for the parameter, and its place.
template <class Visit> void each_by_role(const spec::Parameter &written, Visit visit) {
    if (const auto *value = std::get_if<Value>(&written.value))
        if (const auto *by_role = std::get_if<ByRole>(value))
            visit(*by_role, written.value_place);
    if (const auto *array = std::get_if<spec::Array>(&written.value))
        for (const auto &element : array->elements)
            if (const auto *by_role = std::get_if<ByRole>(&element.value))
                visit(*by_role, element.place);
}

std::optional<spec::Place> place_by_role(const spec::Parameter &written) {
    std::optional<spec::Place> first;
    each_by_role(written, [&](const ByRole &, spec::Place place) { first = first.value_or(place); });
    return first;
}

std::optional<ByRole::Single> to_single(const Value &value) {
    std::optional<ByRole::Single> single;
    std::visit(
        [&](const auto &held) {
            if constexpr (std::is_constructible_v<ByRole::Single,
                                                  std::in_place_type_t<std::decay_t<decltype(held)>>,
                                                  decltype(held)>)
                single = held;
        },
        value);
    return single;
}

std::string reason(const library::Component &component) {
    if (component.kind == library::Kind::objective)
        return "roles are of the blocks of x, which an optimizer moves";
    if (!component.metrics.empty())
        return "its metrics speak of the whole of x, and by role it would work on parts";
    return fmt::format("{} does not say that it treats the blocks of x independently of each other",
                       component.name);
}

bool is_rotated(const ObjectiveTable &table) {
    return std::ranges::any_of(table.written->transforms, [](const spec::Transform &transform) {
        return transform.kind == spec::Transform::Kind::rotate;
    });
}

} // namespace

std::optional<Value> typed_by_role(const ByRole &by_role, const library::Parameter &p, Complaint &complaint) {
    if (p.type == library::Type::real_array || p.type == library::Type::integer_array) {
        complaint = {fmt::format("{} cannot have values by role", p.key), "it takes arrays",
                     fmt::format("write one array for {}", p.key)};
        return std::nullopt;
    }
    const auto check = [&](const ByRole::Single &single, std::string_view role) {
        auto value = typed(to_value(single), p, complaint);
        if (!value)
            complaint.what += fmt::format(", in its value for {}", role);
        return value ? to_single(*value) : std::nullopt;
    };
    std::optional<ByRole::Single> rest = p.fallback ? to_single(*p.fallback) : std::nullopt;
    if (by_role.rest && !(rest = check(*by_role.rest, "default")))
        return std::nullopt;
    ByRole whole;
    for (std::size_t role = 0; role < role_names.size(); ++role) {
        const auto &own = by_role.values[role];
        whole.values[role] = own ? check(*own, role_names[role]) : rest;
        if (own && !whole.values[role])
            return std::nullopt;
        if (!whole.values[role]) {
            complaint = {fmt::format("{} has no value for {}", p.key, role_names[role]),
                         "it has no default of its own", "add default = ... to its values by role"};
            return std::nullopt;
        }
    }
    if (std::ranges::count(whole.values, whole.values[0]) == std::ssize(whole.values))
        return to_value(*whole.values[0]);
    return whole;
}

bool refuse_by_role(const spec::Parameter &written, const library::Component &component, Mistakes &mistakes) {
    const auto place = place_by_role(written);
    if (!place || component.takes_roles())
        return false;
    mistakes.add(*place, fmt::format("{} of {} cannot have values by role", written.key, component.name),
                 reason(component),
                 fmt::format("write one value; `thalweg describe {}`{}", component.name,
                             component.kind == library::Kind::objective
                                 ? ""
                                 : " has a line \"by role\" where it can"));
    return true;
}

void check_rotations(const Tables &tables, Mistakes &mistakes) {
    for (const OptimizerTable &optimizer : tables.optimizers)
        for (const spec::Parameter &written : optimizer.written->parameters) {
            const auto place = place_by_role(written);
            const auto rotated = std::ranges::find_if(tables.objectives, is_rotated);
            if (place && rotated != tables.objectives.end())
                mistakes.add(*place, fmt::format("{} by role meets a rotated objective", written.key),
                             fmt::format("the rotation of {}, line {}, mixes the coordinates of all blocks",
                                         rotated->component->name, rotated->written->name.place.line),
                             "remove the rotation, or put one of the two into another experiment");
        }
}

std::vector<std::string> unmet_roles(const Tables &tables, std::uint32_t roles) {
    std::vector<std::string> remarks;
    for (const OptimizerTable &optimizer : tables.optimizers)
        for (const spec::Parameter &written : optimizer.written->parameters) {
            std::uint32_t named = 0;
            each_by_role(written, [&](const ByRole &by_role, spec::Place) {
                for (std::size_t role = 0; role < role_names.size(); ++role)
                    named |= by_role.values[role] ? 1u << role : 0u;
            });
            std::vector<std::string> unmet;
            for (std::size_t role = 0; role < role_names.size(); ++role)
                if (((named & ~roles) >> role & 1u) != 0)
                    unmet.emplace_back(role_names[role]);
            if (!unmet.empty())
                remarks.push_back(fmt::format(
                    "{} of {} has a value for {}, but no objective of the file has such blocks of x",
                    written.key, optimizer.component->name, listed(unmet, "and")));
        }
    return remarks;
}

} // namespace thalweg::plan
