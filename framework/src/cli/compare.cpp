// SPDX-License-Identifier: MIT
// `thalweg compare`: two results files, run by run by key: which is better, or whether they are equal, bit
// for bit.
#include "cli/contest_text.hpp"
#include "cli/difference_text.hpp"
#include "cli/progress.hpp"
#include "cli/read_results.hpp"
#include "cli/verbs.hpp"
#include "counted.hpp"

#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t most_lines = 20, most_named = 10;

struct CompareOptions {
    std::filesystem::path a, b;
    std::string fail_if_worse;
    bool exact = false, json = false, may_fail = false; ///< may_fail: --fail-if-worse is given

    SideNames names() const { return a == b ? SideNames{"A", "B"} : SideNames{a.string(), b.string()}; }
};

/// "5%" or "0.05".
double share_of(const std::string &text) {
    const bool percent = text.ends_with('%');
    const char *begin = text.data(), *end = begin + text.size() - (percent ? 1 : 0);
    double number = 0;
    const auto [stop, error] = std::from_chars(begin, end, number);
    if (error != std::errc() || stop != end || !std::isfinite(number) || number < 0)
        throw Errors(Error{fmt::format("--fail-if-worse does not take \"{}\"", text), "", "",
                           "it is a share of what A has: a number from 0 on, or one with %",
                           "write --fail-if-worse 5% or --fail-if-worse 0.05"});
    return percent ? number / 100 : number;
}

Json head_json(const CompareOptions &options) {
    return {{"format", "thalweg-compare/1"},
            {"a", options.a.string()},
            {"b", options.b.string()},
            {"exact", options.exact}};
}

results::Differences compare_bits(const Session &session, const results::Stored &a,
                                  const results::Stored &b) {
    ProgressOptions options = make_progress_options(session.globals, session.context);
    options.total = a.size();
    Progress progress(std::move(options));
    results::Differences differences = results::compare(
        a, b, [&](std::uint64_t runs) { progress.update({.done = runs, .label = "compared"}); });
    progress.finish();
    if (!differences.none()) // a file that is damaged differs too, and says nothing about the runs
        for (const results::Stored *side : {&a, &b})
            side->verify_digests();
    return differences;
}

std::string exact_text(const CompareOptions &options, const results::Differences &d,
                       const std::vector<results::Difference> &conditions) {
    const SideNames names = options.names();
    if (d.none())
        return fmt::format("{} and {} are equal, bit for bit: {} in {} columns\n{}", options.a.string(),
                           options.b.string(), counted(d.equal, "run"), d.columns, prefixes_text(d));
    std::string text = fmt::format(
        "{} and {} differ: {} of {} that both have differ, in {} columns; {} equal\n", options.a.string(),
        options.b.string(), d.differing, counted(d.differing + d.equal, "run"), d.columns,
        d.equal == 1 ? "1 is" : fmt::format("{} are", d.equal));
    text += only_text(names.a, d.only_a, d.named_only_a) + only_text(names.b, d.only_b, d.named_only_b);
    text += deviations_text(d, names) + prefixes_text(d);
    if (!conditions.empty())
        text += "the files were made under different conditions, which may be why:\n" +
                conditions_text(conditions, names);
    return text;
}

Exit compare_exactly(Session &session, const CompareOptions &options) {
    const results::Stored a = open_stored(options.a, session.globals, session.context),
                          b = open_stored(options.b, session.globals, session.context);
    const results::Differences differences = compare_bits(session, a, b);
    const auto conditions = results::differences(a.origin().conditions, b.origin().conditions);
    if (options.json) {
        Json json = head_json(options);
        json["is_equal"] = differences.none();
        json["only_a"] = differences.only_a;
        json["only_b"] = differences.only_b;
        json.update(differences_json(differences));
        json["only_in_a"] = identities_json(differences.named_only_a);
        json["only_in_b"] = identities_json(differences.named_only_b);
        json["conditions"] = conditions_json(conditions);
        session.context.out.print(json.dump(2) + "\n");
    } else {
        session.context.out.print(exact_text(options, differences, conditions));
    }
    return differences.none() ? Exit::done : Exit::bad_runs;
}

[[noreturn]] void refuse_strangers(const CompareOptions &options) {
    throw Errors(Error{"the files have no run in common", options.b.string(), "",
                       fmt::format("runs are matched by their keys (seed, objective, start, optimizer, "
                                   "parameters, repetition), and none of {} is in {}",
                                   options.a.string(), options.b.string()),
                       "compare files of the same experiment"});
}

std::string grounds_text(const std::vector<results::Difference> &grounds, const SideNames &names) {
    return grounds.empty() ? ""
                           : "\nnot on equal grounds, so that differences may come from these:\n" +
                                 conditions_text(grounds, names);
}

/// What is worse in b by more than it may be, one line each.
std::vector<std::string> failures(const analysis::Contest &contest, double share) {
    std::vector<std::string> lines;
    for (const analysis::SettingContest &setting : contest.settings) {
        const auto line = [&](const char *what, const analysis::Measure &measure) {
            lines.push_back(fmt::format("{}: {} {:.6g} in A, {:.6g} in B", setting_name(setting), what,
                                        measure.a, measure.b));
        };
        if (is_worse_in_value(setting, share))
            line("value", setting.value);
        if (is_worse_in_evaluations(setting, share))
            line("evaluations to the target", setting.evaluations);
    }
    return lines;
}

