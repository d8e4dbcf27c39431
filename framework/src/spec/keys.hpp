// SPDX-License-Identifier: MIT
// The keys that each table of an experiment file may have: what the reader takes and the JSON Schema says.
// Private to spec.
#pragma once

#include <cstdint>
#include <limits>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace thalweg::spec {

inline constexpr std::uint64_t largest_count = 1'000'000'000;
inline constexpr std::size_t longest_text = 10'000; ///< bytes; it stands in tables, messages and catalogs
inline constexpr std::size_t longest_formula = 1'000;
inline constexpr std::size_t longest_name = 200; ///< of an experiment: NAME.h5 is a file name
/// Of what a file may have: far more than anybody writes, and little enough to compare each with each.
inline constexpr std::size_t most_tables = 10'000, most_excludes = 1'000, most_parameters = 1'000,
                             most_dimensions = 10'000;
inline constexpr std::size_t longest_array = 1'000'000;

/// Bounds of integers; `example` is what a fix shows.
struct Whole {
    std::uint64_t least = 0, most = std::numeric_limits<std::int64_t>::max();
    std::string_view example = "10";
};
/// Bounds of other numbers.
struct Number {
    enum class Sign { any, not_negative, positive } sign = Sign::any;
    std::string_view example = "0.5";
};
struct Text {};
struct Flag {};
struct Choice {
    std::vector<std::string> words;
};
/// Which policies a column of [record] takes: "all", "every:K", ...
struct Policies {
    std::vector<std::string> names;
};
struct Own {}; ///< a shape with a reader, and a part of the schema, of its own

struct Key {
    std::string_view name;
    std::variant<Own, Text, Flag, Whole, Number, Choice, Policies> shape;
    std::string_view doc;        ///< for people, with the unit
    std::string_view fallback{}; ///< the default as JSON; empty: none, or the component's own
};
using Keys = std::vector<Key>;

const Keys &file_keys();
const Keys &experiment_keys();
const Keys &stop_keys();
const Keys &amount_keys();
const Keys &record_keys();
const Keys &objective_keys();
const Keys &data_keys();
const Keys &transform_keys();
const Keys &noise_keys();
const Keys &start_keys(); ///< of a start that is drawn
const Keys &optimizer_keys();
const Keys &search_keys();
const Keys &exclude_keys();
const Keys &condition_keys();
const Keys &generator_keys();
const std::vector<std::string> &schedule_kinds();
/// Of one of schedule_kinds().
const Keys &schedule_keys(std::string_view kind);
/// Of values by the role of a block: "default", then role_names.
const Keys &role_keys();

} // namespace thalweg::spec
