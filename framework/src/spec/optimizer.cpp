// SPDX-License-Identifier: MIT
// [[optimizer]] -> component, parameters, zips and search.
#include "nearest.hpp"
#include "parts.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>

namespace thalweg::spec {

namespace {

constexpr std::string_view zip_example = "write zip = [[\"learning_rate\", \"momentum\"]]";

/// How many values a parameter sweeps over, as far as that shows without its schema.
std::uint64_t count_values(const Parameter &parameter) {
    if (const auto *array = std::get_if<Array>(&parameter.value))
        return array->elements.size();
    if (const auto *generator = std::get_if<Generator>(&parameter.value))
        return generator->count;
    return 1;
}

const Parameter *find_parameter(const std::vector<Parameter> &parameters, std::string_view key) {
    const auto found = std::ranges::find(parameters, key, &Parameter::key);
    return found == parameters.end() ? nullptr : &*found;
}

/// Reads the groups of one table; knows which keys are zipped already.
class Zips {
public:
    Zips(const Node &keys, const std::vector<Parameter> &parameters, Mistakes &mistakes)
        : parameters_(parameters), mistakes_(mistakes) {
        if (const auto *entries = std::get_if<Entries>(&keys.value))
            for (const Entry &entry : *entries)
                known_.push_back(entry.key);
    }

    std::optional<std::vector<Placed<std::string>>> read_group(const Node &node) {
        const auto *nodes = std::get_if<Nodes>(&node.value);
        if (!nodes || nodes->size() < 2) {
            if (!nodes)
                refuse_type(node, "must hold arrays of keys", {{"zip", "[[optimizer]]"}, mistakes_},
                            std::string(zip_example));
            else
                mistakes_.add(node.place, {"a zip needs two keys or more",
                                           "its parameters are swept together", std::string(zip_example)});
            return std::nullopt;
        }
        std::vector<Placed<std::string>> group;
        for (const Node &element : *nodes)
            if (auto key = read_key(element))
                group.push_back({std::move(*key), element.place});
        return check_lengths(group) && group.size() == nodes->size() ? std::optional(std::move(group))
                                                                     : std::nullopt;
    }

private:
    std::optional<std::string> read_key(const Node &node) {
        auto key = read_text(node, {"zip", "[[optimizer]]"}, mistakes_);
        if (!key)
            return std::nullopt;
        if (std::ranges::find(known_, *key) == known_.end()) {
            const std::string near = nearest(*key, known_);
            mistakes_.add(node.place,
                          {fmt::format("zip names \"{}\", which is no parameter of this table", *key),
                           known_.empty() ? "the table has no parameters"
                                          : fmt::format("the table has {}", fmt::join(known_, ", ")),
                           near.empty()
                               ? fmt::format("give the table parameters.{}, or remove it from the zip", *key)
                               : fmt::format("write \"{}\"", near)});
            return std::nullopt;
        }
        if (!zipped_.insert(*key).second) {
            mistakes_.add(node.place, {fmt::format("zip names \"{}\" twice", *key),
                                       "a parameter is swept along one axis", "remove one of the two"});
            return std::nullopt;
        }
        return key;
    }

    bool check_lengths(const std::vector<Placed<std::string>> &group) {
        const Parameter *first = nullptr;
        for (const Placed<std::string> &key : group) {
            const Parameter *parameter = find_parameter(parameters_, key.value);
            if (!parameter)
                continue; // its own mistake is told
            const std::uint64_t count = count_values(*parameter);
            if (count < 2) {
                mistakes_.add(key.place, {fmt::format("zip names \"{}\", which is not swept", key.value),
                                          "it has no two values of its own",
                                          "write an array of values, or remove it from the zip"});
                return false;
            }
            if (!first)
                first = parameter;
            else if (count != count_values(*first)) {
                mistakes_.add(key.place,
                              {fmt::format("zip of unequal lengths: {} has {} values, {} has {}", first->key,
                                           count_values(*first), key.value, count),
                               "a zip takes the first of each, then the second of each",
                               "give them as many values each, or remove the zip to have all combinations"});
                return false;
            }
        }
        return true;
    }

    const std::vector<Parameter> &parameters_;
    Mistakes &mistakes_;
    std::vector<std::string> known_;
    std::set<std::string> zipped_;
};

std::vector<std::vector<Placed<std::string>>> read_zips(const Fields &fields,
                                                        const std::vector<Parameter> &parameters) {
    std::vector<std::vector<Placed<std::string>>> zips;
    const Node *node = fields.node("zip"), *table = fields.node("parameters");
    const auto *groups = std::get_if<Nodes>(&node->value);
    if (!groups) {
        refuse_type(*node, "must be an array of arrays of keys", fields.reading("zip"),
                    std::string(zip_example));
        return zips;
    }
    const auto is_text = [](const Node &element) {
        return std::holds_alternative<std::string>(element.value);
    };
    if (!groups->empty() && std::ranges::all_of(*groups, is_text)) {
        std::string keys;
        for (const Node &element : *groups)
            keys += fmt::format("{}\"{}\"", keys.empty() ? "" : ", ", std::get<std::string>(element.value));
        fields.mistakes().add(node->place, {"zip of [[optimizer]] must be an array of arrays of keys",
                                            "each inner array is swept together",
                                            fmt::format("write zip = [[{}]]", keys)});
        return zips;
    }
    Zips reader(table ? *table : Node{}, parameters, fields.mistakes());
    for (const Node &group : *groups)
        if (auto zip = reader.read_group(group))
            zips.push_back(std::move(*zip));
    return zips;
}

Search read_search(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "search", search_keys(), mistakes);
    const std::string fix = "write search = { method = \"random\", count = 40 }";
    fields.require("method", "it is random or halton", fix);
    fields.require("count", "it says how many settings are drawn", fix);
    return {fields.choice("method").value_or("random"), fields.whole("count").value_or(1), node.place};
}

/// A search that draws nothing would repeat one setting.
void check_draws(const Optimizer &optimizer, const Node *parameters, Mistakes &mistakes) {
    const auto *entries = parameters ? std::get_if<Entries>(&parameters->value) : nullptr;
    const auto draws = [](const Entry &entry) {
        return find(entry.node, "uniform") || find(entry.node, "log_uniform");
    };
    if (optimizer.search && !(entries && std::ranges::any_of(*entries, draws)))
        mistakes.add(
            optimizer.search->place,
            {"the search has nothing to draw",
             "no parameter of the table is { uniform = [a, b] } or { log_uniform = [a, b] }",
             "write parameters.learning_rate = { log_uniform = [1e-4, 0.1] }, or remove the search"});
}

} // namespace

Optimizer read_optimizer(const Node &node, Mistakes &mistakes) {
    const Fields fields(node, "[[optimizer]]", optimizer_keys(), mistakes);
    Optimizer optimizer;
    optimizer.place = node.place;
    optimizer.name = read_component(fields);
    optimizer.label = fields.text("label").value_or("");
    const Node *search = fields.node("search"), *parameters = fields.node("parameters");
    if (search)
        optimizer.search = read_search(*search, mistakes);
    if (parameters)
        optimizer.parameters =
            read_parameters(*parameters, search ? Drawn::allowed : Drawn::refused, mistakes);
    if (fields.node("zip"))
        optimizer.zips = read_zips(fields, optimizer.parameters);
    check_draws(optimizer, parameters, mistakes);
    return optimizer;
}

} // namespace thalweg::spec
