// SPDX-License-Identifier: MIT
// `thalweg run`: executes an experiment, or continues it, and ends with the summary.
#include "analysis/summary.hpp"
#include "cli/forecast.hpp"
#include "cli/portable_math.hpp"
#include "cli/progress.hpp"
#include "cli/read_matrix.hpp"
#include "cli/read_results.hpp"
#include "cli/statuses.hpp"
#include "cli/summary_text.hpp"
#include "cli/text_table.hpp"
#include "cli/verbs.hpp"
#include "experiment/execute.hpp"
#include "experiment/heap.hpp"

#include <fmt/format.h>
#include <thread>

namespace thalweg::cli {

namespace {

constexpr std::size_t summary_lines = 20;

struct RunOptions {
    ExperimentFile experiment;
    std::filesystem::path out;
    std::optional<unsigned> jobs;
    bool overwrite = false, rerun_changed = false, keep_old = false;
    bool fail_fast = false, portable_math = false;
    std::optional<std::string> retried; ///< statuses, joined by commas
};

/// Tells the person at the keyboard how far it is.
class Teller {
public:
    Teller(const Session &session, const plan::Matrix &matrix, std::vector<engine::Status> retried)
        : session_(session), matrix_(matrix), retried_(std::move(retried)) {}

    void begin(const experiment::State &state, std::uint64_t todo) {
        for (const std::string &note : state.notes)
            warn(session_.globals, session_.context, note);
        const std::uint64_t runs = matrix_.counts().runs;
        if (state.retried > 0 && session_.globals.verbosity != Verbosity::quiet)
            fmt::print(session_.context.err, "retrying: {} runs are executed again\n", state.retried);
        else if (!retried_.empty() && todo > 0)
            warn(session_.globals, session_.context,
                 fmt::format("nothing to retry: no run is {}", status_words(retried_)));
        if (todo < runs && todo > 0 && session_.globals.verbosity != Verbosity::quiet)
            fmt::print(session_.context.err, "continuing: {} of {} runs are there, {} to do\n", runs - todo,
                       runs, todo);
        ProgressOptions options = make_progress_options(session_.globals, session_.context);
        options.total = runs;
        options.done_before = done_before_ = runs - todo;
        progress_.emplace(std::move(options));
    }
    void tick(const experiment::Published &published) {
        if (!progress_)
            return;
        ProgressState state{.done = done_before_, .by_status = published, .label = label_};
        for (const std::uint64_t n : published)
            state.done += n;
        progress_->update(state);
    }
    void activity(const plan::Cell &cell) { label_ = cell.objective->name + " " + cell.optimizer->name; }
    void interrupt() {
        if (progress_)
            progress_->clear();
        fmt::print(session_.context.err, "finishing the current runs; Ctrl-C once more leaves at once\n");
    }
    void end() {
        if (progress_)
            progress_->finish();
    }

private:
    const Session &session_;
    const plan::Matrix &matrix_;
    std::vector<engine::Status> retried_;
    std::optional<Progress> progress_;
    std::uint64_t done_before_ = 0;
    std::string label_;
};

unsigned cores() { return std::max(1u, std::thread::hardware_concurrency()); }

experiment::Rebuilt rebuilt(const RunOptions &options) {
    return options.rerun_changed ? experiment::Rebuilt::rerun
           : options.keep_old    ? experiment::Rebuilt::keep
                                 : experiment::Rebuilt::refuse;
}

/// The table at the end, and the exit code that follows from what OUT contains.
Exit summarize(Session &session, const std::filesystem::path &out, const results::Reader &reader,
               const std::string &first_line) {
    const analysis::Summary summary =
        make_summary(analysis::make_scan(reader, read_experiment(reader).stop_target), {});
    session.context.out.print(first_line + ": " + status_text(summary.by_status) + "\n\n");
    session.context.out.print(to_table(summary, {.width = table_width(session.context),
                                                 .most_lines = summary_lines,
                                                 .out = out.string(),
                                                 .sort = {}}));
    std::error_code ignored; // the size is a courtesy
    const auto bytes = std::filesystem::file_size(out, ignored);
    session.context.out.print(
        fmt::format("\nresults: {} ({})\n", out.string(), byte_size(static_cast<double>(bytes))));
    for (std::size_t i = 0; i < summary.by_status.size(); ++i)
        if (summary.by_status[i] > 0 && engine::is_bad(static_cast<engine::Status>(i)))
            return Exit::bad_runs;
    return Exit::done;
}

/// "run 5 (rosenbrock, adam learning_rate=0.1) crashed: SIGSEGV (Segmentation fault)", in one line.
std::string failure_text(const experiment::Failure &failure) {
    const plan::Labels labels = plan::labels(failure.cell);
    const std::string reason = failure.message.substr(0, failure.message.find('\n'));
    return fmt::format("run {} ({}, {}{}{}) {}{}{}", failure.cell.run_id, labels.objective, labels.optimizer,
                       labels.configuration.empty() ? "" : " ", labels.configuration,
                       engine::status_names[static_cast<std::size_t>(failure.status)],
                       reason.empty() ? "" : ": ", reason);
}

/// How it was left, where it was left unfinished, or what --fail-fast saw at the very end.
std::optional<Exit> tell_end(const Session &session, const experiment::Report &report) {
    using experiment::Outcome;
    const std::string safe =
        fmt::format("{} of {} runs are safe; the same command continues", report.done, report.planned);
    if (report.outcome == Outcome::interrupted)
        fmt::print(session.context.err, "interrupted: {}\n", safe);
    else if (report.outcome == Outcome::stopped)
        fmt::print(session.context.err, "stopped: {}; {}\n", failure_text(report.failure.value()), safe);
    else if (report.failure)
        fmt::print(session.context.err, "the last run: {}\n", failure_text(*report.failure));
    return report.outcome == Outcome::interrupted ? std::optional(Exit::interrupted)
           : report.outcome == Outcome::stopped   ? std::optional(Exit::bad_runs)
                                                  : std::nullopt;
}

std::string first_line(const std::string &name, const experiment::Report &report,
                       const std::vector<engine::Status> &retried) {
    if (report.outcome != experiment::Outcome::nothing_to_do)
        return fmt::format("{}: {} runs", name, report.planned);
    if (retried.empty())
        return fmt::format("{}: nothing to do, all {} runs are there", name, report.planned);
    return fmt::format("{}: nothing to retry, none of the {} runs is {}", name, report.planned,
                       status_words(retried));
}

Exit run(Session &session, const RunOptions &options) {
    const auto retried = options.retried ? read_retried(*options.retried) : std::vector<engine::Status>();
    if (options.portable_math)
        require_portable_math(session.context);
    experiment::prepare_heap();
    const PlannedExperiment planned = read_experiment(options.experiment, session.globals, session.context);
    const std::string &name = planned.matrix.spec().name.value;
    std::filesystem::path out = options.out.empty() ? std::filesystem::path(name + ".h5") : options.out;
    std::error_code ignored; // a name that cannot be looked up is refused where it is written
    if (std::filesystem::is_symlink(out, ignored)) // what it points to is replaced, not the link
        out = std::filesystem::weakly_canonical(out, ignored);
    Teller teller(session, planned.matrix, retried);
    const experiment::Report report = experiment::execute(
        planned.matrix, planned.job,
        {.out = out,
         .workers = options.jobs.value_or(cores()),
         .rebuilt = rebuilt(options),
         .predicted_bytes = make_forecast(planned.matrix).bytes,
         .existing =
             options.overwrite ? experiment::Existing::is_overwritten : experiment::Existing::continues,
         .after_failure =
             options.fail_fast ? experiment::AfterFailure::stops : experiment::AfterFailure::goes_on,
         .retried = retried},
        {.on_begin = [&](const experiment::State &state, std::uint64_t todo) { teller.begin(state, todo); },
         .on_tick = [&](const experiment::Published &published) { teller.tick(published); },
         .on_activity = [&](const plan::Cell &cell) { teller.activity(cell); },
         .on_interrupt = [&] { teller.interrupt(); }});
    teller.end();
    if (const auto exit = tell_end(session, report))
        return *exit;
    const std::string first = first_line(name, report, retried);
    if (report.reader)
        return summarize(session, out, *report.reader, first);
    return summarize(session, out, open_results(out, session.globals, session.context), first);
}

} // namespace

void add_run(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "run", "execute an experiment file, or continue it",
                              "thalweg run experiments/seven_optimizers.toml -o seven.h5 --jobs 2");
    auto options = std::make_shared<RunOptions>();
    verb->add_option("file", options->experiment.file, "the experiment file")
        ->required()
        ->type_name("FILE.toml");
    verb->add_option("-o,--output", options->out,
                     "the results file; by default the experiment's name + .h5, here")
        ->type_name("OUT.h5");
    verb->add_option("-j,--jobs", options->jobs,
                     "worker processes, by default the cores; 0: in this process, for debuggers")
        ->type_name("N")
        ->check(CLI::Range(0, 4096));
    verb->add_option("--set", options->experiment.overrides, "replace a value of the file (may be repeated)")
        ->type_name("KEY=VALUE")
        ->allow_extra_args(false);
    auto *overwrite =
        verb->add_flag("--overwrite", options->overwrite,
                       "start afresh: parts of an unfinished OUT are removed, OUT is replaced at the end");
    auto *rerun = verb->add_flag("--rerun-changed", options->rerun_changed,
                                 "execute the runs of rebuilt plugins again");
    verb->add_flag("--keep-old", options->keep_old, "keep the runs of rebuilt plugins as they are")
        ->excludes(rerun);
    verb->add_flag("--fail-fast", options->fail_fast,
                   "stop at the first run that crashes, fails, times out or runs out of memory");
    verb->add_option(
            "--retry", options->retried,
            "execute runs of OUT again that ended so: crashed, failed, timed_out, out_of_memory, all")
        ->type_name("STATUS,...")
        ->excludes(overwrite);
    verb->add_flag("--portable-math", options->portable_math,
                   "sin, cos, exp, pow with the same bits on every x86-64 of one glibc, a little slower");
    verb->callback(
        [&session, options] { session.action = [&session, options] { return run(session, *options); }; });
}

} // namespace thalweg::cli
