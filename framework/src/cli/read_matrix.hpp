// SPDX-License-Identifier: MIT
// An experiment file and the plugins -> Matrix: the beginning that plan and run share.
#pragma once

#include "cli/context.hpp"
#include "plan/matrix.hpp"
#include "pool/job.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace thalweg::cli {

struct ExperimentFile {
    std::filesystem::path file;
    std::vector<std::string> overrides; ///< of --set, in order
};

/// What was read, and the same as workers get it.
struct PlannedExperiment {
    pool::Job job;
    plan::Matrix matrix;
};

/// Reads, vets, checks and plans; the matrix's warnings go to stderr. Throws Errors with every mistake of the
/// file.
PlannedExperiment read_experiment(const ExperimentFile &experiment, const Globals &globals,
                                  const Context &context);

/// The same of a text that is stored with results; without warnings, which were given when it was executed.
PlannedExperiment read_stored_experiment(const spec::Source &source, const Globals &globals,
                                         const Context &context);

/// The whole text of a file. Throws Errors where it cannot be read, or is larger than an experiment file can
/// be.
std::string read_text(const std::filesystem::path &file);

} // namespace thalweg::cli
