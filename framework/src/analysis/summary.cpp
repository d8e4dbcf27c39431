// SPDX-License-Identifier: MIT
// Goes over runs once, gathers them by problem and setting, and works out what each group came to.
#include "analysis/summary.hpp"
#include "analysis/facts.hpp"
#include "analysis/grouping.hpp"
#include "analysis/order.hpp"

#include <algorithm>
#include <deque>
#include <map>
#include <unordered_map>

namespace thalweg::analysis {

namespace {

struct HashOfHash {
    std::size_t operator()(const Hash &hash) const noexcept { return hash.lo; }
};
using Index = std::unordered_map<Hash, std::uint32_t, HashOfHash>; ///< number of what is called so

/// A line of the ranking while runs are added to it.
struct Group {
    std::uint32_t problem = 0;       ///< number of it
    std::uint32_t optimizer_row = 0; ///< as all that is kept of a setting: of its first run
    std::uint32_t settings = 0;      ///< distinct ones, counted where --by pools them
    Kept kept;
    Tally tally;
};

/// A problem while runs are added to it.
struct Course {
    Problem problem;
    std::uint32_t objective_row = 0;
    Kept kept;
    std::size_t groups = 0;
    std::map<std::uint32_t, std::size_t> tried; ///< settings, by number of the optimizer's label
};

class Account {
public:
    Account(const Table &table, const Options &options)
        : grouping_(table, options.by), sweeps_(table), order_(table, options.sort),
          optimizer_ids_(label_ids(table.optimizer_labels)) {}

    void add(const Table &table, std::size_t row);
    Summary summary(const Table &table);

private:
    std::uint32_t problem_of(const Table &table, std::size_t row);
    std::uint32_t group_of(std::uint32_t problem, const Table &table, std::size_t row);
    void count_setting(std::uint32_t group, const results::Run &run);
    void forget_runs();
    Standing next_standing(const Table &table);

