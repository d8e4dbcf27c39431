// SPDX-License-Identifier: MIT
// The name of a results file -> its reader, and what its experiment was called.
#pragma once

#include "cli/context.hpp"
#include "results/stored.hpp"

#include <filesystem>
#include <optional>
#include <string>

namespace thalweg::cli {

/// OUT, its parts, or both, of the file that a link points to; notes go to stderr. Throws Errors where there
/// is neither, with a file of a similar name.
results::Reader open_results(const std::filesystem::path &name, const Globals &globals,
                             const Context &context);

/// The same, to be compared, verified or merged.
results::Stored open_stored(const std::filesystem::path &name, const Globals &globals,
                            const Context &context);

/// Throws Errors where there is neither OUT nor a finished run in its parts.
void require_results(const std::filesystem::path &out);

/// What the stored experiment file says of itself; empty where it cannot be read any more.
struct Experiment {
    std::string name, title;
    std::optional<double> stop_target;
};
Experiment read_experiment(const results::Reader &reader);

/// The same from a stored text and its overrides.
Experiment read_experiment(const std::string &toml, const std::vector<std::string> &overrides);

} // namespace thalweg::cli
