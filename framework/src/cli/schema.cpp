// SPDX-License-Identifier: MIT
// `thalweg schema`: a JSON Schema of experiment files, for editors.
#include "cli/component_schema.hpp"
#include "cli/verbs.hpp"

#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

constexpr const char *help =
    "Editors that speak to taplo, the TOML language server (\"Even Better TOML\" in VS Code), complete, "
    "explain\n"
    "and check experiment files with it, also with the parameters of the plugins that are found now. Tell "
    "them\n"
    "in the first line of the experiment file\n"
    "  #:schema ./thalweg.schema.json\n"
    "or for all files of a folder in .taplo.toml beside them\n"
    "  [[rule]]\n"
    "  include = [\"**/*.toml\"]\n"
    "  [rule.schema]\n"
    "  path = \"thalweg.schema.json\"\n"
    "Make it again when a plugin is new. `thalweg plan FILE.toml` checks more than a schema can say.\n\n"
    "Example:\n  thalweg schema > thalweg.schema.json";

Exit print_schema(Session &session) {
    session.context.out.print(schema_with(load_catalog(session.globals, session.context)).dump(2) + "\n");
    return Exit::done;
}

} // namespace

void add_schema(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "schema", "a JSON Schema of experiment files, for editors", "");
    verb->footer(help);
    verb->callback([&session] { session.action = [&session] { return print_schema(session); }; });
}

} // namespace thalweg::cli
