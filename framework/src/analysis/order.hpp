// SPDX-License-Identifier: MIT
// Standings in the order of any column.
#pragma once

#include "analysis/summary.hpp"

namespace thalweg::analysis {

/// Names that `sort` takes beside the columns of runs: the standing's own.
std::vector<std::string> standing_columns();

class Order {
public:
    /// `sort` as in Options. Throws Errors where it names no column.
    Order(const Table &table, std::string sort);

    /// What a standing of these rows is sorted by: its own column, or its setting, or, for any other column
    /// of numbers, the median over its distinct runs; values of f are +infinity where `judged` says so.
    Entry value(const Table &table, const Standing &standing, const std::vector<std::size_t> &rows) const;
    /// By sorted_by, then by rank; what has no value comes last.
    void sort(std::vector<Standing> &standings) const;

private:
    std::string name_;
    std::optional<Column> column_;
    enum class Direction { ascending, descending } direction_ = Direction::ascending;
};

/// Sets `rank` by median value, then sorts by it; equal medians share a rank, the next follows after all of
/// them.
void set_ranks(std::vector<Standing> &standings);

} // namespace thalweg::analysis
