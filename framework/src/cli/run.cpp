// SPDX-License-Identifier: MIT
// `thalweg run`: executes an experiment, or continues it, and ends with the summary.
#include "analysis/summary.hpp"
#include "cli/forecast.hpp"
#include "cli/progress.hpp"
#include "cli/read_matrix.hpp"
#include "cli/read_results.hpp"
#include "cli/summary_text.hpp"
#include "cli/text_table.hpp"
#include "cli/verbs.hpp"
#include "experiment/execute.hpp"
#include "experiment/heap.hpp"
#include "experiment/machine_memory.hpp"

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
};

/// Tells the person at the keyboard how far it is.
class Teller {
public:
    Teller(const Session &session, const plan::Matrix &matrix) : session_(session), matrix_(matrix) {}

    void begin(const experiment::State &state, std::uint64_t todo) {
        for (const std::string &note : state.notes)
            warn(session_.globals, session_.context, note);
        const std::uint64_t runs = matrix_.counts().runs;
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
        make_summary(analysis::make_table(reader, read_experiment(reader).stop_target), {});
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

Exit run(Session &session, const RunOptions &options) {
    experiment::prepare_heap();
    const PlannedExperiment planned = read_experiment(options.experiment, session.globals, session.context);
    const std::string &name = planned.matrix.spec().name.value;
    std::filesystem::path out = options.out.empty() ? std::filesystem::path(name + ".h5") : options.out;
    std::error_code ignored; // a name that cannot be looked up is refused where it is written
    if (std::filesystem::is_symlink(out, ignored)) // what it points to is replaced, not the link
        out = std::filesystem::weakly_canonical(out, ignored);
    const Forecast forecast = make_forecast(planned.matrix);
    const unsigned workers = options.jobs.value_or(cores());
    experiment::require_memory(planned.matrix.spec(), forecast.largest, workers);
    if (options.overwrite)
        experiment::remove_results(out);
    Teller teller(session, planned.matrix);
    const experiment::Report report = experiment::execute(
        planned.matrix, planned.job,
        {.out = out, .workers = workers, .rebuilt = rebuilt(options), .predicted_bytes = forecast.bytes},
        {.on_begin = [&](const experiment::State &state, std::uint64_t todo) { teller.begin(state, todo); },
         .on_tick = [&](const experiment::Published &published) { teller.tick(published); },
         .on_activity = [&](const plan::Cell &cell) { teller.activity(cell); },
         .on_interrupt = [&] { teller.interrupt(); }});
    teller.end();
    if (report.outcome == experiment::Outcome::interrupted) {
        fmt::print(session.context.err, "interrupted: {} of {} runs are safe; the same command continues\n",
                   report.done, report.planned);
        return Exit::interrupted;
    }
    const std::string first =
        report.outcome == experiment::Outcome::nothing_to_do
            ? fmt::format("{}: nothing to do, all {} runs are there", name, report.planned)
            : fmt::format("{}: {} runs", name, report.planned);
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
    verb->add_flag("--overwrite", options->overwrite,
                   "remove OUT and what is unfinished of it, and start afresh");
    auto *rerun = verb->add_flag("--rerun-changed", options->rerun_changed,
                                 "execute the runs of rebuilt plugins again");
    verb->add_flag("--keep-old", options->keep_old, "keep the runs of rebuilt plugins as they are")
        ->excludes(rerun);
    verb->callback(
        [&session, options] { session.action = [&session, options] { return run(session, *options); }; });
}

} // namespace thalweg::cli