    Grouping grouping_;
    Sweeps sweeps_;
    Order order_;
    std::vector<std::uint32_t> optimizer_ids_;
    std::deque<Course> courses_;         ///< as groups_
    std::deque<Group> groups_;           ///< leaves from its front, so that the summary finds room
    std::deque<SortValues> sort_values_; ///< one a group where order_ asks for them
    Index problems_, lines_;
    HashSet runs_, settings_;
    std::size_t n_runs_ = 0;
    StatusCounts by_status_{};
};

void Account::add(const Table &table, std::size_t row) {
    const results::Run &run = table.window.runs[row];
    ++n_runs_;
    ++by_status_[static_cast<std::size_t>(run.end.status)];
    sweeps_.add(table, row);
    const std::uint32_t problem = problem_of(table, row), number = group_of(problem, table, row);
    Group &group = groups_[number];
    group.tally.add(run);
    if (!runs_.insert(fingerprint(run, number)))
        return;
    group.tally.weigh(table, courses_[problem].problem, row);
    if (order_.is_of_runs())
        order_.add(table, row, sort_values_[number]);
}

std::uint32_t Account::problem_of(const Table &table, std::size_t row) {
    const results::Run &run = table.window.runs[row];
    const std::uint64_t words[] = {run.objective_row, run.end.dimension};
    const auto [entry, is_new] =
        problems_.try_emplace(hash_of(words), static_cast<std::uint32_t>(courses_.size()));
    if (!is_new)
        return entry->second;
    Course &course = courses_.emplace_back();
    course.objective_row = run.objective_row;
    course.kept = sweeps_.kept(library::Kind::objective, table, row);
    Problem &problem = course.problem;
    problem.objective = objective_label(table, row);
    problem.dimension = run.end.dimension;
    if (run.objective_row < table.circumstances.size())
        problem.circumstances = table.circumstances[run.objective_row];
    if (run.objective_row < table.f_opt.size())
        problem.f_opt = table.f_opt[run.objective_row];
    if (problem.f_opt)
        problem.target = table.stop_target.value_or(default_target);
    return entry->second;
}

std::uint32_t Account::group_of(std::uint32_t problem, const Table &table, std::size_t row) {
    const auto [entry, is_new] =
        lines_.try_emplace(grouping_.line(problem, table, row), static_cast<std::uint32_t>(groups_.size()));
    const results::Run &run = table.window.runs[row];
    if (is_new) {
        ++courses_[problem].groups;
        groups_.push_back({problem, run.optimizer_row, 0, grouping_.kept(table, row, sweeps_), {}});
        if (order_.is_of_runs())
            sort_values_.emplace_back();
    }
    if (is_new || !grouping_.is_default()) // by default a group has one setting
        count_setting(entry->second, run);
    return entry->second;
}

void Account::count_setting(std::uint32_t number, const results::Run &run) {
    enum : std::uint64_t { of_problem, of_group };
    Group &group = groups_[number];
    const std::uint32_t optimizer = optimizer_ids_.at(run.optimizer_row);
    const std::uint64_t in_problem[] = {of_problem, group.problem, optimizer, run.configuration_row};
    if (settings_.insert(hash_of(in_problem))) {
        ++courses_[group.problem].tried[optimizer];
        ++courses_[group.problem].problem.settings;
    }
    const std::uint64_t in_group[] = {of_group, number, optimizer, run.configuration_row};
    if (!grouping_.is_default() && settings_.insert(hash_of(in_group)))
        ++group.settings;
}

/// What only adding needs gives its room to the standings.
void Account::forget_runs() {
    problems_ = {};
    lines_ = {};
    runs_ = {};
    settings_ = {};
}

/// That of the first group, which leaves.
Standing Account::next_standing(const Table &table) {
    Group &group = groups_.front();
    const Course &course = courses_[group.problem];
    Standing standing = group.tally.standing(course.problem);
    if (grouping_.names_optimizer())
        standing.optimizer = table.optimizer_labels.at(group.optimizer_row);
    standing.setting = grouping_.setting(group.optimizer_row, group.kept, sweeps_);
    standing.settings = grouping_.is_default() ? course.tried.at(optimizer_ids_.at(group.optimizer_row))
                                               : std::size_t{group.settings};
    standing.sorted_by =
        order_.value(standing, order_.is_of_runs() ? std::move(sort_values_.front()) : SortValues());
    groups_.pop_front();
    if (order_.is_of_runs())
        sort_values_.pop_front();
    return standing;
}

Summary Account::summary(const Table &table) {
    forget_runs();
    for (Course &course : courses_) {
        course.problem.setting = sweeps_.setting(library::Kind::objective, course.objective_row, course.kept);
        course.problem.standings.reserve(course.groups);
    }
    while (!groups_.empty()) {
        auto &standings = courses_[groups_.front().problem].problem.standings;
        standings.push_back(next_standing(table));
    }
    Summary summary{.problems = {}, .runs = n_runs_, .by_status = by_status_, .axis = table.axis};
    summary.problems.reserve(courses_.size());
    for (; !courses_.empty(); courses_.pop_front()) {
        Problem &problem = summary.problems.emplace_back(std::move(courses_.front().problem));
        set_ranks(problem.standings);
        order_.sort(problem.standings);
    }
    return summary;
}

} // namespace

Summary make_summary(Scan scan, const Options &options) {
    Table &table = scan.table;
    Account account(table, options);
    while (scan.next(table.window))
        for (std::size_t row = 0; row < table.window.runs.size(); ++row)
            if (matches(options.where, table, row))
                account.add(table, row);
    table.window = {};
    return account.summary(table);
}

bool has_bad_runs(const Summary &summary) {
    for (std::size_t i = 0; i < summary.by_status.size(); ++i)
        if (summary.by_status[i] > 0 && engine::is_bad(static_cast<engine::Status>(i)))
            return true;
    return false;
}

std::vector<const Standing *> best_of_each_optimizer(const Problem &problem) {
    std::vector<const Standing *> best;
    std::unordered_map<std::string_view, std::size_t> places;
    for (const Standing &standing : problem.standings) {
        const auto [entry, is_new] = places.try_emplace(standing.optimizer, best.size());
        if (is_new)
            best.push_back(&standing);
        else if (standing.rank < best[entry->second]->rank)
            best[entry->second] = &standing;
    }
    std::stable_sort(best.begin(), best.end(),
                     [](const Standing *a, const Standing *b) { return a->rank < b->rank; });
    return best;
}

} // namespace thalweg::analysis
