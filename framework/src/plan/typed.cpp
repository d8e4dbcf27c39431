// SPDX-License-Identifier: MIT
// A value as it is written -> a value of its parameter's type and range, or why it is none.
#include "plan/typed.hpp"

#include "plan/by_role.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::plan {

using library::Type;

namespace {

bool in_range(double number, const library::Range &range) {
    if (!std::isfinite(number))
        return false;
    if (range.lo && (number < *range.lo || (range.lo_open && number == *range.lo)))
        return false;
    return !(range.hi && (number > *range.hi || (range.hi_open && number == *range.hi)));
}

/// With an example that is inside: a message that only forbids leaves the reader guessing.
std::string example(const library::Parameter &p) {
    return p.fallback ? fmt::format("write {} = {}, its default, or another value in the range", p.key,
                                    to_text(*p.fallback))
                      : fmt::format("write a value in {}", to_text(p.range));
}

Complaint out_of_range(const std::string &value, const library::Parameter &p) {
    return {fmt::format("{} is out of range for {}", value, p.key),
            fmt::format("{} must be in {}", p.key, to_text(p.range)), example(p)};
}

template <class T>
bool all_in_range(const std::vector<T> &numbers, const library::Parameter &p, Complaint &complaint) {
    for (const T number : numbers)
        if (!in_range(static_cast<double>(number), p.range)) {
            complaint = out_of_range(fmt::format("{}", number), p);
            return false;
        }
    return true;
}

std::optional<Value> typed_schedule(const Schedule &s, const library::Parameter &p, Complaint &complaint) {
    if (!p.per_step) {
        complaint = {fmt::format("{} cannot follow a schedule", p.key),
                     "the component fixes it when a run begins",
                     fmt::format("write one value for {}", p.key)};
        return std::nullopt;
    }
    library::Range closed = p.range;
    closed.lo_open = closed.hi_open = false;
    const bool uses_to = s.kind != "step" && s.kind != "constant";
    for (const double end : {s.from, uses_to ? s.to : s.from})
        if (!in_range(end, closed)) {
            complaint = out_of_range(fmt::format("{}", end), p);
            return std::nullopt;
        }
    return s;
}

/// As an experiment file has it.
std::string toml_text(const Value &value) {
    const auto *text = std::get_if<std::string>(&value);
    return text != nullptr ? fmt::format("\"{}\"", *text) : to_text(value);
}

Complaint wrong_type(const Value &value, const library::Parameter &p) {
    const bool real_for_integer = std::holds_alternative<double>(value) && p.type == Type::integer;
    return {fmt::format("{} must be {}", p.key, wanted(p)),
            real_for_integer ? fmt::format("{} is written as a real number", to_text(value))
                             : fmt::format("{} is none", to_text(value)),
            p.fallback ? fmt::format("write it as its default is: {} = {}", p.key, toml_text(*p.fallback))
                       : fmt::format("write {}", wanted(p))};
}

std::optional<Value> typed_real_array(const Value &value, const library::Parameter &p, Complaint &complaint) {
    std::vector<double> numbers;
    if (const auto *reals = std::get_if<std::vector<double>>(&value))
        numbers = *reals;
    else if (const auto *integers = std::get_if<std::vector<std::int64_t>>(&value))
        std::transform(integers->begin(), integers->end(), std::back_inserter(numbers),
                       [](std::int64_t n) { return static_cast<double>(n); });
    else {
        complaint = wrong_type(value, p);
        return std::nullopt;
    }
    return all_in_range(numbers, p, complaint) ? std::optional<Value>(numbers) : std::nullopt;
}

std::optional<Value> typed_plain(const Value &value, const library::Parameter &p, Complaint &complaint) {
    const auto *text = std::get_if<std::string>(&value);
    switch (p.type) {
    case Type::boolean:
        if (std::holds_alternative<bool>(value))
            return value;
        break;
    case Type::text:
        if (text)
            return value;
        break;
    case Type::choice:
        if (text && std::find(p.choices.begin(), p.choices.end(), *text) != p.choices.end())
            return value;
        break;
    case Type::integer_array:
        if (const auto *integers = std::get_if<std::vector<std::int64_t>>(&value))
            return all_in_range(*integers, p, complaint) ? std::optional<Value>(value) : std::nullopt;
        break;
    default:
        break;
    }
    complaint = wrong_type(value, p);
    return std::nullopt;
}

} // namespace

std::string to_text(const library::Range &range) {
    const std::string lo = range.lo ? fmt::format("{}", *range.lo) : "-inf";
    const std::string hi = range.hi ? fmt::format("{}", *range.hi) : "inf";
    return fmt::format("{}{}, {}{}", range.lo && !range.lo_open ? "[" : "(", lo, hi,
                       range.hi && !range.hi_open ? "]" : ")");
}

std::string wanted(const library::Parameter &p) {
    switch (p.type) {
    case Type::real:
        return "a number";
    case Type::integer:
        return "an integer";
    case Type::boolean:
        return "true or false";
    case Type::text:
        return "text";
    case Type::choice:
        return fmt::format("one of {}", fmt::join(p.choices, ", "));
    case Type::real_array:
        return "an array of numbers";
    case Type::integer_array:
        return "an array of integers";
    }
    return "a value";
}

std::optional<Value> typed(const Value &value, const library::Parameter &p, Complaint &complaint) {
    if (const auto *schedule = std::get_if<Schedule>(&value))
        return typed_schedule(*schedule, p, complaint);
    if (const auto *by_role = std::get_if<ByRole>(&value))
        return typed_by_role(*by_role, p, complaint);
    if (p.type == Type::real_array)
        return typed_real_array(value, p, complaint);
    const auto *real = std::get_if<double>(&value);
    const auto *integer = std::get_if<std::int64_t>(&value);
    if (p.type == Type::real && (real || integer)) {
        const double number = real ? *real : static_cast<double>(*integer);
        if (in_range(number, p.range))
            return number;
        complaint = out_of_range(to_text(value), p);
        return std::nullopt;
    }
    if (p.type == Type::integer && integer) {
        if (in_range(static_cast<double>(*integer), p.range))
            return value;
        complaint = out_of_range(to_text(value), p);
        return std::nullopt;
    }
    return typed_plain(value, p, complaint);
}

std::optional<Value> typed_number(double number, const library::Parameter &p, Complaint &complaint) {
    const std::string shown = fmt::format("{}", number);
    if (!std::isfinite(number)) {
        complaint = {fmt::format("{} becomes {}", p.key, shown), "values of parameters are finite",
                     "change the rule or its count"};
        return std::nullopt;
    }
    if (p.type == Type::integer) {
        const double whole = std::nearbyint(number);
        if (std::abs(number - whole) > 1e-9 * std::max(1.0, std::abs(whole)) || std::abs(whole) > 0x1p53) {
            complaint = {fmt::format("{} becomes {}, which is no integer", p.key, shown),
                         fmt::format("{} takes integers", p.key),
                         "change the rule so that it meets integers"};
            return std::nullopt;
        }
        number = whole;
    }
    if (!in_range(number, p.range)) {
        complaint = out_of_range(shown, p);
        return std::nullopt;
    }
    return p.type == Type::integer ? Value(static_cast<std::int64_t>(number)) : Value(number);
}

} // namespace thalweg::plan
