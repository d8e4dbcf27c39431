// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include <fmt/format.h>

namespace thalweg::cli {

namespace {

constexpr const char *head = R"zsh(#compdef thalweg
# zsh completion of thalweg: source <(thalweg completion zsh), after compinit
_thalweg_components() {
    local -a names
    names=(${(f)"$(thalweg __components $1 2>/dev/null)"})
    compadd -a names
}
_thalweg() {
    local context state line
    local -a globals verbs
    typeset -A opt_args
)zsh";

constexpr const char *tail = R"zsh(        esac
        ;;
    esac
}
if [[ $funcstack[1] == _thalweg ]]; then
    _thalweg "$@"
else
    compdef _thalweg thalweg
fi
)zsh";

/// With a backslash before what _arguments takes for its own, in single quotes.
std::string escaped(const std::string &text, const std::string &special) {
    std::string safe;
    for (const char c : text)
        if (c == '\'')
            safe += "'\\''";
        else if (special.find(c) != std::string::npos)
            safe += fmt::format("\\{}", c);
        else
            safe += c;
    return safe;
}

/// "file:_files -g *.toml", as _arguments takes it.
std::string action(const Values &values) {
    std::string words;
    for (const std::string &word : values.words)
        words += (words.empty() ? "" : " ") + word;
    switch (values.kind) {
    case Values::Kind::words:
        return fmt::format("word:({})", words);
    case Values::Kind::files:
        return fmt::format("file:_files -g \"*{}\"", words);
    case Values::Kind::folders:
        return "folder:_files -/";
    case Values::Kind::components:
        return fmt::format("component:_thalweg_components {}", words);
    case Values::Kind::text:
        break;
    }
    return "value: ";
}

std::string specifications(const std::vector<CompletedOption> &options) {
    std::string text;
    for (const CompletedOption &option : options)
        for (const std::string &name : option.names) {
            const bool takes_equals = option.takes_value && name.starts_with("--");
            text += fmt::format(" '{}{}[{}]{}'", name, takes_equals ? "=" : "",
                                escaped(option.description, "[]:\\"),
                                option.takes_value ? ":" + action(option.values) : "");
        }
    return text;
}

} // namespace

std::string zsh_completion(const Grammar &grammar) {
    std::string text = head;
    text += fmt::format("    globals=({})\n    verbs=(\n", specifications(grammar.globals));
    for (const CompletedVerb &verb : grammar.verbs)
        text += fmt::format("        '{}:{}'\n", verb.name, escaped(verb.description, ":\\"));
    text += "    )\n"
            "    _arguments -C $globals '1: :->verb' '*:: :->rest'\n"
            "    case $state in\n"
            "    verb) _describe verb verbs ;;\n"
            "    rest)\n"
            "        case $words[1] in\n";
    for (const CompletedVerb &verb : grammar.verbs) {
        text += fmt::format("        {}) _arguments $globals{}", verb.name, specifications(verb.options));
        for (const CompletedArgument &argument : verb.arguments)
            text += fmt::format(" '{}{}'", argument.repeats ? "*:" : ":", action(argument.values));
        text += " ;;\n";
    }
    return text + tail;
}

} // namespace thalweg::cli
