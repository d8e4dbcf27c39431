// SPDX-License-Identifier: MIT
// TOML text -> a tree of plain values with their places, in file order. Private to spec.
#pragma once

#include "mistakes.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace thalweg::spec {

struct Node;
struct Entry;
struct Moment {};  ///< a date or a time: no key takes one
struct Refused {}; ///< a value whose mistake is reported already: readers pass over it in silence

using Nodes = std::vector<Node>;
using Entries = std::vector<Entry>;

struct Node {
    Place place; ///< of the value; of a table, its header
    std::variant<Refused, std::int64_t, double, bool, std::string, Moment, Nodes, Entries> value;
};
struct Entry {
    std::string key;
    Place place; ///< of the key, with the dotted keys before it
    Node node;
};

/// The root table of `source`, overrides not applied. Throws Errors on the first syntax error or a file too
/// large or too deep; adds numbers that are not finite or that underflow to `mistakes`.
Node read_tree(const Source &source, Mistakes &mistakes);

/// The value of override number `index` (from 1): TOML, or else plain text.
Node read_override(std::string_view text, std::uint32_t index, Mistakes &mistakes);

/// Puts the values of source.overrides into `root`.
void apply_overrides(Node &root, const Source &source, Mistakes &mistakes);

Entry *find(Node &table, std::string_view key);
const Entry *find(const Node &table, std::string_view key);

} // namespace thalweg::spec
