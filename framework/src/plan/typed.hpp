// SPDX-License-Identifier: MIT
// A value as it is written -> a value of its parameter's type and range, or why it is none.
#pragma once

#include "library/component.hpp"

#include <optional>
#include <string>

namespace thalweg::plan {

/// What is wrong with a value; empty `what`: nothing.
struct Complaint {
    std::string what, why, fix;
};

/// The value in the parameter's type: an integer where a real is wanted becomes one. Fills `complaint`
/// otherwise. Ends of schedules may be 0 where the range is open there: a rate may fall to it.
std::optional<Value> typed(const Value &value, const library::Parameter &parameter, Complaint &complaint);

/// As a number of the parameter's type, real or integer, by a rule: an integer must be met within 1e-9 of
/// itself.
std::optional<Value> typed_number(double number, const library::Parameter &parameter, Complaint &complaint);

/// "(0, inf)", "[0, 1)".
std::string to_text(const library::Range &range);

/// "a number", "an integer", "one of a, b".
std::string wanted(const library::Parameter &parameter);

} // namespace thalweg::plan
