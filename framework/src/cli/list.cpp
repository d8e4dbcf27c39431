// SPDX-License-Identifier: MIT
// `thalweg list`: the components of the plugins.
#include "cli/choices.hpp"
#include "cli/component_text.hpp"
#include "cli/text_table.hpp"
#include "cli/verbs.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

struct ListOptions {
    std::string kind; ///< empty: both
    bool json = false;
};

Exit print_list(Session &session, const ListOptions &options) {
    const library::Catalog catalog = load_catalog(session.globals, session.context);
    std::vector<library::Kind> kinds;
    if (options.kind != "optimizers")
        kinds.push_back(library::Kind::objective);
    if (options.kind != "objectives")
        kinds.push_back(library::Kind::optimizer);
    if (options.json)
        session.context.out.print(list_json(catalog, kinds).dump(2) + "\n");
    else
        session.context.out.print(list_text(catalog, kinds, table_width(session.context)));
    return Exit::done;
}

} // namespace

void add_list(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "list", "the objectives and optimizers there are", "thalweg list optimizers");
    auto options = std::make_shared<ListOptions>();
    one_of(verb->add_option("kind", options->kind, "objectives or optimizers; both without")->type_name(""),
           {"objectives", "optimizers"});
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options] {
        session.action = [&session, options] { return print_list(session, *options); };
    });
}

} // namespace thalweg::cli