std::string failures_text(const std::vector<std::string> &lines, const std::string &share) {
    if (lines.empty())
        return fmt::format("\nnothing is worse in B by more than {}\n", share);
    std::string text = fmt::format("\nworse in B by more than {}:\n", share);
    for (std::size_t i = 0; i < std::min(lines.size(), most_named); ++i)
        text += "  " + lines[i] + "\n";
    if (lines.size() > most_named)
        text += fmt::format("  and {} more\n", lines.size() - most_named);
    return text;
}

std::string matched_text(const CompareOptions &options, const analysis::PairedRuns &pairs) {
    std::string text = fmt::format("A: {}  B: {}  {} in both", options.a.string(), options.b.string(),
                                   counted(pairs.both, "run"));
    if (pairs.only_a > 0)
        text += fmt::format(", {} only in A", pairs.only_a);
    if (pairs.only_b > 0)
        text += fmt::format(", {} only in B", pairs.only_b);
    return text + "\n";
}

/// Conditions that decide values beside the optimizers, which a comparison is about: data, objectives,
/// budgets.
std::vector<results::Difference> unequal_grounds(const results::Reader &a, const results::Reader &b) {
    const auto conditions_of = [](const results::Reader &reader) {
        const Json attributes = reader.attributes();
        return results::Conditions{
            nlohmann::json::parse(attributes.value("conditions", "{}"), nullptr, false)};
    };
    auto found = results::differences(conditions_of(a), conditions_of(b));
    std::erase_if(found, [](const results::Difference &d) {
        const bool is_objective = d.name.starts_with("objective.") && d.name.ends_with(".version");
        return !is_objective && !d.name.starts_with("file ") && !d.name.starts_with("stop.");
    });
    return found;
}

Exit compare_statistically(Session &session, const CompareOptions &options) {
    const bool may_fail = options.may_fail;
    const double share = may_fail ? share_of(options.fail_if_worse) : 0;
    const results::Reader a = open_results(options.a, session.globals, session.context),
                          b = open_results(options.b, session.globals, session.context);
    analysis::PairedRuns pairs =
        analysis::make_pairs({a, read_experiment(a).stop_target}, {b, read_experiment(b).stop_target});
    if (pairs.both == 0)
        refuse_strangers(options);
    const analysis::Contest contest = analysis::make_contest(std::move(pairs.groups));
    const auto worse = may_fail ? failures(contest, share) : std::vector<std::string>();
    const std::string times = times_text(pairs);
    const auto grounds = unequal_grounds(a, b);
    if (options.json) {
        Json json = head_json(options);
        json["runs"] = {{"both", pairs.both}, {"only_a", pairs.only_a}, {"only_b", pairs.only_b}};
        json["times_comparable"] = times.empty();
        json["conditions"] = conditions_json(grounds);
        json["failures"] = worse;
        json.update(contest_json(contest));
        session.context.out.print(json.dump(2) + "\n");
    } else {
        session.context.out.print(
            verdict_text(contest) + "\n" + matched_text(options, pairs) + "\n" +
            contest_text(contest, {.width = table_width(session.context), .most_lines = most_lines}) +
            (times.empty() ? "" : times + "\n") + grounds_text(grounds, options.names()) +
            (may_fail ? failures_text(worse, options.fail_if_worse) : ""));
    }
    return worse.empty() ? Exit::done : Exit::bad_runs;
}

constexpr const char *meaning =
    R"(Runs are matched by key, and compared by problem and setting: the median value of the
solution, the evaluations to the target, and how sure a difference is. --exact: are all
columns equal, bit for bit, but for times, hosts and run ids?

--fail-if-worse P (5% or 0.05) ends with exit code 1 if for some setting B is worse than A in
the median value, or in the expected evaluations to the target, by more than P times the
size of A's, and by more than rounding, which is 8 units in the last place of max(1, |f|).
From 10 distinct pairs of runs on, the 95 % interval of the difference must lie above
rounding, too. What is infinite in B alone is worse by any P. Times never fail.

Exit codes: 0; 1 if there is a difference (--exact), or something is worse (--fail-if-worse);
2 if a file cannot be used.)";

} // namespace

void add_compare(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "compare", "two results files, run by run: which is better, or are they equal",
                 "thalweg compare before.h5 after.h5 --fail-if-worse 5%");
    verb->footer(std::string(meaning) + "\n\n" + verb->get_footer());
    auto options = std::make_shared<CompareOptions>();
    verb->add_option("A.h5", options->a, "the results to compare with")->required()->type_name("");
    verb->add_option("B.h5", options->b, "the results that are judged")->required()->type_name("");
    auto *exact = verb->add_flag("--exact", options->exact, "are they equal, bit for bit, times aside?");
    auto *limit = verb->add_option("--fail-if-worse", options->fail_if_worse,
                                   "exit code 1 if B is worse by more, see below")
                      ->type_name("P")
                      ->excludes(exact);
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options, limit] {
        options->may_fail = limit->count() > 0; // "", of a script's empty variable, is a mistake
        session.action = [&session, options] {
            return options->exact ? compare_exactly(session, *options)
                                  : compare_statistically(session, *options);
        };
    });
}

} // namespace thalweg::cli
