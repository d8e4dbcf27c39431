// SPDX-License-Identifier: MIT
#include "cli/run_end.hpp"

#include "analysis/summary.hpp"
#include "cli/bad_runs.hpp"
#include "cli/read_results.hpp"
#include "cli/statuses.hpp"
#include "cli/summary_text.hpp"
#include "cli/text_table.hpp"

#include <fmt/format.h>
#include <numeric>

namespace thalweg::cli {

namespace {

using experiment::Outcome;

constexpr std::size_t summary_lines = 20;

/// What the table at the end begins with.
struct Heading {
    std::string text;
    std::uint64_t runs = 0; ///< that were asked for; others say so where OUT has more
};

/// Where the results are.
std::string place_text(const std::filesystem::path &out, const experiment::Report &report) {
    if (report.outcome == experiment::Outcome::left)
        return fmt::format("{}.parts, to be merged by {}", out.string(), report.others);
    std::error_code ignored; // the size is a courtesy
    const auto bytes = std::filesystem::file_size(out, ignored);
    return fmt::format("{} ({})", out.string(), byte_size(static_cast<double>(bytes)));
}

/// The table, and the exit code that follows from what OUT contains.
Exit summarize(Session &session, const std::filesystem::path &out, const results::Reader &reader,
               const Heading &heading) {
    const analysis::Summary summary =
        make_summary(analysis::make_scan(reader, read_experiment(reader).stop_target), {});
    const auto there = std::accumulate(summary.by_status.begin(), summary.by_status.end(), std::uint64_t{0});
    const std::string others = there != heading.runs ? fmt::format(" ({} are there)", there) : "";
    session.context.out.print(
        fmt::format("{}{}: {}\n\n", heading.text, others, status_text(summary.by_status)));
    session.context.out.print(to_table(summary, {.width = table_width(session.context),
                                                 .most_lines = summary_lines,
                                                 .out = out.string(),
                                                 .sort = {}}));
    if (!has_bad_runs(summary))
        return Exit::done;
    session.context.out.print(bad_runs_text(analysis::make_scan(reader, {}), {}, reader));
    return Exit::bad_runs;
}

/// What OUT and its parts hold. Other shards may merge while they are read: then OUT has it all.
Exit summarize_file(Session &session, const std::filesystem::path &out, const Heading &heading) {
    for (int tries_left = 1;; --tries_left) {
        try {
            return summarize(session, out, open_results(out, session.globals, session.context), heading);
        } catch (const Errors &) {
            if (tries_left == 0 || std::filesystem::exists(out.string() + ".parts"))
                throw;
        }
    }
}

/// "run 5 (rosenbrock, adam learning_rate=0.1) crashed: SIGSEGV (Segmentation fault)", in one line.
std::string failure_text(const experiment::Failure &failure) {
    const plan::Labels labels = plan::labels(failure.cell);
    const std::string reason = without_controls(failure.message.substr(0, failure.message.find('\n')));
    return fmt::format("run {} ({}, {}{}{}) {}{}{}", failure.cell.run_id, labels.objective, labels.optimizer,
                       labels.configuration.empty() ? "" : " ", labels.configuration,
                       engine::status_names[static_cast<std::size_t>(failure.status)],
                       reason.empty() ? "" : ": ", reason);
}

/// How it was left, where it was left unfinished, or what --fail-fast saw at the very end.
std::optional<Exit> tell_end(const Session &session, const experiment::Report &report) {
    const std::string safe =
        fmt::format("{} of {} runs are safe; the same command continues", report.done, report.planned);
    if (report.outcome == Outcome::interrupted)
        say(session.context, fmt::format("interrupted: {}\n", safe));
    else if (report.outcome == Outcome::stopped)
        say(session.context, fmt::format("stopped: {}; {}\n", failure_text(report.failure.value()), safe));
    else if (report.failure)
        say(session.context, fmt::format("the last run: {}\n", failure_text(*report.failure)));
    return report.outcome == Outcome::interrupted ? std::optional(Exit::interrupted)
           : report.outcome == Outcome::stopped   ? std::optional(Exit::bad_runs)
                                                  : std::nullopt;
}

std::string idle_text(const std::string &name, const plan::Matrix &matrix, const experiment::Order &order) {
    const std::uint64_t all = matrix.counts().runs, runs = order.shard ? order.shard->runs() : all;
    if (!order.retried.empty())
        return fmt::format("{}: nothing to retry, none of the {} runs is {}", name, runs,
                           status_words(order.retried));
    if (!order.shard)
        return fmt::format("{}: nothing to do, all {} runs are there", name, all);
    const std::string part = to_text(order.shard->name());
    if (runs == 0)
        return fmt::format("{}: nothing to do, shard {} has none of the {} runs", name, part, all);
    return fmt::format("{}: nothing to do, {} of {} runs, all of shard {}, are there", name, runs, all, part);
}

std::string heading_text(const plan::Matrix &matrix, const experiment::Order &order, Outcome outcome) {
    const std::string &name = matrix.spec().name.value;
    const std::uint64_t all = matrix.counts().runs;
    if (outcome == Outcome::nothing_to_do)
        return idle_text(name, matrix, order);
    return order.shard ? fmt::format("{}: {} of {} runs, shard {}", name, order.shard->runs(), all,
                                     to_text(order.shard->name()))
                       : fmt::format("{}: {} runs", name, all);
}

} // namespace

Exit end_run(Session &session, const plan::Matrix &matrix, const experiment::Order &order,
             const experiment::Report &report) {
    if (const auto exit = tell_end(session, report))
        return *exit;
    const Heading heading{heading_text(matrix, order, report.outcome), report.planned};
    std::error_code ignored; // what cannot be seen is not there
    if (report.planned == 0 && !std::filesystem::exists(order.out, ignored)) {
        session.context.out.print(heading.text + "\n");
        return Exit::done;
    }
    const Exit exit = report.reader ? summarize(session, order.out, *report.reader, heading)
                                    : summarize_file(session, order.out, heading);
    session.context.out.print("\nresults: " + place_text(order.out, report) + "\n");
    return exit;
}

} // namespace thalweg::cli
