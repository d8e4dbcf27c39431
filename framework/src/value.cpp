// SPDX-License-Identifier: MIT
#include "value.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <limits>

namespace thalweg {

namespace {

template <class... Ts> struct Overload : Ts... { using Ts::operator()...; };
template <class... Ts> Overload(Ts...) -> Overload<Ts...>; // clang 14 needs to be told

std::string number_text(double number) { return fmt::format("{}", number); }

template <class T> std::string array_text(const std::vector<T> &values) {
    return fmt::format("[{}]", fmt::join(values, ", "));
}

nlohmann::json roles_json(const ByRole &by_role) {
    nlohmann::json json = nlohmann::json::object();
    for (std::size_t role = 0; role < role_names.size(); ++role)
        if (const auto &own = by_role.values[role])
            json[std::string(role_names[role])] = to_json(to_value(*own));
    if (by_role.rest)
        json["default"] = to_json(to_value(*by_role.rest));
    return json;
}

/// The value of most roles, the first of several.
const std::optional<ByRole::Single> &common_value(const ByRole &by_role) {
    const auto &values = by_role.values;
    return *std::max_element(values.begin(), values.end(), [&](const auto &a, const auto &b) {
        return std::count(values.begin(), values.end(), a) < std::count(values.begin(), values.end(), b);
    });
}

std::string roles_text(const ByRole &by_role) {
    const auto &common = by_role.rest ? by_role.rest : common_value(by_role);
    std::vector<std::string> others;
    for (std::size_t role = 0; role < role_names.size(); ++role)
        if (const auto &own = by_role.values[role]; own && own != common)
            others.push_back(fmt::format("{} {}", role_names[role], to_text(to_value(*own))));
    return fmt::format("{} ({})", common ? to_text(to_value(*common)) : "default", fmt::join(others, ", "));
}

} // namespace

Value to_value(const ByRole::Single &single) {
    return std::visit([](const auto &held) { return Value(held); }, single);
}

nlohmann::json to_json(double number) {
    if (std::isnan(number))
        return "NaN";
    if (std::isinf(number))
        return number > 0 ? "Infinity" : "-Infinity";
    return number;
}

nlohmann::json to_json(const Value &value) {
    return std::visit(Overload{
                          [](double number) { return to_json(number); },
                          [](const std::vector<double> &numbers) {
                              nlohmann::json array = nlohmann::json::array();
                              for (double number : numbers)
                                  array.push_back(to_json(number));
                              return array;
                          },
                          [](const Schedule &s) {
                              nlohmann::json json = {{"schedule", s.kind}, {"from", to_json(s.from)}};
                              if (s.kind == "step") {
                                  json["factor"] = to_json(s.factor);
                                  json["every"] = s.every;
                              } else {
                                  json["to"] = to_json(s.to);
                              }
                              if (s.warmup != 0)
                                  json["warmup"] = s.warmup;
                              return json;
                          },
                          [](const ByRole &by_role) { return roles_json(by_role); },
                          [](const auto &plain) { return nlohmann::json(plain); },
                      },
                      value);
}

double double_from_json(const nlohmann::json &json) {
    if (json.is_number())
        return json.get<double>();
    const auto &text = json.get_ref<const std::string &>();
    if (text == "Infinity")
        return std::numeric_limits<double>::infinity();
    if (text == "-Infinity")
        return -std::numeric_limits<double>::infinity();
    return std::numeric_limits<double>::quiet_NaN();
}

std::string to_text(const Value &value) {
    return std::visit(Overload{
                          [](double number) { return number_text(number); },
                          [](std::int64_t number) { return fmt::format("{}", number); },
                          [](bool flag) { return std::string(flag ? "true" : "false"); },
                          [](const std::string &text) { return text; },
                          [](const Schedule &s) {
                              if (s.kind == "step")
                                  return fmt::format("step({}, x{} every {})", s.from, s.factor, s.every);
                              if (s.kind == "constant")
                                  return fmt::format("constant({})", s.from);
                              return s.warmup ? fmt::format("{}({}, {}, warmup {})", s.kind, s.from, s.to,
                                                            s.warmup)
                                              : fmt::format("{}({}, {})", s.kind, s.from, s.to);
                          },
                          [](const ByRole &by_role) { return roles_text(by_role); },
                          [](const auto &array) { return array_text(array); },
                      },
                      value);
}

} // namespace thalweg
