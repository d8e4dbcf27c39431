// SPDX-License-Identifier: MIT
// The command line as CLI11 knows it -> verbs, options and what their values are, for completion.
#pragma once

#include <CLI/App.hpp>
#include <string>
#include <vector>

namespace thalweg::cli {

/// What stands in the place of a value.
struct Values {
    enum class Kind { text, words, files, folders, components };
    Kind kind = Kind::text;
    std::vector<std::string>
        words{}; ///< the words; of files the ending, ".h5"; of components the kind, if any
};

struct CompletedOption {
    std::vector<std::string> names; ///< "-o", "--output"
    std::string description;
    bool takes_value = false;
    Values values{};
};

struct CompletedArgument {
    std::string label;
    bool repeats = false;
    Values values{};
};

struct CompletedVerb {
    std::string name, description;
    std::vector<CompletedOption> options{};
    std::vector<CompletedArgument> arguments{};
};

struct Grammar {
    std::vector<CompletedOption> globals;
    std::vector<CompletedVerb> verbs; ///< those that --help shows
};

/// Labels such as OUT.h5, DIR and OPTIMIZER tell what the values are; choices.hpp says the rest.
Grammar grammar_of(const CLI::App &app);

} // namespace thalweg::cli
