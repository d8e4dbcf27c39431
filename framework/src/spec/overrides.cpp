// SPDX-License-Identifier: MIT
// "--set optimizer.adam.parameters.beta1=0.8" -> a changed tree.
#include "nearest.hpp"
#include "tree.hpp"

#include <algorithm>
#include <charconv>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

constexpr std::size_t longest_path = 16;

/// One override on its way down the tree.
struct Descent {
    std::vector<std::string> path;
    const Node &value;
    Mistakes &mistakes;
};

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> parts;
    for (;;) {
        const std::size_t dot = path.find('.');
        parts.emplace_back(path.substr(0, dot));
        if (dot == std::string_view::npos)
            return parts;
        path.remove_prefix(dot + 1);
    }
}

std::vector<std::string> names_of(const Nodes &tables) {
    std::vector<std::string> names;
    for (const Node &table : tables) {
        const Entry *name = find(table, "name");
        const auto *text = name ? std::get_if<std::string>(&name->node.value) : nullptr;
        names.push_back(text ? *text : "");
    }
    return names;
}

void descend(Node &node, std::size_t depth, const Descent &descent);

void descend_array(Nodes &elements, std::size_t depth, const Descent &descent) {
    const std::string &step = descent.path[depth];
    std::size_t index = 0;
    const auto [end, code] = std::from_chars(step.data(), step.data() + step.size(), index);
    if (code == std::errc{} && end == step.data() + step.size()) {
        if (index < elements.size())
            return descend(elements[index], depth + 1, descent);
        return descent.mistakes.add(descent.value.place,
                                    {fmt::format("there is no {} number {}", descent.path[depth - 1], index),
                                     fmt::format("the file has {}, counted from 0", elements.size()),
                                     "write a number below that, or the name of a component"});
    }
    const std::vector<std::string> names = names_of(elements);
    bool met = false;
    for (std::size_t i = 0; i < elements.size(); ++i)
        if (names[i] == step && !step.empty()) {
            descend(elements[i], depth + 1, descent);
            met = true;
        }
    if (met)
        return;
    const std::string near = nearest(step, names);
    descent.mistakes.add(descent.value.place,
                         {fmt::format("there is no {} \"{}\" in the file", descent.path[depth - 1], step),
                          fmt::format("it has {}", fmt::join(names, ", ")),
                          near.empty() ? fmt::format("write {}.0 for the first", descent.path[depth - 1])
                                       : fmt::format("write {}", near)});
}

void descend(Node &node, std::size_t depth, const Descent &descent) {
    if (depth == descent.path.size()) {
        node = descent.value;
        return;
    }
    if (auto *elements = std::get_if<Nodes>(&node.value))
        return descend_array(*elements, depth, descent);
    if (std::holds_alternative<Refused>(node.value))
        return;
    auto *entries = std::get_if<Entries>(&node.value);
    if (!entries) {
        descent.mistakes.add(descent.value.place,
                             {fmt::format("\"{}\" is not a table", descent.path[depth - 1]),
                              fmt::format("it has a value and no key \"{}\"", descent.path[depth]),
                              "end the path at it"});
        return;
    }
    if (Entry *entry = find(node, descent.path[depth]))
        return descend(entry->node, depth + 1, descent);
    const Place place = descent.value.place;
    entries->push_back({descent.path[depth], place, {place, Entries{}}});
    descend(entries->back().node, depth + 1, descent);
}

} // namespace

Entry *find(Node &table, std::string_view key) {
    auto *entries = std::get_if<Entries>(&table.value);
    if (!entries)
        return nullptr;
    const auto entry = std::ranges::find(*entries, key, &Entry::key);
    return entry == entries->end() ? nullptr : &*entry;
}

const Entry *find(const Node &table, std::string_view key) { return find(const_cast<Node &>(table), key); }

void apply_overrides(Node &root, const Source &source, Mistakes &mistakes) {
    for (std::uint32_t index = 1; index <= source.overrides.size(); ++index) {
        const std::string_view text = source.overrides[index - 1];
        const std::size_t equals = text.find('=');
        std::string_view path = text.substr(0, equals);
        while (path.ends_with(' '))
            path.remove_suffix(1);
        std::vector<std::string> parts = split(path);
        if (equals == std::string_view::npos || parts.size() > longest_path ||
            std::ranges::find(parts, "") != parts.end()) {
            mistakes.add({0, index, 0},
                         {"this override is not KEY=VALUE", "KEY is the path of a key, parts divided by dots",
                          "write --set stop.steps=10"});
            continue;
        }
        const Node value = read_override(text.substr(equals + 1), index, mistakes);
        descend(root, 0, {std::move(parts), value, mistakes});
    }
}

} // namespace thalweg::spec
