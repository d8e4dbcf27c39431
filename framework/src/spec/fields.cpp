// SPDX-License-Identifier: MIT
// A table of the tree -> typed values within their ranges; every refusal is a mistake.
#include "fields.hpp"

#include "nearest.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

/// An integer that floats hold exactly; nothing for one that they would round.
std::optional<double> to_exact_double(std::int64_t number) {
    constexpr std::int64_t exact = std::int64_t{1} << 53;
    if (number < -exact || number > exact)
        return std::nullopt;
    return static_cast<double>(number);
}

/// Text that holds a number is a number with quotes around it.
bool holds_number(const Node &node) {
    const auto *text = std::get_if<std::string>(&node.value);
    return text && !text->empty() && text->find_first_not_of("+-.0123456789eE_") == std::string::npos;
}

struct Wanted {
    std::string_view type, example;
};
std::string fix_number(const Node &node, const Subject &subject, const Wanted &wanted) {
    if (holds_number(node) && node.place.line > 0)
        return fmt::format("write {} = {}, without quotes", subject.key, std::get<std::string>(node.value));
    return fmt::format("write {}, such as {} = {}", wanted.type, subject.key, wanted.example);
}

/// Where a component's table has no such key, a parameter is meant more often than nothing.
std::string fix_unknown(const Entry &entry, std::span<const std::string> known) {
    if (std::ranges::find(known, "parameters") != known.end())
        return fmt::format("write parameters.{} if it is a parameter of the component", entry.key);
    return "remove it";
}

} // namespace

std::string_view type_name(const Node &node) {
    static constexpr std::string_view names[] = {"refused", "an integer",       "a float",  "a boolean",
                                                 "text",    "a date or a time", "an array", "a table"};
    return names[node.value.index()];
}

std::string to_text(const Subject &subject) {
    return subject.title.empty() ? std::string(subject.key)
                                 : fmt::format("{} of {}", subject.key, subject.title);
}

void refuse_type(const Node &node, std::string_view wanted, const Reading &reading, std::string fix) {
    if (!std::holds_alternative<Refused>(node.value))
        reading.mistakes.add(node.place,
                             {fmt::format("{} {}, not {}", to_text(reading.subject), wanted, type_name(node)),
                              "", std::move(fix)});
}

std::optional<std::string> read_text(const Node &node, const Subject &subject, Mistakes &mistakes) {
    const auto *text = std::get_if<std::string>(&node.value);
    if (!text) {
        refuse_type(node, "must be text", {subject, mistakes},
                    fmt::format("put it in quotes: {} = \"...\"", subject.key));
        return std::nullopt;
    }
    if (text->size() > longest_text) {
        mistakes.add(node.place, {fmt::format("{} has {} characters", to_text(subject), text->size()),
                                  fmt::format("{} are the limit", longest_text), "shorten it"});
        return std::nullopt;
    }
    if (std::ranges::any_of(*text,
                            [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7F; })) {
        mistakes.add(node.place, {fmt::format("{} holds a control character", to_text(subject)),
                                  "it is shown in tables and stored in the results",
                                  "write it on one line, without \\n, \\t and the like"});
        return std::nullopt;
    }
    return *text;
}

std::optional<bool> read_flag(const Node &node, const Subject &subject, Mistakes &mistakes) {
    if (const bool *flag = std::get_if<bool>(&node.value))
        return *flag;
    refuse_type(node, "must be true or false", {subject, mistakes},
                fmt::format("write {} = true or {} = false", subject.key, subject.key));
    return std::nullopt;
}

std::optional<std::uint64_t> read_whole(const Node &node, const Whole &bounds, const Reading &reading) {
    const auto *number = std::get_if<std::int64_t>(&node.value);
    if (!number) {
        const double *real = std::get_if<double>(&node.value);
        const bool integral = real && *real == std::floor(*real) && std::abs(*real) < 1e15;
        std::string fix = integral ? fmt::format("write {} = {:.0f}", reading.subject.key, *real)
                                   : fix_number(node, reading.subject, {"an integer", bounds.example});
        if (real)
            reading.mistakes.add(
                node.place, {fmt::format("{} must be an integer, not a float", to_text(reading.subject)),
                             "integers are accepted for floats, not floats for integers", std::move(fix)});
        else
            refuse_type(node, "must be an integer", reading, std::move(fix));
        return std::nullopt;
    }
    if (*number >= 0 && static_cast<std::uint64_t>(*number) >= bounds.least &&
        static_cast<std::uint64_t>(*number) <= bounds.most)
        return static_cast<std::uint64_t>(*number);
    const bool low = *number < 0 || static_cast<std::uint64_t>(*number) < bounds.least;
    reading.mistakes.add(
        node.place,
        {fmt::format("{} must be at {} {}, not {}", to_text(reading.subject), low ? "least" : "most",
                     low ? bounds.least : bounds.most, *number),
         "", fmt::format("write an integer such as {} = {}", reading.subject.key, bounds.example)});
    return std::nullopt;
}

