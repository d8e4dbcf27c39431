// SPDX-License-Identifier: MIT
// `thalweg list`: the components of the plugins, all or those that are looked for.
#include "cli/choices.hpp"
#include "cli/list_text.hpp"
#include "cli/verbs.hpp"

#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

struct ListOptions {
    std::string kind; ///< empty: both
    Wanted wanted;
    bool json = false;
};

Exit print_list(Session &session, ListOptions options) {
    const library::Catalog catalog = load_catalog(session.globals, session.context);
    if (!options.kind.empty())
        options.wanted.kind =
            options.kind == "objectives" ? library::Kind::objective : library::Kind::optimizer;
    const std::vector<Selected> selection = select(catalog, options.wanted);
    if (options.json)
        session.context.out.print(list_json(catalog, selection).dump(2) + "\n");
    else
        session.context.out.print(
            without_controls(list_text(catalog, selection, options.wanted, table_width(session.context))));
    if (session.globals.verbosity != Verbosity::quiet)
        say(session.context, without_controls(nothing_text(catalog, selection, options.wanted)));
    return Exit::done;
}

} // namespace

void add_list(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "list", "the objectives and optimizers there are, or those that fit",
                              "thalweg list --fits mlp\n  thalweg list optimizers --match \"weight decay\"");
    auto options = std::make_shared<ListOptions>();
    one_of(verb->add_option("kind", options->kind, "objectives or optimizers; both without")->type_name(""),
           {"objectives", "optimizers"});
    one_component(
        verb->add_option("--fits", options->wanted.fits,
                         "only what goes with this one: optimizers that need no more than it offers, "
                         "or objectives that offer what it needs")
            ->type_name("NAME"));
    verb->add_option("--match", options->wanted.match,
                     "only those with this text in name, first sentence, source, tags or names of parameters")
        ->type_name("TEXT");
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options] {
        session.action = [&session, options] { return print_list(session, *options); };
    });
}

} // namespace thalweg::cli
