// SPDX-License-Identifier: MIT
#include "cli/grammar.hpp"

#include "cli/choices.hpp"

#include <algorithm>
#include <sstream>

namespace thalweg::cli {

namespace {

std::vector<std::string> split(const std::string &text) {
    std::istringstream stream(text);
    std::vector<std::string> words;
    for (std::string word; stream >> word;)
        words.push_back(word);
    return words;
}

/// The words that choices.hpp left in the validator's name; empty: none.
std::string choices_of(CLI::Option &option) {
    try {
        return option.get_validator(0)->get_name();
    } catch (const CLI::OptionNotFound &) { // it has no validator
        return {};
    }
}

std::string label_of(const CLI::Option &option) {
    const std::string type = option.get_type_name();
    const bool is_named_by_type = !option.get_positional() || type.find('.') < type.find("...");
    return is_named_by_type ? type : option.get_name(true);
}

Values values_of(CLI::Option &option) {
    using Kind = Values::Kind;
    const std::string choices = choices_of(option), label = label_of(option);
    if (choices == any_component)
        return {Kind::components};
    if (!choices.empty())
        return {Kind::words, split(choices)};
    if (label.starts_with("OPTIMIZER") || label.starts_with("OBJECTIVE"))
        return {Kind::components, {label.starts_with("OPTIMIZER") ? "optimizers" : "objectives"}};
    if (label == "DIR")
        return {Kind::folders};
    if (const auto dot = label.rfind('.'); dot != std::string::npos && !label.ends_with("..."))
        return {Kind::files, {label.substr(dot)}};
    return {};
}

std::vector<CompletedOption> options_of(const CLI::App &app) {
    std::vector<CompletedOption> all;
    for (const CLI::Option *shown : app.get_options()) {
        CLI::Option &option = const_cast<CLI::Option &>(*shown); // get_validator is not const
        const bool repeats_help = shown == app.get_help_ptr() && app.get_parent() != nullptr;
        if (option.get_positional() || option.get_group().empty() || repeats_help)
            continue;
        CompletedOption completed{{}, option.get_description()};
        for (const std::string &name : option.get_snames())
            completed.names.push_back("-" + name);
        for (const std::string &name : option.get_lnames())
            completed.names.push_back("--" + name);
        completed.takes_value = option.get_items_expected_max() > 0;
        if (completed.takes_value)
            completed.values = values_of(option);
        all.push_back(std::move(completed));
    }
    return all;
}

std::vector<CompletedArgument> arguments_of(const CLI::App &app) {
    std::vector<CompletedArgument> all;
    for (const CLI::Option *shown : app.get_options())
        if (shown->get_positional())
            all.push_back({label_of(*shown), shown->get_items_expected_max() > 1,
                           values_of(const_cast<CLI::Option &>(*shown))});
    return all;
}

} // namespace

Grammar grammar_of(const CLI::App &app) {
    Grammar grammar{options_of(app), {}};
    for (const CLI::App *verb : app.get_subcommands([](const CLI::App *) { return true; }))
        if (!verb->get_group().empty())
            grammar.verbs.push_back(
                {verb->get_name(), verb->get_description(), options_of(*verb), arguments_of(*verb)});
    return grammar;
}

} // namespace thalweg::cli
