// SPDX-License-Identifier: MIT
// Lays out rankings.
#include "cli/summary_text.hpp"
#include "analysis/order.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

using analysis::Problem;
using analysis::Standing;

/// False too for what a stranger's file has there.
bool is_by_role(const nlohmann::json &value) {
    return std::all_of(role_names.begin(), role_names.end(), [&](std::string_view role) {
        const auto own = value.find(std::string(role));
        return own != value.end() && (own->is_string() || own->is_boolean() || own->is_number());
    });
}

std::string roles_text(const nlohmann::json &values) {
    ByRole by_role;
    for (std::size_t role = 0; role < role_names.size(); ++role) {
        const auto &value = values.at(std::string(role_names[role]));
        by_role.values[role] = value.is_string()           ? ByRole::Single(value.get<std::string>())
                               : value.is_boolean()        ? ByRole::Single(value.get<bool>())
                               : value.is_number_integer() ? ByRole::Single(value.get<std::int64_t>())
                                                           : ByRole::Single(value.get<double>());
    }
    return to_text(Value(by_role));
}

std::string setting_text(const analysis::Setting &setting) {
    std::vector<std::string> words;
    for (const auto &[name, value] : setting) {
        if (value.is_null())
            continue;
        const std::string text = value.is_number_float() ? short_number(value.get<double>())
                                 : value.is_string()     ? value.get<std::string>()
                                 : is_by_role(value)     ? roles_text(value)
                                                         : value.dump();
        words.push_back(fmt::format("{}={}", name, text));
    }
    return fmt::format("{}", fmt::join(words, " "));
}

std::string entry_text(const analysis::Entry &entry) {
    if (const double *number = std::get_if<double>(&entry))
        return short_number(*number);
    const std::string *text = std::get_if<std::string>(&entry);
    return text ? *text : "";
}

std::string quartiles_text(const Standing &s) {
    if (s.distinct < 2)
        return "deterministic";
    return fmt::format("{} … {}", short_number(s.f_solution.q1), short_number(s.f_solution.q3));
}

/// Only what the median of the solution does not say already.
std::string best_text(const Standing &s) {
    const std::string text = short_number(s.f_best);
    return text == short_number(s.f_solution.median) ? "" : text;
}

/// The three decimals of a share.
std::string share_text(double share) { return std::isnan(share) ? "" : fmt::format("{:.3f}", share); }

std::string success_text(const Standing &s) { return fmt::format("{}/{}", s.successes, s.distinct); }

std::string runs_text(const Standing &s) {
    return s.runs == s.distinct ? fmt::format("{}", s.runs) : fmt::format("{} of {}", s.distinct, s.runs);
}

std::string nanoseconds_text(double ns) {
    return std::isnan(ns) ? "" : ns < 100 ? fmt::format("{:.1f}", ns) : fmt::format("{:.0f}", ns);
}

std::string cost_heading(const Problem &problem, const engine::Axis &axis) {
    const std::string_view unit = axis.name == engine::default_axis.name ? "evals" : axis.name;
    return problem.target ? fmt::format("{} to {:g}", unit, *problem.target)
                          : fmt::format("{} to target", unit);
}

std::vector<TextColumn> columns_of(const Problem &problem, const engine::Axis &axis,
                                   const std::string &extra) {
    std::vector<TextColumn> columns = {
        {"#", Align::right, 0},         {"optimizer", Align::left, 0},
        {"setting", Align::left, 0},    {problem.f_opt ? "f - f_opt" : "f", Align::right, 0},
        {"quartiles", Align::right, 8}, {"best on the way", Align::right, 5},
        {"valid f", Align::right, 8},   {"test f", Align::right, 9},
        {"train acc", Align::right, 8}, {"valid acc", Align::right, 8},
        {"test acc", Align::right, 9},  {cost_heading(problem, axis), Align::right, 6},
        {"reached", Align::right, 7},   {"ns/step", Align::right, 3},
        {"tried", Align::right, 1},     {"distinct", Align::right, 2},
        {"ended by", Align::left, 4},
    };
    if (!extra.empty())
        columns.push_back({extra, Align::right, 0});
    return columns;
}

/// What the cells of a problem's lines depend on beside their standing.
struct Shared {
    bool has_target = false;
    bool some_reached = false; ///< the target, of all standings
    bool varies = false;       ///< a line has several distinct runs; else that is said once, below the table
};

Shared shared_by(const Problem &problem, const std::vector<const Standing *> &lines) {
    return {problem.target.has_value(),
            std::any_of(problem.standings.begin(), problem.standings.end(),
                        [](const Standing &s) { return s.successes > 0; }),
            std::any_of(lines.begin(), lines.end(), [](const Standing *s) { return s->distinct > 1; })};
}

std::vector<std::string> cells_of(const Shared &shared, const Standing &s) {
    return {fmt::format("{}", s.rank),
            s.optimizer,
            setting_text(s.setting),
            short_number(s.f_solution.median),
            shared.varies ? quartiles_text(s) : "",
            best_text(s),
            short_number(s.splits[1].f),
            short_number(s.splits[2].f),
            share_text(s.splits[0].accuracy),
            share_text(s.splits[1].accuracy),
            share_text(s.splits[2].accuracy),
            shared.some_reached ? short_number(s.cost_to_target) : "",
            shared.has_target ? success_text(s) : "",
            nanoseconds_text(s.ns_per_step),
            fmt::format("{}", s.settings),
            runs_text(s),
            s.runs == 1 ? status_text(s.by_status).substr(2) : status_text(s.by_status)};
}

