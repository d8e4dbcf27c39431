// SPDX-License-Identifier: MIT
// A matrix -> the conditions under which its runs may stand in one results file.
#pragma once

#include "plan/matrix.hpp"
#include "results/results.hpp"

#include <string>
#include <vector>

namespace thalweg::experiment {

/// Seed, stop, record, format, math variant, version and SHA-256 of every component that the file names, and
/// the SHA-256 of every data file. Throws Errors where one cannot be read.
results::Conditions make_conditions(const plan::Matrix &matrix);

/// What forbids to continue: all differences but those of components that only one side has.
std::vector<results::Difference> conflicts(const results::Conditions &before, const results::Conditions &now);

/// The differences as lines of an error's excerpt, under the titles of both sides.
std::string table_of(const std::vector<results::Difference> &differences, const std::string &before,
                     const std::string &now);

/// The begin of a fix, where nothing forbids to continue but the math variant, and a flag changes that; empty
/// elsewhere.
std::string way_to_equal_math(const std::vector<results::Difference> &conflicts);

/// Whether a conflict is only that a component was rebuilt or has another version, and of which.
bool is_rebuilt(const results::Difference &difference);
/// "objective.cliffs" of a difference of is_rebuilt.
std::string component_of(const results::Difference &difference);

} // namespace thalweg::experiment
