// SPDX-License-Identifier: MIT
// starts = [[-20.0], "default", { uniform = [-5, 5], count = 10 }] -> start points and rules that draw them.
#include "parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

constexpr std::string_view example =
    "write starts = [[-20.0]], \"default\" or { uniform = [-5, 5], count = 10 }";

bool is_number(const Node &node) {
    return std::holds_alternative<double>(node.value) || std::holds_alternative<std::int64_t>(node.value);
}

double to_double(const Node &node) {
    const auto *whole = std::get_if<std::int64_t>(&node.value);
    return whole ? static_cast<double>(*whole) : std::get<double>(node.value);
}

std::optional<Start> read_uniform(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "starts", start_keys(), mistakes);
    fields.require("uniform", "", std::string(example));
    Start start{.kind = Start::Kind::uniform, .place = node.place};
    start.count = fields.whole("count").value_or(1);
    const Node *uniform = fields.node("uniform");
    const auto ends = uniform ? read_pair(*uniform, fields.reading("uniform")) : std::nullopt;
    if (!ends)
        return std::nullopt;
    std::tie(start.from, start.to) = *ends;
    if (start.from >= start.to)
        mistakes.add(uniform->place, {"the first end of uniform of starts must be below the second", "",
                                      "write uniform = [-5, 5]"});
    return start;
}

std::optional<Start> read_point(const Node &node, Mistakes &mistakes) {
    const Nodes &numbers = std::get<Nodes>(node.value);
    Start start{.kind = Start::Kind::point, .place = node.place};
    if (numbers.empty())
        mistakes.add(node.place, {"a start without coordinates", "a point has a number for each dimension",
                                  "write [[-20.0]]"});
    start.point.reserve(numbers.size());
    for (const Node &number : numbers)
        if (!is_number(number))
            refuse_type(number, "must be a number", {{"a coordinate", "starts"}, mistakes},
                        "write [[-20.0]]");
        else if (const auto coordinate = read_number(number, {Number::Sign::any, "[[-20.0]]"},
                                                     {{"starts", "[[objective]]"}, mistakes}))
            start.point.push_back(*coordinate);
    if (start.point.size() < numbers.size() || numbers.empty())
        return std::nullopt;
    return start;
}

std::optional<Start> read_start(const Node &node, Mistakes &mistakes) {
    if (std::holds_alternative<Entries>(node.value))
        return read_uniform(node, mistakes);
    if (std::holds_alternative<Nodes>(node.value))
        return read_point(node, mistakes);
    if (const auto *text = std::get_if<std::string>(&node.value)) {
        if (*text == "default")
            return Start{.kind = Start::Kind::standard, .place = node.place};
        mistakes.add(node.place, {fmt::format("unknown start \"{}\"", *text),
                                  "the one start that has a name is \"default\", the component's own",
                                  std::string(example)});
        return std::nullopt;
    }
    if (is_number(node))
        mistakes.add(node.place, {"a number is not a start",
                                  "a start is a point, an array of d numbers, in one dimension too",
                                  fmt::format("write [{:#}]", to_double(node))});
    else
        refuse_type(node, "must be a point", {{"starts", "[[objective]]"}, mistakes}, std::string(example));
    return std::nullopt;
}

/// [-20.0, 3.0] may mean two points or one: the fix shows both.
void refuse_flat(const Node &node, Mistakes &mistakes) {
    const Nodes &numbers = std::get<Nodes>(node.value);
    constexpr std::size_t shown = 3;
    std::string points, point;
    for (std::size_t i = 0; i < std::min(numbers.size(), shown); ++i) {
        const std::string_view comma = i ? ", " : "";
        points += fmt::format("{}[{:#}]", comma, to_double(numbers[i]));
        point += fmt::format("{}{:#}", comma, to_double(numbers[i]));
    }
    const std::string_view more = numbers.size() > shown ? ", ..." : "";
    mistakes.add(node.place,
                 {"starts of [[objective]] holds numbers, not points",
                  "a start is a point, an array of d numbers, in one dimension too",
                  numbers.size() == 1
                      ? fmt::format("write starts = [[{}]]", point)
                      : fmt::format("write starts = [[{}{}]] for one point, [{}{}] for {} of one coordinate",
                                    point, more, points, more, numbers.size())});
}

} // namespace

std::vector<Start> read_starts(const Node &node, Mistakes &mistakes) {
    std::vector<Start> starts;
    const auto *nodes = std::get_if<Nodes>(&node.value);
    if (nodes && nodes->empty())
        mistakes.add(node.place, {"starts of [[objective]] is empty", "a sweep over nothing has no runs",
                                  std::string(example)});
    else if (nodes && std::ranges::all_of(*nodes, is_number))
        refuse_flat(node, mistakes);
    else if (nodes)
        for (const Node &element : *nodes) {
            if (auto start = read_start(element, mistakes))
                starts.push_back(std::move(*start));
        }
    else if (is_number(node))
        mistakes.add(node.place, {"a number is not a start",
                                  "a start is a point, an array of d numbers, in one dimension too",
                                  fmt::format("write starts = [[{:#}]]", to_double(node))});
    else if (auto start = read_start(node, mistakes))
        starts.push_back(std::move(*start));
    return starts;
}

} // namespace thalweg::spec
