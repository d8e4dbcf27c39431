// SPDX-License-Identifier: MIT
// Standings in the order of any column.
#pragma once

#include "analysis/summary.hpp"

namespace thalweg::analysis {

/// Names that `sort` takes beside the columns of runs: the standing's own.
std::vector<std::string> standing_columns(const engine::Axis &axis);

/// "evaluations_to_target": what a cost to target is called on the axis.
std::string cost_column(const engine::Axis &axis);

/// What the distinct runs of a group have in the column that is sorted by.
struct SortValues {
    std::vector<double> numbers; ///< none of them NaN
    std::optional<Entry> other;  ///< the first that is no number: text has no median
};

class Order {
public:
    /// `sort` as in Options. Throws Errors where it names no column.
    Order(const Table &table, std::string sort);

    /// Whether it is a column of runs, and so asks for their values.
    bool is_of_runs() const { return column_.has_value(); }
    void add(const Table &table, std::size_t row, SortValues &values) const;
    /// What a standing is sorted by: its own column, or its setting, or, for any other column of numbers, the
    /// median over its distinct runs; values of f are +infinity where `judged` says so.
    Entry value(const Standing &standing, SortValues values) const;
    /// By sorted_by, then by rank; what has no value comes last.
    void sort(std::vector<Standing> &standings) const;

private:
    std::string name_;
    std::optional<Column> column_;              ///< of runs
    double (*own_)(const Standing &) = nullptr; ///< or one of the standing's own
    enum class Direction { ascending, descending } direction_ = Direction::ascending;
};

/// Sets `rank` by median value, then sorts by it; equal medians share a rank, the next follows after all of
/// them.
void set_ranks(std::vector<Standing> &standings);

} // namespace thalweg::analysis
