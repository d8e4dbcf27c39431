// SPDX-License-Identifier: MIT
#include "experiment/execute.hpp"

#include "experiment/begin.hpp"
#include "experiment/head.hpp"
#include "experiment/place.hpp"
#include "experiment/portion.hpp"
#include "experiment/sharing.hpp"
#include "pool/interruption.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::experiment {

namespace {

void require_runs(const plan::Matrix &matrix) {
    const plan::Counts counts = matrix.counts();
    if (counts.runs == 0)
        throw Errors(Error{.what = "the experiment has no runs",
                           .where = matrix.spec().source.file,
                           .excerpt = {},
                           .why = fmt::format("of {} cells {} are excluded and {} unsupported", counts.cells,
                                              counts.excluded, counts.unsupported),
                           .fix = "loosen [[exclude]], or add components that fit each other"});
}

Failure make_failure(const plan::Matrix &matrix, const engine::Record &record) {
    Failure failure{.cell = {}, .status = record.status, .message = {}};
    matrix.at(record.run_id, failure.cell);
    if (!record.messages.empty())
        failure.message = record.messages.front();
    return failure;
}

/// What was finished before the fault that is being told now is made safe; where that fails as well, the
/// first fault is the one that explains it. A place that could not be written is left alone.
void leave_what_is_finished(Publisher &publisher, const std::exception &fault) {
    const auto *errors = dynamic_cast<const Errors *>(&fault);
    if (errors != nullptr && errors->list.front().exit == Exit::not_written)
        return;
    try {
        publisher.leave();
    } catch (const std::exception &) {
    }
}

pool::Work make_work(const plan::Matrix &matrix, const Portion &portion, const State &state,
                     const Order &order) {
    return {.matrix = &matrix,
            .job = nullptr,
            .is_done = [&](std::uint64_t id) { return !portion.needs(id, state); },
            .todo = portion.todo(state),
            .workers = order.workers,
            .activity = {},
            .environment = {}};
}

void connect(pool::Work &work, const Watch &watch) {
    work.interrupted = watch.on_interrupt;
    if (watch.on_activity)
        work.activity = [&watch, &matrix = *work.matrix,
                         cell = plan::Cell()](pool::Activity activity) mutable {
            if (activity.any && matrix.at(activity.run_id, cell))
                watch.on_activity(cell);
        };
}

pool::Ended supervise(const pool::Work &work, Publisher &publisher) {
    try {
        return pool::supervise(work, publisher);
    } catch (const std::exception &fault) {
        leave_what_is_finished(publisher, fault);
        throw;
    }
}

} // namespace

Report execute(const plan::Matrix &matrix, const pool::Job &job, const Order &order, const Watch &watch) {
    require_place(order.out);
    require_runs(matrix);
    const Portion portion(matrix, order.shard);
    Report report{Outcome::nothing_to_do, portion.planned(), portion.planned()};
    if (portion.planned() == 0)
        return report;
    Begun begun = begin(matrix, order, watch);
    pool::Work work = make_work(matrix, portion, begun.state, order);
    if (watch.on_begin)
        watch.on_begin(begun.state, work.todo);
    if (!begun.claim) {
        tidy(order.out);
        return report;
    }
    const Publisher::Target target{.out = order.out,
                                   .matrix = &matrix,
                                   .state = &begun.state,
                                   .head = make_head(matrix, begun.state),
                                   .manifest = make_manifest(matrix, begun.state)};
    if (order.shard) {
        agree(order.out, *begun.claim, target.manifest);
        begun.state.parts_exist = true;
    }
    auto publisher = std::make_shared<Publisher>(target, watch.on_tick);
    work.job = &job;
    connect(work, watch);
    if (order.after_failure == AfterFailure::stops)
        work.failed = [&](const engine::Record &record) {
            if (!report.failure)
                report.failure = make_failure(matrix, record);
        };
    const pool::Ended ended = supervise(work, *publisher);
    if (ended != pool::Ended::all_done) {
        publisher->leave();
        report.outcome = ended == pool::Ended::stopped ? Outcome::stopped : Outcome::interrupted;
        report.done = portion.done(begun.state) + publisher->published();
        return report;
    }
    // what is being written is written to its end; a second signal leaves at once
    const pool::Interruption interruption(pool::Interruption::Second::leaves);
    report.outcome = Outcome::finished;
    if (order.shard) {
        Left left = leave_or_merge(*begun.claim, target, *publisher, begun.state);
        report.outcome = left.is_merged ? Outcome::finished : Outcome::left;
        report.reader = std::move(left.reader);
        report.others = left.others;
    } else {
        report.reader = publisher->finish();
    }
    report.memory = std::move(publisher);
    if (interruption.count() > 0)
        report.outcome = Outcome::interrupted;
    return report;
}

} // namespace thalweg::experiment