/// "batch=32 order=shuffled". Transforms are in the label already.
std::string data_text(const nlohmann::json &data) {
    std::vector<std::string> words;
    if (data.is_object())
        for (const auto &[name, value] : data.items())
            words.push_back(
                fmt::format("{}={}", name, value.is_string() ? value.get<std::string>() : value.dump()));
    return fmt::format("{}", fmt::join(words, " "));
}

std::string heading(const Problem &problem) {
    std::string text = problem.objective;
    if (!problem.setting.empty())
        text += " " + setting_text(problem.setting);
    if (const std::string data = data_text(problem.circumstances.data); !data.empty())
        text += " " + data;
    text += fmt::format("  d={}", problem.dimension);
    if (problem.f_opt)
        text += fmt::format("  f_opt={}", *problem.f_opt);
    return text;
}

/// What `sort` adds to the table: the name of a column that it does not have.
std::string extra_column(const std::string &sort, const engine::Axis &axis) {
    const std::string name = sort.starts_with('-') ? sort.substr(1) : sort;
    const auto own = analysis::standing_columns(axis);
    const bool is_shown =
        name != "f_train" && (std::find(own.begin(), own.end(), name) != own.end() || name == "optimizer");
    return is_shown ? "" : name;
}

/// The lines of one table.
struct Lines {
    const Problem &problem;
    const engine::Axis &axis;
    std::vector<const Standing *> standings;
};

void print_lines(const Lines &table, const TableOptions &options, const Print &print) {
    const Problem &problem = table.problem;
    const std::vector<const Standing *> &lines = table.standings;
    const std::string extra = extra_column(options.sort, table.axis);
    const Shared shared = shared_by(problem, lines);
    const auto cells = [&](std::size_t i) {
        std::vector<std::string> row = cells_of(shared, *lines[i]);
        if (!extra.empty())
            row.push_back(entry_text(lines[i]->sorted_by));
        return row;
    };
    const auto fitting = [&](const std::string &line) {
        return options.width > 0 ? shortened(line, options.width) : line;
    };
    print(fitting(heading(problem)) + "\n");
    print_table({columns_of(problem, table.axis, extra), lines.size(), cells}, options.width, print);
    std::size_t below = 0;
    for (const Standing *line : lines)
        below += line->below;
    if (below > 0)
        print(fitting(
            fmt::format("{} distinct run{} below f_opt, which counts as ∞: x is outside the domain, or "
                        "f_opt is not the least value\n",
                        below, below == 1 ? " ends" : "s end")));
    if (!shared.varies)
        print(fitting("one distinct run a line: deterministic, no quartiles\n"));
}

std::vector<const Standing *> all_of(const Problem &problem) {
    std::vector<const Standing *> lines;
    for (const Standing &standing : problem.standings)
        lines.push_back(&standing);
    return lines;
}

/// What the lines do not show: settings of optimizers, optimizers, problems.
struct Rest {
    std::size_t settings = 0, optimizers = 0, problems = 0;
};

std::string rest_text(const Rest &rest, const TableOptions &options) {
    const std::string what =
        rest.problems > 0 ? fmt::format("{} more problems and all {} settings", rest.problems, rest.settings)
                          : fmt::format("all {} settings", rest.settings);
    const std::string shown =
        rest.optimizers > 0
            ? fmt::format("the best of each optimizer, but for {} that do not fit", rest.optimizers)
            : std::string("the best of each optimizer");
    return fmt::format("\n{}; `thalweg show {}` lists {}\n", shown, options.out, what);
}

} // namespace

std::string status_text(const analysis::StatusCounts &counts) {
    std::vector<std::string> words;
    for (std::size_t i = 0; i < counts.size(); ++i)
        if (counts[i] > 0)
            words.push_back(fmt::format("{} {}", counts[i], engine::status_names[i]));
    return fmt::format("{}", fmt::join(words, ", "));
}

void print_tables(const analysis::Summary &summary, const TableOptions &options, const Print &print) {
    std::size_t room = options.most_lines;
    Rest rest;
    bool is_cut = false, is_first = true;
    const std::size_t least = 3; // lines that make a problem's table worth its heading
    for (const Problem &problem : summary.problems) {
        rest.settings += problem.standings.size();
        std::vector<const Standing *> lines =
            options.most_lines == 0 ? all_of(problem) : best_of_each_optimizer(problem);
        if (options.most_lines > 0) {
            const std::size_t share = std::max(least, options.most_lines / summary.problems.size());
            const std::size_t kept = std::min({lines.size(), share, room});
            rest.optimizers += kept > 0 ? lines.size() - kept : 0;
            lines.resize(kept);
            room -= kept;
        }
        if (lines.empty()) {
            ++rest.problems;
            continue;
        }
        is_cut = is_cut || lines.size() < problem.standings.size();
        print(is_first ? "" : "\n");
        is_first = false;
        print_lines({problem, summary.axis, std::move(lines)}, options, print);
    }
    if (is_cut || rest.problems > 0)
        print(rest_text(rest, options));
}

std::string to_table(const analysis::Summary &summary, const TableOptions &options) {
    std::string text;
    print_tables(summary, options, [&text](std::string_view part) { text += part; });
    return text;
}

} // namespace thalweg::cli
