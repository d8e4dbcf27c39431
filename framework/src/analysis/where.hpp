// SPDX-License-Identifier: MIT
// "learning_rate < 0.01 and status != diverged" -> the rows of a table for which it holds.
#pragma once

#include "analysis/table.hpp"

#include <string>
#include <vector>

namespace thalweg::analysis {

enum class Operator { less, less_equal, greater, greater_equal, equal, not_equal };

/// `column op literal`. Numbers compare as doubles, exactly; text knows equal and not_equal only. What does
/// not apply to a run (a parameter of another optimizer, NaN) matches nothing, not_equal included.
struct Comparison {
    Column column;
    Operator op = Operator::equal;
    std::string literal;
    std::optional<double> number; ///< of the literal, where it is one
};

/// Comparisons joined by `and` or `&&`; the operators are < <= > >= == = !=. Text may stand in quotes.
/// Throws Errors: unknown column with the nearest, a word that no status has, syntax.
std::vector<Comparison> parse_where(const Table &table, const std::string &text);

/// Whether all of them hold for that row.
bool matches(const std::vector<Comparison> &comparisons, const Table &table, std::size_t row);

} // namespace thalweg::analysis
