// SPDX-License-Identifier: MIT
// The tree of an experiment file -> Spec, or every mistake in it.
#include "parts.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

void read_name(const Fields &fields, Placed<std::string> &name) {
    const Node *node = fields.node("name");
    fields.require("name", "it names the results file", "write name = \"first\"");
    auto text = fields.text("name");
    if (!text)
        return;
    const auto allowed = [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    };
    std::string repaired = *text;
    for (char &c : repaired)
        c = c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : allowed(c) ? c : '_';
    if (text->empty() || text->size() > longest_name)
        fields.mistakes().add(node->place,
                              {fmt::format("name of [experiment] has {} characters", text->size()),
                               fmt::format("it has 1 to {}", longest_name), "write name = \"first\""});
    else if (repaired != *text)
        fields.mistakes().add(node->place,
                              {fmt::format("\"{}\" is no name of an experiment", *text),
                               "it is made of a-z, 0-9, _ and -; the results file is called after it",
                               fmt::format("write name = \"{}\", and what you like as title", repaired)});
    name = {std::move(*text), node->place};
}

void read_experiment(const Node &node, Spec &spec, Mistakes &mistakes) {
    const Fields fields(node, "[experiment]", experiment_keys(), mistakes);
    read_name(fields, spec.name);
    spec.title = fields.text("title").value_or("");
    spec.seed = fields.whole("seed").value_or(0);
    spec.repetitions = static_cast<std::uint32_t>(fields.whole("repetitions").value_or(1));
    spec.skip_unsupported = fields.flag("skip_unsupported").value_or(false);
}

/// The tables of [[key]]; a mistake where the file has [key], and where there are none but must be.
template <class Read> auto read_tables(const Fields &root, std::string_view key, Read read) {
    std::vector<decltype(read(root.node(), root.mistakes()))> tables;
    const Node *node = root.node(key);
    const auto *nodes = node ? std::get_if<Nodes>(&node->value) : nullptr;
    if (node && !nodes)
        refuse_type(*node, "must be an array of tables", {{key, ""}, root.mistakes()},
                    fmt::format("write [[{}]]", key));
    const bool required = key != "exclude";
    const std::size_t most = required ? most_tables : most_excludes;
    if (nodes && nodes->size() > most)
        root.mistakes().add((*nodes)[most].place,
                            {fmt::format("the file has {} [[{}]] tables", nodes->size(), key),
                             fmt::format("{} are the limit", most),
                             required ? "write sweeps: parameters.learning_rate = [0.1, 0.2]"
                                      : "write bounds: { above = 0.1 }, { below = 0.2 }"});
    else if (nodes)
        for (const Node &table : *nodes)
            tables.push_back(read(table, root.mistakes()));
    if (required && nodes && nodes->empty())
        root.mistakes().add(node->place,
                            {fmt::format("the file has no [[{}]]", key), "a run needs one of each",
                             fmt::format("add an [[{}]] table with a name", key)});
    return tables;
}

void require_table(const Fields &root, std::string_view key, Complaint complaint) {
    if (root.lacks(key))
        root.mistakes().add(whole_file, std::move(complaint));
}

void require_tables(const Fields &root) {
    require_table(root, "experiment",
                  {"the file has no [experiment]", "its name names the results file",
                   "add [experiment] with name = \"first\""});
    require_table(root, "stop",
                  {"the file has no [stop]", "a run must end: steps, evaluations or seconds",
                   "add [stop] with steps = 1000"});
    for (const std::string_view key : {"objective", "optimizer"})
        require_table(root, key,
                      {fmt::format("the file has no [[{}]]", key), "a run needs one of each",
                       fmt::format("add an [[{}]] table with a name; `thalweg list {}s` shows the components",
                                   key, key)});
}

} // namespace

Spec read_spec(Source source, std::vector<Error> &errors) {
    Spec spec;
    spec.source = std::move(source);
    Mistakes mistakes(spec.source);
    Node tree = read_tree(spec.source, mistakes);
    apply_overrides(tree, spec.source, mistakes);

    const Fields root(tree, "the file", file_keys(), mistakes);
    if (const Node *experiment = root.node("experiment"))
        read_experiment(*experiment, spec, mistakes);
    if (const Node *stop = root.node("stop"))
        spec.stop = read_stop(*stop, mistakes);
    if (const Node *record = root.node("record"))
        spec.record = read_record(*record, mistakes);
    spec.objectives = read_tables(root, "objective", read_objective);
    spec.optimizers = read_tables(root, "optimizer", read_optimizer);
    spec.excludes = read_tables(root, "exclude", read_exclude);
    require_tables(root);

    mistakes.move_into(errors);
    return spec;
}

Spec read_spec(Source source) {
    std::vector<Error> errors;
    Spec spec = read_spec(std::move(source), errors);
    if (!errors.empty())
        throw Errors(std::move(errors));
    return spec;
}

} // namespace thalweg::spec
