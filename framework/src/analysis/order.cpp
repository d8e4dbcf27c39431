// SPDX-License-Identifier: MIT
// Ranks standings and sorts them.
#include "analysis/order.hpp"
#include "analysis/facts.hpp"
#include "spec/nearest.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>
#include <utility>

namespace thalweg::analysis {

namespace {

struct StandingColumn {
    std::string name;
    double (*value)(const Standing &standing);
};

std::vector<StandingColumn> own_columns(const engine::Axis &axis) {
    return {
        {"rank", [](const Standing &s) { return static_cast<double>(s.rank); }},
        {"f_solution", [](const Standing &s) { return s.f_solution.median; }},
        {"f_best", [](const Standing &s) { return s.f_best; }},
        {"f_train", [](const Standing &s) { return s.splits[0].f; }},
        {"f_valid", [](const Standing &s) { return s.splits[1].f; }},
        {"f_test", [](const Standing &s) { return s.splits[2].f; }},
        {"accuracy_train", [](const Standing &s) { return s.splits[0].accuracy; }},
        {"accuracy_valid", [](const Standing &s) { return s.splits[1].accuracy; }},
        {"accuracy_test", [](const Standing &s) { return s.splits[2].accuracy; }},
        {cost_column(axis), [](const Standing &s) { return s.cost_to_target; }},
        {"success",
         [](const Standing &s) {
             return static_cast<double>(s.successes) / static_cast<double>(s.distinct);
         }},
        {"ns_per_step", [](const Standing &s) { return s.ns_per_step; }},
        {"settings", [](const Standing &s) { return static_cast<double>(s.settings); }},
        {"runs", [](const Standing &s) { return static_cast<double>(s.runs); }},
        {"distinct", [](const Standing &s) { return static_cast<double>(s.distinct); }},
    };
}

Entry entry_of(double number) { return std::isnan(number) ? Entry() : Entry(number); }

bool is_missing(const Entry &entry) { return std::holds_alternative<std::monostate>(entry); }

/// Sorts by moving each standing once: they are large, and a million of them may stand here.
template <class Less> void sort_stably(std::vector<Standing> &standings, Less less) {
    std::vector<std::uint32_t> from(standings.size()); // by place: which standing goes there
    std::iota(from.begin(), from.end(), std::uint32_t{0});
    std::stable_sort(from.begin(), from.end(),
                     [&](std::uint32_t a, std::uint32_t b) { return less(standings[a], standings[b]); });
    for (std::uint32_t first = 0; first < from.size(); ++first) {
        if (from[first] == first)
            continue;
        Standing held = std::move(standings[first]);
        std::uint32_t place = first;
        while (from[place] != first) {
            const std::uint32_t next = std::exchange(from[place], place);
            standings[place] = std::move(standings[next]);
            place = next;
        }
        standings[place] = std::move(held);
        from[place] = place;
    }
}

} // namespace

std::vector<std::string> standing_columns(const engine::Axis &axis) {
    std::vector<std::string> names;
    for (const StandingColumn &column : own_columns(axis))
        names.push_back(column.name);
    return names;
}

std::string cost_column(const engine::Axis &axis) { return fmt::format("{}_to_target", axis.name); }

Order::Order(const Table &table, std::string sort) : name_(std::move(sort)) {
    if (name_.starts_with('-')) {
        name_.erase(0, 1);
        direction_ = Direction::descending;
    }
    for (const StandingColumn &column : own_columns(table.axis))
        if (column.name == name_)
            own_ = column.value;
    if (name_.empty() || own_ != nullptr)
        return;
    const auto own = standing_columns(table.axis);
    const auto known = column_names(table);
    const std::string guess = spec::nearest(name_, own);
    if (std::find(known.begin(), known.end(), name_) == known.end() && !guess.empty() &&
        spec::nearest(name_, known).empty())
        throw Errors(Error{fmt::format("unknown column \"{}\"", name_), "", "",
                           fmt::format("the table's own columns are {}", fmt::join(own, ", ")),
                           "write " + guess});
    column_ = find_column(table, name_);
}

void Order::add(const Table &table, std::size_t row, SortValues &values) const {
    if (values.other)
        return;
    Entry entry = column_->at(table, row);
    const double *number = std::get_if<double>(&entry);
    if (!number) {
        values.other = std::move(entry);
        return;
    }
    const bool is_judged = column_->name.starts_with("f_");
    const double value = is_judged ? judged(table.window.runs[row].end, *number) : *number;
    if (!std::isnan(value))
        values.numbers.push_back(value);
}

Entry Order::value(const Standing &standing, SortValues values) const {
    if (column_)
        return values.other ? std::move(*values.other)
                            : entry_of(quartiles(std::move(values.numbers)).median);
    if (own_ == nullptr || name_ == "rank") // ranks are not yet known: the order of rank is the default
        return {};
    return entry_of(own_(standing));
}

void Order::sort(std::vector<Standing> &standings) const {
    if (name_ == "rank")
        for (Standing &standing : standings)
            standing.sorted_by = static_cast<double>(standing.rank);
    if (name_.empty())
        return;
    sort_stably(standings, [this](const Standing &a, const Standing &b) {
        if (is_missing(a.sorted_by) || is_missing(b.sorted_by))
            return !is_missing(a.sorted_by) && is_missing(b.sorted_by);
        return direction_ == Direction::ascending ? a.sorted_by < b.sorted_by : b.sorted_by < a.sorted_by;
    });
}

void set_ranks(std::vector<Standing> &standings) {
    sort_stably(standings, [](const Standing &a, const Standing &b) {
        return a.f_solution.median < b.f_solution.median;
    });
    for (std::size_t i = 0; i < standings.size(); ++i) {
        const bool tied = i > 0 && standings[i].f_solution.median == standings[i - 1].f_solution.median;
        standings[i].rank = tied ? standings[i - 1].rank : i + 1;
    }
}

} // namespace thalweg::analysis
