// SPDX-License-Identifier: MIT
#include "experiment/verify.hpp"

#include "experiment/conditions.hpp"
#include "plan/stream.hpp"

#include <algorithm>

namespace thalweg::experiment {

namespace {

/// Collects records until they are worth a comparison.
class Batches : public pool::Sink {
public:
    Batches(const VerifyOrder &order, const VerifyWatch &watch)
        : order_(order), watch_(watch), against_(order.stored) {
        head_.record = order.matrix.spec().record;
        head_.plugins = nlohmann::json::array();
    }

    void take(engine::Record &&record) override {
        plan::Cell cell;
        order_.matrix.at(record.run_id, cell);
        ++executed_[static_cast<std::size_t>(record.status)];
        bytes_ += bytes_of(record);
        records_.push_back(std::move(record));
        cells_.push_back(std::move(cell));
        constexpr std::size_t batch_bytes = std::size_t{64} << 20;
        if (bytes_ >= batch_bytes)
            compare();
    }
    void tick() override {
        if (watch_.on_tick)
            watch_.on_tick(executed_);
    }
    void compare() {
        std::vector<results::FinishedRun> runs;
        for (std::size_t i = 0; i < records_.size(); ++i)
            runs.push_back({&cells_[i], &records_[i]});
        against_.compare(head_, runs);
        records_.clear();
        cells_.clear();
        bytes_ = 0;
    }
    const results::Differences &differences() const { return against_.differences(); }

private:
    const VerifyOrder &order_;
    const VerifyWatch &watch_;
    results::Against against_;
    results::Head head_;
    std::vector<engine::Record> records_;
    std::vector<plan::Cell> cells_;
    std::size_t bytes_ = 0;
    Published executed_{};
};

/// By row of what is stored.
std::vector<bool> choose(std::uint64_t stored, const std::optional<std::uint64_t> &sample) {
    if (!sample || *sample >= stored)
        return std::vector<bool>(stored, true);
    std::vector<bool> chosen(stored, false);
    const plan::Stream stream(plan::stream_seed("verify sample"));
    for (std::uint64_t i = 0; i < *sample; ++i) {
        // no overflow: fewer than 2^32 runs have their keys in memory
        const std::uint64_t begin = stored / *sample * i + stored % *sample * i / *sample;
        const std::uint64_t end = stored / *sample * (i + 1) + stored % *sample * (i + 1) / *sample;
        chosen[begin + stream.below(end - begin, i)] = true;
    }
    return chosen;
}

} // namespace

Verification verify(const VerifyOrder &order, const VerifyWatch &watch) {
    Verification verification;
    verification.stored = order.stored.size();
    std::vector<bool> chosen = choose(verification.stored, order.sample);
    verification.chosen = static_cast<std::uint64_t>(std::count(chosen.begin(), chosen.end(), true));
    std::vector<bool> wanted(order.matrix.size(), false);
    std::uint64_t todo = 0;
    plan::Cell cell;
    for (std::uint64_t id = 0; id < order.matrix.size(); ++id) {
        const auto row = order.matrix.at(id, cell) ? order.stored.find(cell.key) : std::nullopt;
        if (!row || !chosen[*row])
            continue;
        wanted[id] = true;
        chosen[*row] = false;
        ++todo;
    }
    for (std::uint64_t row = 0; row < chosen.size(); ++row)
        if (chosen[row]) {
            ++verification.unknown;
            if (verification.named_unknown.size() < results::Differences::most_named)
                verification.named_unknown.push_back(order.stored.run(row));
        }
    if (watch.on_begin)
        watch.on_begin(todo);
    Batches batches(order, watch);
    const pool::Ended ended = pool::supervise({.matrix = &order.matrix,
                                               .job = &order.job,
                                               .is_done = [&](std::uint64_t id) { return !wanted[id]; },
                                               .todo = todo,
                                               .workers = order.workers,
                                               .activity =
                                                   [&](pool::Activity activity) {
                                                       if (watch.on_activity && activity.any &&
                                                           order.matrix.at(activity.run_id, cell))
                                                           watch.on_activity(cell);
                                                   },
                                               .interrupted = watch.on_interrupt,
                                               .environment = {}},
                                              batches);
    batches.compare();
    batches.tick();
    verification.differences = batches.differences();
    verification.was_interrupted = ended == pool::Ended::interrupted;
    return verification;
}

std::vector<results::Difference> changes_since(const results::Stored &stored, const plan::Matrix &matrix) {
    return results::differences(stored.origin().conditions, make_conditions(matrix));
}

} // namespace thalweg::experiment
