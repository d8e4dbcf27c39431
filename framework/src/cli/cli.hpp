// SPDX-License-Identifier: MIT
// The command line -> one verb -> an exit code. The only place where exceptions end.
#pragma once

#include "cli/context.hpp"
#include "error.hpp"

#include <span>
#include <string>

namespace thalweg::cli {

/// Parses, does what is asked, prints mistakes to context.err. `arguments` without the program's name.
Exit main_of(std::span<const char *const> arguments, Context context);

/// The whole --help of a verb, or of the program where `verb` is empty; for tests and documentation.
std::string help_of(const std::string &verb);

/// The names of all verbs that --help shows.
std::vector<std::string> verb_names();

} // namespace thalweg::cli
