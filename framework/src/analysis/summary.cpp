// SPDX-License-Identifier: MIT
// Groups runs by problem and setting, and works out what each group came to.
#include "analysis/summary.hpp"
#include "analysis/facts.hpp"
#include "analysis/order.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <map>
#include <set>
#include <unordered_map>

namespace thalweg::analysis {

namespace {

using Setting = std::vector<std::pair<std::string, nlohmann::json>>;
using Rows = std::vector<std::size_t>;

/// Rows by key, in order of first appearance.
struct Groups {
    std::unordered_map<std::string, std::size_t> index;
    std::vector<Rows> rows;

    void add(const std::string &key, std::size_t row) {
        const auto [entry, is_new] = index.try_emplace(key, rows.size());
        if (is_new)
            rows.emplace_back();
        rows[entry->second].push_back(row);
    }
};

const std::string &label(const std::vector<std::string> &labels, std::uint32_t row, const std::string &name) {
    return row < labels.size() && !labels[row].empty() ? labels[row] : name;
}

std::string optimizer_of(const Table &table, std::size_t row) {
    return label(table.optimizer_labels, table.runs[row].optimizer_row, table.runs[row].optimizer);
}

std::string text_of(const Entry &entry) {
    if (const double *number = std::get_if<double>(&entry))
        return fmt::format("{}", *number);
    const std::string *text = std::get_if<std::string>(&entry);
    return text ? *text : std::string();
}

nlohmann::json json_of(const Entry &entry) {
    if (const double *number = std::get_if<double>(&entry)) {
        const bool whole = *number == std::floor(*number) && std::abs(*number) < 1e15;
        return whole ? nlohmann::json(static_cast<std::int64_t>(*number)) : to_json(*number);
    }
    const std::string *text = std::get_if<std::string>(&entry);
    return text ? nlohmann::json(*text) : nlohmann::json();
}

/// For each row of a catalog the first row of the same label: compared instead of texts, a million times.
std::vector<std::size_t> label_ids(const std::vector<std::string> &labels) {
    std::vector<std::size_t> ids;
    for (const std::string &text : labels)
        ids.push_back(
            static_cast<std::size_t>(std::find(labels.begin(), labels.end(), text) - labels.begin()));
    return ids;
}

/// Label and index of the parameters that take more than one value within a component of that label.
std::set<std::pair<std::string, std::size_t>> find_swept(const Table &table, const Rows &rows) {
    const auto objective_ids = label_ids(table.objective_labels),
               optimizer_ids = label_ids(table.optimizer_labels);
    std::set<std::pair<std::string, std::size_t>> swept;
    for (std::size_t i = 0; i < table.parameters.size(); ++i) {
        const Parameter &parameter = table.parameters[i];
        const bool is_optimizer = parameter.kind == library::Kind::optimizer;
        const auto &labels = is_optimizer ? table.optimizer_labels : table.objective_labels;
        const auto &ids = is_optimizer ? optimizer_ids : objective_ids;
        std::vector<const nlohmann::json *> first(labels.size(), nullptr);
        for (std::size_t row : rows) {
            const results::Run &run = table.runs[row];
            const std::size_t id = ids.at(is_optimizer ? run.optimizer_row : run.objective_row);
            const nlohmann::json &value = parameter.values[row];
            if (!first[id])
                first[id] = &value;
            else if (*first[id] != value)
                swept.emplace(labels[id], i);
        }
    }
    return swept;
}

/// How rows become lines: which columns tell them apart, and what a line shows of its setting.
class Grouping {
public:
    Grouping(const Table &table, const Options &options, const Rows &rows) : table_(table) {
        for (const std::string &name : options.by)
            columns_.push_back(find_column(table, name));
        swept_ = find_swept(table, rows);
    }

    std::string key(std::size_t row) const {
        if (columns_.empty())
            return fmt::format("{}/{}", table_.runs[row].optimizer_row, table_.runs[row].configuration_row);
        std::string key;
        for (const Column &column : columns_)
            key += text_of(column.at(table_, row)) + '\x1f';
        return key;
    }

    bool names_optimizer() const {
        return columns_.empty() || std::any_of(columns_.begin(), columns_.end(),
                                               [](const Column &c) { return c.name == "optimizer"; });
    }
    bool is_default() const { return columns_.empty(); }

