// SPDX-License-Identifier: MIT
// `thalweg run`: executes an experiment, or continues it, and ends with the summary.
#include "cli/forecast.hpp"
#include "cli/portable_math.hpp"
#include "cli/read_matrix.hpp"
#include "cli/run_end.hpp"
#include "cli/statuses.hpp"
#include "cli/teller.hpp"
#include "experiment/heap.hpp"
#include "experiment/machine_memory.hpp"
#include "experiment/place.hpp"

#include <thread>

namespace thalweg::cli {

namespace {

struct RunOptions {
    ExperimentFile experiment;
    std::filesystem::path out;
    std::optional<unsigned> jobs;
    std::optional<std::string> shard; ///< "K/N"
    bool overwrite = false, rerun_changed = false, keep_old = false;
    bool fail_fast = false, portable_math = false;
    std::optional<std::string> retried; ///< statuses, joined by commas
};

unsigned cores() { return std::max(1u, std::thread::hardware_concurrency()); }

experiment::Rebuilt rebuilt(const RunOptions &options) {
    return options.rerun_changed ? experiment::Rebuilt::rerun
           : options.keep_old    ? experiment::Rebuilt::keep
                                 : experiment::Rebuilt::refuse;
}

std::filesystem::path out_of(const RunOptions &options, const std::string &name) {
    return experiment::followed(options.out.empty() ? std::filesystem::path(name + ".h5") : options.out);
}

experiment::Order make_order(const RunOptions &options, const plan::Matrix &matrix,
                             const Forecast &forecast) {
    return {.out = out_of(options, matrix.spec().name.value),
            .workers = options.jobs.value_or(cores()),
            .rebuilt = rebuilt(options),
            .predicted_bytes = forecast.bytes,
            .existing =
                options.overwrite ? experiment::Existing::is_overwritten : experiment::Existing::continues,
            .after_failure =
                options.fail_fast ? experiment::AfterFailure::stops : experiment::AfterFailure::goes_on,
            .retried = options.retried ? read_retried(*options.retried) : std::vector<engine::Status>()};
}

Exit run(Session &session, const RunOptions &options) {
    const auto part = options.shard ? std::optional(plan::read_shard(*options.shard)) : std::nullopt;
    if (options.retried)
        read_retried(*options.retried); // what is wrong with the command line is said first
    if (options.portable_math)
        require_portable_math(session.context);
    experiment::prepare_heap();
    const PlannedExperiment planned = read_experiment(options.experiment, session.globals, session.context);
    const Forecast forecast = make_forecast(planned.matrix);
    experiment::Order order = make_order(options, planned.matrix, forecast);
    experiment::require_memory(planned.matrix.spec(), forecast.largest, order.workers);
    const auto shard = part ? std::optional(plan::Shard(planned.matrix, *part)) : std::nullopt;
    if (shard)
        order.shard = &*shard;
    Teller teller(session, shard ? shard->runs() : planned.matrix.counts().runs, order.retried);
    const experiment::Report report = experiment::execute(planned.matrix, planned.job, order, teller.watch());
    teller.end();
    return end_run(session, planned.matrix, order, report);
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
