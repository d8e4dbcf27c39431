// SPDX-License-Identifier: MIT
// What a verb needs of the world around it, so that tests can give it another one.
#pragma once

#include "cli/output.hpp"
#include "library/component.hpp"
#include "plan/matrix.hpp"
#include "pool/job.hpp"

#include <cstdio>
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg::cli {

/// The stdout and stderr of the process, its environment, and the plugins, which a child process loads.
struct Context {
    Output out{stdout};
    std::FILE *err = stderr;
    std::function<bool()> out_is_terminal, err_is_terminal;
    std::function<unsigned()> terminal_width; ///< columns; 80 where it is not known
    std::function<double()> monotonic_seconds;
    std::function<std::string(const char *name)> environment; ///< of a variable; empty: not set
    std::filesystem::path executable;
    /// Executes the same command line again, with this variable in its environment; returns only where that
    /// fails.
    std::function<void(const char *name, const std::string &value)> restart_with;

    /// Finds, loads and vets the plugins of these folders, the first wins.
    std::function<library::Catalog(const std::vector<std::filesystem::path> &plugin_path)> vet;
    /// Asks objectives of the catalog that vet returned last.
    std::function<std::vector<library::ProbeAnswer>(const std::vector<library::Probe> &)> probe;
    /// There will be no more questions; may be empty.
    std::function<void()> end_vetting;
    /// Estimated wall seconds of a matrix, from a few probe steps; nothing where it cannot be said.
    std::function<std::optional<double>(const plan::Matrix &, const pool::Job &)> estimate_seconds;
};

/// The process's own; vet, probe, estimate_seconds and restart_with are left to main.
Context make_context();

enum class Colour { automatic, always, never };
enum class ProgressKind { automatic, bar, counter, none };
enum class Verbosity { quiet, normal, verbose };

/// The options that stand before or after any verb.
struct Globals {
    Colour colour = Colour::automatic;
    ProgressKind progress = ProgressKind::automatic;
    Verbosity verbosity = Verbosity::normal;
    std::vector<std::filesystem::path> plugin_path; ///< as given by --plugin-path
};

/// Where plugins are looked for, in this order: --plugin-path, THALWEG_PLUGIN_PATH, ../lib/thalweg beside the
/// program.
std::vector<std::filesystem::path> plugin_path(const Globals &globals, const Context &context);

/// Whether what goes to stderr is coloured.
bool is_coloured(const Globals &globals, const Context &context);

/// The width that tables on stdout should fit; 0, no limit, where stdout is not a terminal.
unsigned table_width(const Context &context);

/// The plugins, with the catalog's notes on stderr (unless -q). Throws Errors as vet does.
library::Catalog load_catalog(const Globals &globals, const Context &context);

/// Writes to stderr, where there still is one.
void say(const Context &context, std::string_view text);

/// "warning: ..." on stderr, unless -q.
void warn(const Globals &globals, const Context &context, const std::string &text);

} // namespace thalweg::cli
