// SPDX-License-Identifier: MIT
#include "cli/teller.hpp"

#include "cli/statuses.hpp"

#include <fmt/format.h>

namespace thalweg::cli {

experiment::Watch Teller::watch() {
    return {
        .on_begin = [this](const experiment::State &state, std::uint64_t todo) { begin(state, todo); },
        .on_tick = [this](const experiment::Published &published) { tick(published); },
        .on_activity =
            [this](const plan::Cell &cell) { label_ = cell.objective->name + " " + cell.optimizer->name; },
        .on_interrupt = [this] { interrupt(); },
        .on_wait = [this](const experiment::Holder &holder) { wait(holder); }};
}

void Teller::say(const std::string &text) const { cli::say(session_.context, text); }

void Teller::begin(const experiment::State &state, std::uint64_t todo) {
    for (const std::string &note : state.notes)
        warn(session_.globals, session_.context, note);
    if (state.retried > 0 && !is_quiet())
        say(fmt::format("retrying: {} runs are executed again\n", state.retried));
    else if (!retried_.empty() && todo > 0)
        warn(session_.globals, session_.context,
             fmt::format("nothing to retry: no run is {}", status_words(retried_)));
    if (todo < runs_ && todo > 0 && !is_quiet())
        say(fmt::format("continuing: {} of {} runs are there, {} to do\n", runs_ - todo, runs_, todo));
    ProgressOptions options = make_progress_options(session_.globals, session_.context);
    options.total = runs_;
    options.done_before = done_before_ = runs_ - todo;
    progress_.emplace(std::move(options));
}

void Teller::tick(const experiment::Published &published) {
    if (!progress_)
        return;
    ProgressState state{.done = done_before_, .by_status = published, .label = label_};
    for (const std::uint64_t n : published)
        state.done += n;
    progress_->update(state);
}

void Teller::interrupt() {
    if (progress_)
        progress_->clear();
    say("finishing the current runs; once more leaves at once\n");
}

void Teller::wait(const experiment::Holder &holder) {
    if (progress_)
        progress_->clear();
    if (!is_quiet())
        say(fmt::format("waiting for another shard to merge: {}\n", to_text(holder)));
}

void Teller::end() {
    if (progress_)
        progress_->finish();
}

} // namespace thalweg::cli
