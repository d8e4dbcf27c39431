// SPDX-License-Identifier: MIT
// A mistake, said to the person at the keyboard: what, where, why, fix. Thrown inside the host, printed once
// by main.
#pragma once

#include <cstdint>
#include <exception>
#include <string>
#include <utility>
#include <vector>

namespace thalweg {

/// Exit codes of the command line.
enum class Exit : int {
    done = 0,
    bad_runs = 1,    ///< done, but OUT holds runs that crashed, failed, timed out or ran out of memory
    wrong = 2,       ///< usage, experiment file or plugin
    not_written = 3, ///< disk full, read-only, input or output error
    fault = 4,       ///< ours
    requeue = 75,
    interrupted = 130,
};

/// One mistake. `where` is "file:line:column" or a path; `excerpt` the source line and its caret, ready to
/// print.
struct Error {
    std::string what, where, excerpt, why, fix;
    Exit exit = Exit::wrong;
    /// Of `where`, so that mistakes of several modules sort into file order; line 0: none.
    std::uint32_t line = 0, column = 0;
};

/// Names in files, words on command lines and texts of plugins may hold what a terminal would obey: shown as
/// \x1b and the like, but for line feeds and tabs.
std::string without_controls(const std::string &text);

/// Everything that is wrong, in the order of the file. Never empty when thrown.
class Errors : public std::exception {
public:
    explicit Errors(Error error) : list{std::move(error)} {}
    explicit Errors(std::vector<Error> errors) : list(std::move(errors)) {}
    const char *what() const noexcept override { return list.empty() ? "error" : list.front().what.c_str(); }

    std::vector<Error> list;
};

/// The texts as command-line.md shows them: "error: WHAT", then at, excerpt, why and fix where there are any.
std::string to_text(const Error &error);

} // namespace thalweg
