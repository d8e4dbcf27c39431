// SPDX-License-Identifier: MIT
#include "canonical.hpp"

#include "tree.hpp"

#include <nlohmann/json.hpp>

namespace thalweg::spec {

namespace {

nlohmann::json to_plain(const Node &node);

/// nlohmann's objects sort their keys.
struct Plain {
    nlohmann::json operator()(Refused) const { return nullptr; }
    nlohmann::json operator()(Moment) const { return nullptr; }
    nlohmann::json operator()(std::int64_t number) const { return number; }
    nlohmann::json operator()(double number) const { return thalweg::to_json(number); }
    nlohmann::json operator()(bool flag) const { return flag; }
    nlohmann::json operator()(const std::string &text) const { return text; }
    nlohmann::json operator()(const Nodes &nodes) const {
        nlohmann::json array = nlohmann::json::array();
        for (const Node &node : nodes)
            array.push_back(to_plain(node));
        return array;
    }
    nlohmann::json operator()(const Entries &entries) const {
        nlohmann::json object = nlohmann::json::object();
        for (const Entry &entry : entries)
            object[entry.key] = to_plain(entry.node);
        return object;
    }
};

nlohmann::json to_plain(const Node &node) { return std::visit(Plain{}, node.value); }

} // namespace

std::string canonical_text(const Source &source) {
    Mistakes mistakes(source); // whoever executes the file is told of them
    Node tree = read_tree(source, mistakes);
    apply_overrides(tree, source, mistakes);
    return to_plain(tree).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
}

} // namespace thalweg::spec