    Setting setting(std::size_t row) const {
        if (columns_.empty())
            return swept(row, library::Kind::optimizer, optimizer_of(table_, row));
        Setting setting;
        for (const Column &column : columns_)
            if (column.name != "optimizer" && column.name != "objective" && column.name != "dimension")
                setting.emplace_back(column.name, json_of(column.at(table_, row)));
        return setting;
    }

    Setting swept(std::size_t row, library::Kind kind, const std::string &owner) const {
        Setting setting;
        for (std::size_t i = 0; i < table_.parameters.size(); ++i)
            if (table_.parameters[i].kind == kind && swept_.contains({owner, i}))
                setting.emplace_back(table_.parameters[i].name, table_.parameters[i].values[row]);
        return setting;
    }

private:
    const Table &table_;
    std::vector<Column> columns_;
    std::set<std::pair<std::string, std::size_t>> swept_;
};

/// Settings tried, by optimizer label.
std::map<std::string, std::size_t> count_settings(const Table &table, const Rows &rows) {
    std::map<std::string, std::set<std::uint32_t>> configurations;
    for (std::size_t row : rows)
        configurations[optimizer_of(table, row)].insert(table.runs[row].configuration_row);
    std::map<std::string, std::size_t> counts;
    for (const auto &[optimizer, set] : configurations)
        counts[optimizer] = set.size();
    return counts;
}

std::size_t total(const std::map<std::string, std::size_t> &counts) {
    std::size_t sum = 0;
    for (const auto &[name, count] : counts)
        sum += count;
    return sum;
}

/// A problem and the rows of each of its standings.
struct Lines {
    Problem problem;
    std::vector<Rows> rows;
};

Lines make_lines(const Table &table, const Grouping &grouping, const Rows &rows) {
    const results::Run &run = table.runs[rows.front()];
    Problem problem;
    problem.objective = label(table.objective_labels, run.objective_row, run.objective);
    problem.setting = grouping.swept(rows.front(), library::Kind::objective, problem.objective);
    problem.dimension = run.end.dimension;
    if (run.objective_row < table.f_opt.size())
        problem.f_opt = table.f_opt[run.objective_row];
    if (problem.f_opt)
        problem.target = table.stop_target.value_or(default_target);

    const auto tried = count_settings(table, rows);
    problem.settings = total(tried);
    Groups groups;
    for (std::size_t row : rows)
        groups.add(grouping.key(row), row);
    for (const Rows &members : groups.rows) {
        Standing standing = make_standing(table, problem, members);
        if (grouping.names_optimizer())
            standing.optimizer = optimizer_of(table, members.front());
        standing.setting = grouping.setting(members.front());
        standing.settings =
            grouping.is_default() ? tried.at(standing.optimizer) : total(count_settings(table, members));
        problem.standings.push_back(std::move(standing));
    }
    return {std::move(problem), std::move(groups.rows)};
}

} // namespace

Summary make_summary(const Table &table, const Options &options) {
    Summary summary;
    Rows rows;
    for (std::size_t row = 0; row < table.runs.size(); ++row)
        if (matches(options.where, table, row))
            rows.push_back(row);
    summary.runs = rows.size();
    for (std::size_t row : rows)
        ++summary.by_status[static_cast<std::size_t>(table.runs[row].end.status)];

    const Grouping grouping(table, options, rows);
    Groups by_problem;
    for (std::size_t row : rows)
        by_problem.add(fmt::format("{}/{}", table.runs[row].objective_row, table.runs[row].end.dimension),
                       row);
    const Order order(table, options.sort);
    for (const Rows &members : by_problem.rows) {
        auto [problem, lines] = make_lines(table, grouping, members);
        for (std::size_t i = 0; i < lines.size(); ++i)
            problem.standings[i].sorted_by = order.value(table, problem.standings[i], lines[i]);
        set_ranks(problem.standings);
        order.sort(problem.standings);
        summary.problems.push_back(std::move(problem));
    }
    return summary;
}

std::vector<const Standing *> best_of_each_optimizer(const Problem &problem) {
    std::vector<const Standing *> best;
    for (const Standing &standing : problem.standings) {
        const auto same = std::find_if(best.begin(), best.end(), [&](const Standing *other) {
            return other->optimizer == standing.optimizer;
        });
        if (same == best.end())
            best.push_back(&standing);
        else if (standing.rank < (*same)->rank)
            *same = &standing;
    }
    std::stable_sort(best.begin(), best.end(),
                     [](const Standing *a, const Standing *b) { return a->rank < b->rank; });
    return best;
}

} // namespace thalweg::analysis
