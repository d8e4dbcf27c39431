// SPDX-License-Identifier: MIT
// Options whose values are known beforehand: checked when they are given, offered by completion.
#pragma once

#include <CLI/App.hpp>
#include <CLI/Validators.hpp>

#include <fmt/format.h>
#include <map>
#include <string>
#include <vector>

namespace thalweg::cli {

/// What completion asks for instead of a list of words.
inline constexpr const char *any_component = "@components";

/// A word of the list. Its words are the validator's name, where completion finds them.
inline CLI::Option *one_of(CLI::Option *option, const std::vector<std::string> &words) {
    return option->check(CLI::IsMember(words).description("").name(fmt::format("{}", fmt::join(words, " "))));
}

/// A word of the map, turned into its value.
template <class T> CLI::Option *one_of(CLI::Option *option, const std::map<std::string, T> &values) {
    std::vector<std::string> words;
    for (const auto &[word, value] : values)
        words.push_back(word);
    return option->transform(
        CLI::CheckedTransformer(values).description("").name(fmt::format("{}", fmt::join(words, " "))));
}

/// A component's name, which the verb itself looks up.
inline CLI::Option *one_component(CLI::Option *option) {
    return option->check(CLI::Validator([](std::string &) { return std::string(); }, "", any_component));
}

} // namespace thalweg::cli
