// SPDX-License-Identifier: MIT
// The verbs: each adds itself to the command line and leaves what it does in `session.action`.
#pragma once

#include "cli/context.hpp"
#include "error.hpp"

#include <CLI/App.hpp>
#include <functional>
#include <string>

namespace thalweg::cli {

/// One command line on its way: what was said before and after the verb, the world, and what is to be done.
struct Session {
    Globals globals;
    Context context;
    std::function<Exit()> action; ///< set by the verb that was given, called once parsing is over
};

/// A verb with its one-line description; `example` ends its --help. Sets nothing else.
CLI::App *add_verb(CLI::App &app, const std::string &name, const std::string &description,
                   const std::string &example);

// One file a verb. `session` outlives `app`.
void add_bench(CLI::App &app, Session &session);
void add_check(CLI::App &app, Session &session);
void add_compare(CLI::App &app, Session &session);
void add_describe(CLI::App &app, Session &session);
void add_doctor(CLI::App &app, Session &session);
void add_list(CLI::App &app, Session &session);
void add_merge(CLI::App &app, Session &session);
void add_new(CLI::App &app, Session &session);
void add_plan(CLI::App &app, Session &session);
void add_run(CLI::App &app, Session &session);
void add_schema(CLI::App &app, Session &session);
void add_show(CLI::App &app, Session &session);
void add_verify(CLI::App &app, Session &session);
void add_version(CLI::App &app, Session &session);

} // namespace thalweg::cli
