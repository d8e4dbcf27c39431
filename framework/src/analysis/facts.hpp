// SPDX-License-Identifier: MIT
// The runs of one group -> the numbers of its Standing.
#pragma once

#include "analysis/summary.hpp"

namespace thalweg::analysis {

/// Everything of a Standing but its name, rank, number of settings and sort value. `rows` is not empty.
Standing make_standing(const Table &table, const Problem &problem, const std::vector<std::size_t> &rows);

/// One of each kind of equal runs: same start, setting and facts, to the bit; times, ids and attempts aside.
std::vector<std::size_t> distinct_rows(const Table &table, const std::vector<std::size_t> &rows);

/// All facts that are not volatile, as bytes.
std::string fingerprint(const results::Run &run);

/// A judged value above the least one; as it is where that is not known. A value clearly below the least one
/// was found outside the domain: it counts as +infinity.
double gap(double judged_value, const std::optional<double> &f_opt);

/// `value`, or +infinity where the run diverged or did not come to an end, or the value is NaN.
double judged(const engine::Record &end, double value);

} // namespace thalweg::analysis
