// SPDX-License-Identifier: MIT
#include "cli/completion.hpp"

#include <fmt/format.h>

namespace thalweg::cli {

namespace {

constexpr const char *head =
    "# fish completion of thalweg: thalweg completion fish > ~/.config/fish/completions/thalweg.fish\n"
    "complete -c thalweg -f\n";

std::string quoted(const std::string &text) {
    std::string safe;
    for (const char c : text)
        safe += c == '\'' || c == '\\' ? fmt::format("\\{}", c) : std::string(1, c);
    return "'" + safe + "'";
}

/// What fish offers in the place of a value; empty: nothing.
std::string offered(const Values &values) {
    std::string words = fmt::format("{}", fmt::join(values.words, " "));
    switch (values.kind) {
    case Values::Kind::words:
        return words;
    case Values::Kind::files:
        return fmt::format("(__fish_complete_suffix {})", words);
    case Values::Kind::folders:
        return "(__fish_complete_directories)";
    case Values::Kind::components:
        return fmt::format("(thalweg __components {} 2>/dev/null)", words);
    case Values::Kind::text:
        break;
    }
    return {};
}

std::string option_lines(const std::string &condition, const std::vector<CompletedOption> &options) {
    std::string text;
    for (const CompletedOption &option : options) {
        text += "complete -c thalweg" + condition;
        for (const std::string &name : option.names)
            text += name.starts_with("--") ? " -l " + name.substr(2) : " -s " + name.substr(1);
        if (option.takes_value)
            text += " -x";
        if (const std::string values = offered(option.values); option.takes_value && !values.empty())
            text += " -a " + quoted(values);
        text += " -d " + quoted(option.description) + "\n";
    }
    return text;
}

} // namespace

std::string fish_completion(const Grammar &grammar) {
    std::string text = head + option_lines("", grammar.globals);
    for (const CompletedVerb &verb : grammar.verbs) {
        text += fmt::format("complete -c thalweg -n __fish_use_subcommand -a {} -d {}\n", verb.name,
                            quoted(verb.description));
        const std::string condition = fmt::format(" -n '__fish_seen_subcommand_from {}'", verb.name);
        text += option_lines(condition, verb.options);
        for (const CompletedArgument &argument : verb.arguments)
            if (const std::string values = offered(argument.values); !values.empty())
                text += fmt::format("complete -c thalweg{} -a {}\n", condition, quoted(values));
    }
    return text;
}

} // namespace thalweg::cli
