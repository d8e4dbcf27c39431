// SPDX-License-Identifier: MIT
// Parameter values of cells -> the columns of /runs/objective_parameters and /runs/optimizer_parameters.
// Private.
#pragma once

#include "results/schema.hpp"

namespace thalweg::results {

/// One column a parameter name of any component: f64 where all its values are numbers, else text (JSON).
Table parameter_table(const std::vector<FinishedRun> &runs, library::Kind kind);

/// Appends bytes that differ where the values differ.
void append_bytes(std::string &into, const Value &value);

} // namespace thalweg::results
