// SPDX-License-Identifier: MIT
// A table of the tree -> typed values within their ranges; every refusal is a mistake. Private to spec.
#pragma once

#include "keys.hpp"
#include "tree.hpp"

#include <algorithm>
#include <optional>
#include <span>

namespace thalweg::spec {

/// "an integer", "text", ...
std::string_view type_name(const Node &node);

/// What a message calls a value: `key` of `title`.
struct Subject {
    std::string_view key;
    std::string_view title;
};
std::string to_text(const Subject &subject);

std::optional<std::string> read_text(const Node &node, const Subject &subject, Mistakes &mistakes);
std::optional<bool> read_flag(const Node &node, const Subject &subject, Mistakes &mistakes);

/// Bounds and the rest of what a reader of numbers needs.
struct Reading {
    Subject subject;
    Mistakes &mistakes;
};
std::optional<std::uint64_t> read_whole(const Node &node, const Whole &bounds, const Reading &reading);
std::optional<double> read_number(const Node &node, const Number &bounds, const Reading &reading);
std::optional<std::string> read_choice(const Node &node, std::span<const std::string> choices,
                                       const Reading &reading);
/// Exactly two numbers, [a, b].
std::optional<std::pair<double, double>> read_pair(const Node &node, const Reading &reading);

/// Adds that `node` is not what `wanted` says, such as "must be a table"; nothing where it is refused
/// already.
void refuse_type(const Node &node, std::string_view wanted, const Reading &reading, std::string fix);

/// One table with the keys it may have: unknown ones are mistakes, told at construction.
class Fields {
public:
    /// `title` is what messages call it: "[stop]", "data". `table` and `keys` outlive this.
    Fields(const Node &table, std::string title, const Keys &keys, Mistakes &mistakes);

    const std::string &title() const { return title_; }
    Mistakes &mistakes() const { return mistakes_; }
    const Node &node() const { return table_; }
    const Entry *entry(std::string_view key) const { return find(table_, key); }
    const Node *node(std::string_view key) const;
    Subject subject(std::string_view key) const { return {key, title_}; }
    Reading reading(std::string_view key) const { return {subject(key), mistakes_}; }

    std::optional<std::string> text(std::string_view key) const;
    std::optional<bool> flag(std::string_view key) const;
    std::optional<std::uint64_t> whole(std::string_view key) const;
    std::optional<std::uint64_t> whole(std::string_view key, const Whole &bounds) const;
    std::optional<double> number(std::string_view key) const;
    std::optional<std::string> choice(std::string_view key) const;
    /// What the table of keys says of `key`, which is in it, with this shape.
    template <class Shape> const Shape &shape(std::string_view key) const {
        const auto found = std::ranges::find(keys_, key, &Key::name);
        return std::get<Shape>(found->shape);
    }
    /// Whether `key` is missing and no unknown key was probably meant to be it.
    bool lacks(std::string_view key) const;
    /// Adds that `key` is missing where this lacks it. `fix` shows how to write it.
    void require(std::string_view key, std::string why, std::string fix) const;

private:
    const Node &table_;
    std::string title_;
    const Keys &keys_;
    Mistakes &mistakes_;
    std::vector<std::string> meant_; // known keys that unknown ones are near to
};

} // namespace thalweg::spec
