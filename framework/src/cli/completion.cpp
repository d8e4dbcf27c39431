// SPDX-License-Identifier: MIT
// `thalweg completion bash|zsh|fish`: a script, made of the command line itself.
#include "cli/completion.hpp"

#include "cli/choices.hpp"

#include <map>

namespace thalweg::cli {

namespace {

using Script = std::string (*)(const Grammar &);

constexpr const char *help =
    "bash: `source <(thalweg completion bash)` in ~/.bashrc\n"
    "zsh:  `source <(thalweg completion zsh)` in ~/.zshrc, after compinit\n"
    "fish: `thalweg completion fish > ~/.config/fish/completions/thalweg.fish`, once\n"
    "It completes verbs, options and their words, files by their ending, and the components that are "
    "found.\n\n"
    "Example:\n  thalweg completion bash";

void add_components(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "__components", "names, one a line", "");
    auto kind = std::make_shared<std::string>();
    verb->add_option("kind", *kind);
    verb->callback([&session, kind] {
        session.action = [&session, kind] {
            for (const library::Component &component :
                 load_catalog(session.globals, session.context).components)
                if (kind->empty() || (*kind == "objectives") == (component.kind == library::Kind::objective))
                    session.context.out.print(component.name + "\n");
            return Exit::done;
        };
    });
}

} // namespace

void add_completion(CLI::App &app, Session &session) {
    static const std::map<std::string, Script> shells = {
        {"bash", bash_completion}, {"fish", fish_completion}, {"zsh", zsh_completion}};
    CLI::App *verb = add_verb(app, "completion", "a script with which the shell completes thalweg", "");
    verb->footer(help);
    auto shell = std::make_shared<std::string>();
    std::vector<std::string> names;
    for (const auto &[name, script] : shells)
        names.push_back(name);
    one_of(verb->add_option("shell", *shell, "bash, fish or zsh")->required()->type_name(""), names);
    verb->callback([&app, &session, shell] {
        session.action = [&app, &session, shell] {
            session.context.out.print(shells.at(*shell)(grammar_of(app)));
            return Exit::done;
        };
    });
    add_components(app, session);
}

} // namespace thalweg::cli
