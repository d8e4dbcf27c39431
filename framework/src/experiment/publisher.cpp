// SPDX-License-Identifier: MIT
#include "experiment/publisher.hpp"

#include "experiment/heap.hpp"

#include <numeric>

namespace thalweg::experiment {

namespace {

constexpr std::chrono::seconds interval{1};
constexpr std::size_t part_bytes = std::size_t{64} << 20;

} // namespace

std::size_t bytes_of(const engine::Record &r) {
    return sizeof r + r.observations.size() * sizeof(engine::Observation) +
           r.diagnostics.size() * sizeof(engine::Diagnostics) +
           8 * (r.metrics.size() + r.iterate_steps.size() + r.iterates.size() + r.x_final.size() +
                r.x_best.size() + r.x_solution.size()) +
           r.hits.size() * sizeof(engine::Hit) + r.full.size() * sizeof(engine::Full);
}

Publisher::Publisher(Target target, std::function<void(const Published &)> on_tick)
    : target_(std::move(target)), on_tick_(std::move(on_tick)), begin_(std::chrono::steady_clock::now()),
      last_publish_(begin_) {}

void Publisher::take(engine::Record &&record) {
    plan::Cell cell;
    target_.matrix->at(record.run_id, cell);
    record.attempt = attempt_of(*target_.state, cell);
    pending_bytes_ += bytes_of(record);
    pending_.push_back(std::move(record));
    cells_.push_back(std::move(cell));
    if (pending_bytes_ >= part_bytes)
        publish();
}

void Publisher::tick() {
    if (std::chrono::steady_clock::now() - last_publish_ >= interval)
        publish();
    if (on_tick_)
        on_tick_(published_);
}

results::Parts &Publisher::parts() {
    if (!parts_) {
        parts_ = results::Parts::open_or_create(target_.out, target_.manifest);
        if (parts_->manifest() != target_.manifest)
            parts_->replace_manifest(target_.manifest);
    }
    return *parts_;
}

std::vector<results::FinishedRun> Publisher::pending_runs() const {
    std::vector<results::FinishedRun> runs;
    for (std::size_t i = 0; i < pending_.size(); ++i)
        runs.push_back({&cells_[i], &pending_[i]});
    return runs;
}

void Publisher::publish() {
    last_publish_ = std::chrono::steady_clock::now();
    if (pending_.empty())
        return;
    parts().publish(target_.head, pending_runs());
    for (const engine::Record &record : pending_)
        ++published_[static_cast<std::size_t>(record.status)];
    pending_.clear();
    cells_.clear();
    pending_bytes_ = 0;
}

std::uint64_t Publisher::published() const {
    return std::accumulate(published_.begin(), published_.end(), std::uint64_t{0});
}

void Publisher::leave() {
    publish();
    if (on_tick_)
        on_tick_(published_);
}

results::Reader Publisher::finish() {
    const bool direct = !parts_ && !target_.state->parts_exist && !target_.state->out_exists &&
                        std::chrono::steady_clock::now() - begin_ <= interval;
    if (!direct)
        merge();
    results::Reader reader = direct ? results::write_and_read(target_.out, target_.head, pending_runs())
                                    : results::Reader::of_own(target_.out);
    if (direct)
        for (const engine::Record &record : pending_)
            ++published_[static_cast<std::size_t>(record.status)];
    if (on_tick_)
        on_tick_(published_);
    return reader;
}

void Publisher::merge() {
    publish();
    std::vector<engine::Record>().swap(pending_);
    std::vector<plan::Cell>().swap(cells_);
    release_heap();
    std::vector<std::string> notes;
    const std::vector<std::filesystem::path> files = parts().files(notes);
    if (!notes.empty()) // OUT would lack their runs, and nobody would be told
        throw Errors(
            Error{.what = "a part file was damaged, or could not be read, while the experiment went on",
                  .where = parts_folder(target_.out).string(),
                  .excerpt = {},
                  .why = notes.front(),
                  .fix = "look after the disk and run the same command again: it continues",
                  .exit = Exit::not_written});
    std::vector<results::Source> inputs;
    if (target_.state->out_exists)
        inputs.emplace_back(target_.out, results::Trust::foreign);
    for (const auto &part : files)
        inputs.emplace_back(part, results::Trust::checked);
    Numbers numbers(*target_.matrix);
    results::merge(target_.out, inputs, target_.head,
                   [&](plan::Key key, std::uint64_t stored) { return numbers.find(key, stored); });
    parts().remove(results::Parts::Missing::none);
}

} // namespace thalweg::experiment
