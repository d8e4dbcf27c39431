// SPDX-License-Identifier: MIT
// A grammar -> the scripts with which shells complete it, and the verbs that print them.
#pragma once

#include "cli/grammar.hpp"
#include "cli/verbs.hpp"

namespace thalweg::cli {

std::string bash_completion(const Grammar &grammar);
std::string zsh_completion(const Grammar &grammar);
std::string fish_completion(const Grammar &grammar);

/// `completion SHELL`, and the hidden `__components`, with which scripts ask for names.
void add_completion(CLI::App &app, Session &session);

} // namespace thalweg::cli