std::optional<double> read_number(const Node &node, const Number &bounds, const Reading &reading) {
    std::optional<double> number;
    if (const double *real = std::get_if<double>(&node.value)) {
        number = *real;
    } else if (const auto *whole = std::get_if<std::int64_t>(&node.value)) {
        number = to_exact_double(*whole);
        if (!number) {
            reading.mistakes.add(
                node.place,
                {fmt::format("{} has more digits than a 64-bit number keeps", to_text(reading.subject)),
                 fmt::format("{} would be rounded; integers up to 2^53 are exact", *whole),
                 "write it with a decimal point to have it rounded"});
            return std::nullopt;
        }
    } else {
        refuse_type(node, "must be a number", reading,
                    fix_number(node, reading.subject, {"a number", bounds.example}));
        return std::nullopt;
    }
    const bool positive = bounds.sign == Number::Sign::positive;
    if ((positive && *number <= 0) || (bounds.sign == Number::Sign::not_negative && *number < 0)) {
        reading.mistakes.add(
            node.place,
            {fmt::format("{} must be {} 0, not {}", to_text(reading.subject), positive ? "above" : "at least",
                         *number),
             "", fmt::format("write a number such as {} = {}", reading.subject.key, bounds.example)});
        return std::nullopt;
    }
    return number;
}

std::optional<std::string> read_choice(const Node &node, std::span<const std::string> choices,
                                       const Reading &reading) {
    const std::string all = fmt::format("{}", fmt::join(choices, ", "));
    const auto *text = std::get_if<std::string>(&node.value);
    if (!text) {
        refuse_type(node, "must be text", reading, fmt::format("write one of {}, in quotes", all));
        return std::nullopt;
    }
    if (std::ranges::find(choices, *text) != choices.end())
        return *text;
    const std::string near = nearest(*text, choices);
    reading.mistakes.add(node.place, {fmt::format("unknown {} \"{}\"", to_text(reading.subject), *text),
                                      fmt::format("it is one of {}", all),
                                      fmt::format("write {} = \"{}\"", reading.subject.key,
                                                  near.empty() ? choices.front() : near)});
    return std::nullopt;
}

std::optional<std::pair<double, double>> read_pair(const Node &node, const Reading &reading) {
    const std::string_view key = reading.subject.key;
    const auto *ends = std::get_if<Nodes>(&node.value);
    if (!ends || ends->size() != 2) {
        const std::string fix = fmt::format("write {} = [0.5, 2.0]", key);
        if (!ends)
            refuse_type(node, "must be two numbers [a, b]", reading, fix);
        else
            reading.mistakes.add(node.place, {fmt::format("{} must be two numbers [a, b], not {}",
                                                          to_text(reading.subject), ends->size()),
                                              "", fix});
        return std::nullopt;
    }
    const auto from = read_number(ends->front(), {}, reading), to = read_number(ends->back(), {}, reading);
    if (!from || !to)
        return std::nullopt;
    return std::pair(*from, *to);
}

Fields::Fields(const Node &table, std::string title, const Keys &keys, Mistakes &mistakes)
    : table_(table), title_(std::move(title)), keys_(keys), mistakes_(mistakes) {
    std::vector<std::string> known;
    for (const Key &key : keys)
        known.emplace_back(key.name);
    const auto *entries = std::get_if<Entries>(&table.value);
    if (!entries) {
        refuse_type(table, "must be a table", {{title_, ""}, mistakes},
                    fmt::format("it takes the keys {}", fmt::join(known, ", ")));
        return;
    }
    for (const Entry &entry : *entries) {
        if (std::ranges::find(known, entry.key) != known.end())
            continue;
        if (mistakes.is_full()) {
            mistakes.add(entry.place, {});
            continue;
        }
        const std::string near = nearest(entry.key, known);
        const bool taken = entry.place.line > 0 && !near.empty() && find(table, near);
        if (!near.empty())
            meant_.push_back(near);
        mistakes.add(entry.place, {fmt::format("unknown key \"{}\" in {}", entry.key, title_),
                                   fmt::format("{} takes {}", title_, fmt::join(known, ", ")),
                                   near.empty() ? fix_unknown(entry, known)
                                   : taken      ? fmt::format("remove it; {} is there already", near)
                                                : fmt::format("write {}", near)});
    }
}

const Node *Fields::node(std::string_view key) const {
    const Entry *found = entry(key);
    return found ? &found->node : nullptr;
}

std::optional<std::string> Fields::text(std::string_view key) const {
    const Node *found = node(key);
    return found ? read_text(*found, subject(key), mistakes_) : std::nullopt;
}

std::optional<bool> Fields::flag(std::string_view key) const {
    const Node *found = node(key);
    return found ? read_flag(*found, subject(key), mistakes_) : std::nullopt;
}

std::optional<std::uint64_t> Fields::whole(std::string_view key, const Whole &bounds) const {
    const Node *found = node(key);
    return found ? read_whole(*found, bounds, reading(key)) : std::nullopt;
}

std::optional<std::uint64_t> Fields::whole(std::string_view key) const {
    return whole(key, shape<Whole>(key));
}

std::optional<double> Fields::number(std::string_view key) const {
    const Node *found = node(key);
    return found ? read_number(*found, shape<Number>(key), reading(key)) : std::nullopt;
}

std::optional<std::string> Fields::choice(std::string_view key) const {
    const Node *found = node(key);
    return found ? read_choice(*found, shape<Choice>(key).words, reading(key)) : std::nullopt;
}

bool Fields::lacks(std::string_view key) const {
    return std::holds_alternative<Entries>(table_.value) && !entry(key) &&
           std::ranges::find(meant_, key) == meant_.end();
}

void Fields::require(std::string_view key, std::string why, std::string fix) const {
    if (!lacks(key))
        return;
    mistakes_.add(table_.place, {fmt::format("{} has no {}", title_, key), std::move(why), std::move(fix)});
}

} // namespace thalweg::spec
