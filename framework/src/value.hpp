// SPDX-License-Identifier: MIT
// The value of a parameter, of whatever type, and how numbers are written so that they come back bit for bit.
#pragma once

#include <array>
#include <cstdint>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace thalweg {

/// How a parameter changes during a run. `kind`: constant, linear, cosine, exponential, step.
/// Value at step k of horizon N, after a linear warm-up from 0 over `warmup` steps: see engine/schedule.hpp.
struct Schedule {
    std::string kind;
    double from = 0, to = 0;
    std::uint64_t warmup = 0;
    double factor = 0.5;     ///< step: multiplied by it ...
    std::uint64_t every = 0; ///< step: ... every so many steps
    bool operator==(const Schedule &) const = default;
};

/// What blocks of x are, by their THALWEG_ROLE_*.
inline constexpr std::array<std::string_view, 6> role_names = {"other",  "hidden", "input",
                                                               "output", "bias",   "norm"};

/// One value for each role of a block. As it is written, a role may lack its own and there is a `rest` for
/// those, or none; once it is checked, every role has one and `rest` is empty.
struct ByRole {
    using Single = std::variant<double, std::int64_t, bool, std::string>;
    std::array<std::optional<Single>, role_names.size()> values;
    std::optional<Single> rest;
    bool operator==(const ByRole &) const = default;
};

/// One value. A choice is a string until it crosses the ABI.
using Value = std::variant<double, std::int64_t, bool, std::string, std::vector<double>,
                           std::vector<std::int64_t>, Schedule, ByRole>;
Value to_value(const ByRole::Single &single);

/// JSON with non-finite numbers as "NaN", "Infinity", "-Infinity", and every finite double as its shortest
/// round trip.
nlohmann::json to_json(double number);
nlohmann::json to_json(const Value &value);
double double_from_json(const nlohmann::json &json);

/// For people: shortest round trip of numbers, text bare, arrays in brackets, schedules as "cosine(0.1, 0)",
/// values by role as "0.1 (bias 0)": that of most roles, then the others.
std::string to_text(const Value &value);

} // namespace thalweg
