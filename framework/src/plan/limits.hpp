// SPDX-License-Identifier: MIT
// What planning an experiment would cost -> mistakes where that is more than anybody waits for. Each limit is
// a few seconds of work; a file that was meant stays far below.
#pragma once

#include "plan/tables.hpp"

namespace thalweg::plan {

/// No more cells than this: a matrix that large is a slip of the pen.
inline constexpr std::uint64_t largest_matrix = 1'000'000'000'000;

/// Values of formulas that are checked in advance, of each parameter that has one; the others are checked
/// when a run asks for them.
std::uint64_t values_checked(const spec::Spec &spec);

/// Before tables are compared with excludes.
void check_excludes(const spec::Spec &spec, Mistakes &mistakes);

/// Cells, the objectives that are made to be asked, settings that are compared with excludes and with each
/// other.
void check_size(const spec::Spec &spec, const Tables &tables, Mistakes &mistakes);

} // namespace thalweg::plan
