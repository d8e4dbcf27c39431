// SPDX-License-Identifier: MIT
// Writes contests for people.
#include "cli/contest_text.hpp"

#include "analysis/wilcoxon.hpp"
#include "cli/difference_text.hpp"
#include "cli/text_table.hpp"
#include "counted.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

using analysis::Contest;
using analysis::SettingContest;
using analysis::Verdict;

std::string signed_number(double number) {
    return number > 0 ? "+" + short_number(number) : short_number(number);
}

std::string interval_text(const SettingContest &setting) {
    if (setting.distinct == 1)
        return "deterministic";
    if (!setting.value.interval)
        return "";
    const analysis::Interval &interval = *setting.value.interval;
    return fmt::format("{} … {}", signed_number(interval.low), signed_number(interval.high));
}

/// "0.002", and "1.0 (≥ 0.06)" where no p below a twentieth can be reached.
std::string p_text(const SettingContest &setting) {
    if (!setting.p_holm)
        return "";
    const double least = analysis::smallest_wilcoxon_p(setting.distinct);
    const std::string text = fmt::format("{:.2g}", *setting.p_holm);
    return least > 0.05 ? fmt::format("{} (least {:.2g})", text, least) : text;
}

/// "learning_rate=6.321, decay=0.8" of the same with all digits.
std::string configuration_text(const std::string &all_digits) {
    std::string text;
    for (std::size_t begin = 0; begin < all_digits.size();) {
        const std::size_t end = std::min(all_digits.find(',', begin), all_digits.size() - 1) + 1;
        const std::string part = all_digits.substr(begin, end - begin);
        const std::size_t number = part.find('=') + 1; // 0 where there is none
        double value = 0;
        const auto [stop, error] = std::from_chars(part.data() + number, part.data() + part.size(), value);
        text += error == std::errc() ? part.substr(0, number) + short_number(value) +
                                           std::string(stop, part.data() + part.size())
                                     : part;
        begin = end;
    }
    return text;
}

std::string reached_text(double evaluations) {
    return std::isnan(evaluations) ? "" : short_number(evaluations);
}

std::string pace_text(const analysis::Pace &pace) {
    const double ns = pace.ns_per_step();
    return std::isnan(ns) ? "" : fmt::format("{:.0f}", ns);
}

const std::vector<TextColumn> columns = {
    {"B is", Align::left, 0},
    {"problem", Align::left, 0},
    {"optimizer", Align::left, 0},
    {"setting", Align::left, 0},
    {"value A", Align::right, 0},
    {"value B", Align::right, 0},
    {"B - A", Align::right, 6},
    {"95 % interval", Align::right, 7},
    {"better/equal/worse", Align::right, 5},
    {"p", Align::right, 4},
    {"evals A", Align::right, 3},
    {"evals B", Align::right, 3},
    {"ns/step A", Align::right, 1},
    {"ns/step B", Align::right, 1},
};

std::vector<std::string> cells_of(const SettingContest &setting) {
    const bool some_reached = setting.successes_a + setting.successes_b > 0;
    return {analysis::verdict_names[static_cast<std::size_t>(setting.verdict)],
            fmt::format("{} d={}", setting.group.objective, setting.group.dimension),
            setting.group.optimizer,
            configuration_text(setting.group.configuration),
            short_number(setting.value.a),
            short_number(setting.value.b),
            setting.value.difference == 0 ? "0" : signed_number(setting.value.difference),
            interval_text(setting),
            fmt::format("{}/{}/{}", setting.better, setting.equal, setting.worse),
            p_text(setting),
            some_reached ? reached_text(setting.evaluations.a) : "",
            some_reached ? reached_text(setting.evaluations.b) : "",
            pace_text(setting.group.pace_a),
            pace_text(setting.group.pace_b)};
}

std::string rest_text(const Contest &contest, std::size_t shown) {
    std::array<std::size_t, std::size(analysis::verdict_names)> left{};
    for (std::size_t i = shown; i < contest.settings.size(); ++i)
        ++left[static_cast<std::size_t>(contest.settings[i].verdict)];
    std::string text;
    for (std::size_t i = 0; i < left.size(); ++i)
        if (left[i] > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", left[i], analysis::verdict_names[i]);
    return fmt::format("and {}: {}; `--json` lists all\n",
                       counted(contest.settings.size() - shown, "more setting"), text);
}

/// What a reader who sees such a table for the first time has to know.
std::string legend(const Contest &contest) {
    std::string text = "value: median of f at the end, above the optimum where that is known; diverged "
                       "counts as ∞";
    const auto any = [&](const auto &is_so) {
        return std::any_of(contest.settings.begin(), contest.settings.end(), is_so);
    };
    if (any([](const SettingContest &s) { return s.successes_a + s.successes_b > 0; }))
        text += "\nevals: expected evaluations to the target (ERT); ∞ where no run reached it";
    if (any([](const SettingContest &s) { return s.value.interval.has_value(); }))
        text +=
            "\n95 % interval: of B - A, by bootstrap over the pairs, from 10 distinct pairs on; undecided "
            "where it holds 0";
    if (contest.family > 0)
        text +=
            fmt::format("\np: exact paired Wilcoxon test, Holm-corrected over {}; least: what so few pairs "
                        "can reach",
                        counted(contest.family, "test"));
    return text + "\n";
}

} // namespace

std::string setting_name(const SettingContest &setting) {
    return fmt::format("{} d={} {} {}", setting.group.objective, setting.group.dimension,
                       setting.group.optimizer, setting.group.configuration);
}

std::string verdict_text(const Contest &contest) {
    const auto number = [&](Verdict verdict) { return contest.verdicts[static_cast<std::size_t>(verdict)]; };
    std::string text = fmt::format("B is better in {}, equal in {}, worse in {}",
                                   counted(number(Verdict::better), "setting"), number(Verdict::equal),
                                   number(Verdict::worse));
    if (number(Verdict::undecided) > 0)
        text += fmt::format("; in {} the repetitions do not agree", number(Verdict::undecided));
    return text;
}

std::string contest_text(const Contest &contest, const ContestOptions &options) {
    const auto changed = static_cast<std::size_t>(
        std::count_if(contest.settings.begin(), contest.settings.end(), analysis::has_changed));
    const std::size_t worth = changed > 0 ? changed : contest.settings.size(); // they come first
    const std::size_t shown = options.most_lines == 0 ? worth : std::min(options.most_lines, worth);
    TextTable table{columns, {}};
    for (std::size_t i = 0; i < shown; ++i)
        table.rows.push_back(cells_of(contest.settings[i]));
    std::string text = table_text(table, options.width);
    if (shown < contest.settings.size())
        text += rest_text(contest, shown);
    return text + "\n" + legend(contest);
}

std::string times_text(const analysis::PairedRuns &pairs) {
    std::set<std::string> cpus = pairs.machines_a.cpus;
    cpus.insert(pairs.machines_b.cpus.begin(), pairs.machines_b.cpus.end());
    if (cpus.size() > 1)
        return "ns/step is not comparable: the runs were made on different CPU models";
    // fewer workers than asked for say nothing: a short run may end before the last of them has had a share
    for (const auto &[name, machines] : {std::pair("A", pairs.machines_a), std::pair("B", pairs.machines_b)})
        if (machines.cores != 0 && machines.workers > machines.cores)
            return fmt::format("ns/step is not comparable: {} was made by {} on {}", name,
                               counted(machines.workers, "worker"), counted(machines.cores, "core"));
    return "";
}

} // namespace thalweg::cli
