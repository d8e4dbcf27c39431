// SPDX-License-Identifier: MIT
// Two sets of conditions -> the table of what differs between them.
#include "results/results.hpp"

#include <set>

namespace thalweg::results {

namespace {

std::string text_of(const nlohmann::json &values, const std::string &name) {
    if (!values.is_object() || !values.contains(name))
        return "-";
    const auto &value = values[name];
    return value.is_string() ? value.get<std::string>() : value.dump();
}

} // namespace

std::vector<Difference> differences(const Conditions &before, const Conditions &now) {
    std::set<std::string> names;
    for (const auto *values : {&before.values, &now.values})
        if (values->is_object())
            for (const auto &[name, value] : values->items())
                names.insert(name);
    std::vector<Difference> list;
    for (const std::string &name : names) {
        const auto at = [&](const nlohmann::json &values) {
            return values.is_object() && values.contains(name) ? values[name] : nlohmann::json();
        };
        const bool one_is_missing = at(before.values).is_null() != at(now.values).is_null();
        if (one_is_missing || at(before.values) != at(now.values))
            list.push_back({name, text_of(before.values, name), text_of(now.values, name)});
    }
    return list;
}

} // namespace thalweg::results
