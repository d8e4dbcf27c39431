// SPDX-License-Identifier: MIT
// { default = 0.1, bias = 0 } -> one value for each role of a block.
#include "nearest.hpp"
#include "parts.hpp"

#include <fmt/format.h>

namespace thalweg::spec {

namespace {

std::vector<std::string> names_of(const Keys &keys) {
    std::vector<std::string> names;
    for (const Key &key : keys)
        names.emplace_back(key.name);
    return names;
}

bool contains(const std::vector<std::string> &names, const std::string &name) {
    return std::ranges::find(names, name) != names.end();
}

std::optional<ByRole::Single> read_single(const Node &node, const Reading &reading) {
    if (const auto *whole = std::get_if<std::int64_t>(&node.value))
        return *whole;
    if (const auto *real = std::get_if<double>(&node.value))
        return *real;
    if (const auto *flag = std::get_if<bool>(&node.value))
        return *flag;
    if (std::holds_alternative<std::string>(node.value))
        return read_text(node, reading.subject, reading.mistakes);
    if (!std::holds_alternative<Refused>(node.value))
        reading.mistakes.add(
            node.place,
            {fmt::format("{} must be a number, text or a boolean, not {}", to_text(reading.subject),
                         type_name(node)),
             "a role has one value; sweeps, rules and schedules do not go by role",
             fmt::format("write {} = 0.1; an array of such tables is a sweep of them", reading.subject.key)});
    return std::nullopt;
}

} // namespace

bool is_by_role(const Node &node) {
    const auto *entries = std::get_if<Entries>(&node.value);
    if (!entries)
        return false;
    static const std::vector<std::string> roles = names_of(role_keys());
    static const std::vector<std::string> all = [] {
        std::vector<std::string> names = names_of(generator_keys());
        names.emplace_back("schedule");
        names.insert(names.end(), roles.begin(), roles.end());
        return names;
    }();
    if (std::ranges::any_of(*entries, [](const Entry &entry) { return contains(roles, entry.key); }))
        return true;
    return !entries->empty() && std::ranges::all_of(*entries, [](const Entry &entry) {
        return contains(roles, nearest(entry.key, all));
    });
}

std::optional<ByRole> read_by_role(const Node &node, const Reading &reading) {
    const Fields fields(node, fmt::format("the table by role of {}", reading.subject.key), role_keys(),
                        reading.mistakes);
    ByRole by_role;
    bool read = true;
    const auto take = [&](std::string_view key, std::optional<ByRole::Single> &into) {
        if (const Node *value = fields.node(key)) {
            into = read_single(*value, fields.reading(key));
            read = read && into;
        }
    };
    take("default", by_role.rest);
    for (std::size_t role = 0; role < role_names.size(); ++role)
        take(role_names[role], by_role.values[role]);
    return read ? std::optional(std::move(by_role)) : std::nullopt;
}

} // namespace thalweg::spec
