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
#include "plan/shard.hpp"

#include <fmt/format.h>
#include <numeric>
#include <thread>

namespace thalweg::cli {

namespace {

constexpr std::size_t summary_lines = 20;

struct RunOptions {
    ExperimentFile experiment;
    std::filesystem::path out;
    std::optional<unsigned> jobs;
    std::optional<std::string> shard; ///< "K/N"
    bool overwrite = false, rerun_changed = false, keep_old = false;
};

/// Tells the person at the keyboard how far it is.
class Teller {
public:
    /// `runs`: how many are asked for.
    Teller(const Session &session, std::uint64_t runs) : session_(session), runs_(runs) {}

    void begin(const experiment::State &state, std::uint64_t todo) {
        for (const std::string &note : state.notes)
            warn(session_.globals, session_.context, note);
        if (todo < runs_ && todo > 0 && session_.globals.verbosity != Verbosity::quiet)
            say(fmt::format("continuing: {} of {} runs are there, {} to do\n", runs_ - todo, runs_, todo));
        ProgressOptions options = make_progress_options(session_.globals, session_.context);
        options.total = runs_;
        options.done_before = done_before_ = runs_ - todo;
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
        say("finishing the current runs; Ctrl-C once more leaves at once\n");
    }
    void wait(const experiment::Holder &holder) {
        if (progress_)
            progress_->clear();
        if (session_.globals.verbosity != Verbosity::quiet)
            say(fmt::format("waiting for another shard to merge: {}\n", to_text(holder)));
    }
    void end() {
        if (progress_)
            progress_->finish();
    }

private:
    void say(const std::string &text) const { cli::say(session_.context, text); }

    const Session &session_;
    std::uint64_t runs_;
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
        make_summary(analysis::make_table(reader, read_experiment(reader).stop_target), {});
    const auto there = std::accumulate(summary.by_status.begin(), summary.by_status.end(), std::uint64_t{0});
    const std::string others = there != heading.runs ? fmt::format(" ({} are there)", there) : "";
    session.context.out.print(
        fmt::format("{}{}: {}\n\n", heading.text, others, status_text(summary.by_status)));
    session.context.out.print(to_table(summary, {.width = table_width(session.context),
                                                 .most_lines = summary_lines,
                                                 .out = out.string(),
                                                 .sort = {}}));
    for (std::size_t i = 0; i < summary.by_status.size(); ++i)
        if (summary.by_status[i] > 0 && engine::is_bad(static_cast<engine::Status>(i)))
            return Exit::bad_runs;
    return Exit::done;
}

/// The file that is written: where OUT is a link, what it points to is replaced, not the link.
std::filesystem::path out_of(const RunOptions &options, const std::string &name) {
    std::filesystem::path out = options.out.empty() ? std::filesystem::path(name + ".h5") : options.out;
    std::error_code ignored; // a name that cannot be looked up is refused where it is written
    return std::filesystem::is_symlink(out, ignored) ? std::filesystem::weakly_canonical(out, ignored) : out;
}

std::string heading_text(const plan::Matrix &matrix, const plan::Shard *shard, experiment::Outcome outcome) {
    const std::string &name = matrix.spec().name.value;
    const std::uint64_t all = matrix.counts().runs, runs = shard ? shard->runs() : all;
    const bool is_idle = outcome == experiment::Outcome::nothing_to_do;
    if (shard == nullptr)
        return is_idle ? fmt::format("{}: nothing to do, all {} runs are there", name, all)
                       : fmt::format("{}: {} runs", name, all);
    const std::string part = to_text(shard->name());
    if (runs == 0)
        return fmt::format("{}: nothing to do, shard {} has none of the {} runs", name, part, all);
    return is_idle ? fmt::format("{}: nothing to do, {} of {} runs, all of shard {}, are there", name, runs,
                                 all, part)
                   : fmt::format("{}: {} of {} runs, shard {}", name, runs, all, part);
}

experiment::Report execute(const PlannedExperiment &planned, const experiment::Order &order, Teller &teller) {
    return experiment::execute(
        planned.matrix, planned.job, order,
        {.on_begin = [&](const experiment::State &state, std::uint64_t todo) { teller.begin(state, todo); },
         .on_tick = [&](const experiment::Published &published) { teller.tick(published); },
         .on_activity = [&](const plan::Cell &cell) { teller.activity(cell); },
         .on_interrupt = [&] { teller.interrupt(); },
         .on_wait = [&](const experiment::Holder &holder) { teller.wait(holder); }});
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

Exit end(Session &session, const experiment::Order &order, const experiment::Report &report,
         const Heading &heading) {
    if (report.outcome == experiment::Outcome::interrupted) {
        say(session.context, fmt::format("interrupted: {} of {} runs are safe; the same command continues\n",
                                         report.done, report.planned));
        return Exit::interrupted;
    }
    std::error_code ignored;
    if (report.planned == 0 && !std::filesystem::exists(order.out, ignored)) {
        session.context.out.print(heading.text + "\n");
        return Exit::done;
    }
    const Exit exit = report.reader ? summarize(session, order.out, *report.reader, heading)
                                    : summarize_file(session, order.out, heading);
    session.context.out.print("\nresults: " + place_text(order.out, report) + "\n");
    return exit;
}

Exit run(Session &session, const RunOptions &options) {
    experiment::prepare_heap();
    const auto name = options.shard ? std::optional(plan::read_shard(*options.shard)) : std::nullopt;
    const PlannedExperiment planned = read_experiment(options.experiment, session.globals, session.context);
    const auto shard = name ? std::optional(plan::Shard(planned.matrix, *name)) : std::nullopt;
    const experiment::Order order{.out = out_of(options, planned.matrix.spec().name.value),
                                  .workers = options.jobs.value_or(cores()),
                                  .rebuilt = rebuilt(options),
                                  .predicted_bytes = make_forecast(planned.matrix).bytes,
                                  .shard = shard ? &*shard : nullptr};
    if (options.overwrite)
        experiment::remove_results(order.out);
    Teller teller(session, shard ? shard->runs() : planned.matrix.counts().runs);
    const experiment::Report report = execute(planned, order, teller);
    teller.end();
    return end(session, order, report,
               {heading_text(planned.matrix, order.shard, report.outcome), report.planned});
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
    verb->add_option(
            "--shard", options->shard,
            "only the K-th of N even parts of the runs, K from 1; here and elsewhere at the same time")
        ->type_name("K/N");
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
