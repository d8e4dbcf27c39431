// SPDX-License-Identifier: MIT
// How an experiment ended -> the summary, one line that says how it was left, and the exit code.
#pragma once

#include "cli/verbs.hpp"
#include "experiment/execute.hpp"

namespace thalweg::cli {

/// Prints the summary of what OUT contains, and derives the exit code from it.
Exit end_run(Session &session, const plan::Matrix &matrix, const experiment::Order &order,
             const experiment::Report &report);

} // namespace thalweg::cli
