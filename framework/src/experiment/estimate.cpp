// SPDX-License-Identifier: MIT
#include "experiment/estimate.hpp"

#include "pool/supervisor.hpp"

#include <algorithm>
#include <set>

namespace thalweg::experiment {

namespace {

constexpr std::uint64_t probes = 8;
constexpr std::uint64_t most_cells =
    10'000'000;                          // going over more of them takes longer than the answer is worth
constexpr double seconds_a_run = 200e-6; // publishing, merging
constexpr double seconds_a_row = 250e-9; // recording, compressing and writing an observation
constexpr double most_rows = 100'000;
constexpr double unbounded_steps = 1e9; // of a run that no count stops

/// Adds up what the probes took.
class Seconds : public pool::Sink {
public:
    void take(engine::Record &&record) override {
        seconds_ += record.steps > 0 ? record.seconds : 0;
        steps_ += static_cast<double>(record.steps);
    }
    void tick() override {}
    std::optional<double> a_step() const {
        return steps_ > 0 ? std::optional(seconds_ / steps_) : std::nullopt;
    }

private:
    double seconds_ = 0, steps_ = 0;
};

double steps_of(const plan::Cell &cell) {
    if (cell.stop.steps)
        return static_cast<double>(*cell.stop.steps);
    return cell.stop.evaluations ? static_cast<double>(*cell.stop.evaluations) : unbounded_steps;
}

} // namespace

std::optional<double> estimate_seconds(const plan::Matrix &matrix, const pool::Job &job, unsigned workers) {
    if (matrix.size() > most_cells)
        return std::nullopt;
    pool::Job shortened = job;
    for (const std::string limit : {"stop.steps=200", "stop.seconds=0.1", "stop.timeout=1.0"})
        shortened.source.overrides.push_back(limit);
    const plan::Matrix probe_matrix = pool::make_matrix(shortened);
    std::set<std::uint64_t> chosen;
    double steps = 0;
    plan::Cell cell;
    for (std::uint64_t i = 0; i < probes && matrix.size() > 0; ++i)
        if (const std::uint64_t id = i * ((matrix.size() - 1) / probes) + i;
            id < matrix.size() && matrix.at(id, cell)) {
            chosen.insert(id);
            steps += steps_of(cell);
        }
    if (chosen.empty())
        return std::nullopt;
    Seconds seconds;
    const pool::Ended ended =
        pool::supervise({.matrix = &probe_matrix,
                         .job = &shortened,
                         .is_done = [&](std::uint64_t id) { return !chosen.contains(id); },
                         .todo = chosen.size(),
                         .workers = 1,
                         .activity = {},
                         .environment = {}},
                        seconds);
    if (ended == pool::Ended::interrupted)
        throw Errors(Error{.what = "interrupted",
                           .where = {},
                           .excerpt = {},
                           .why = "the estimate of the time was cut short",
                           .fix = "`thalweg plan` with `--runs` takes none",
                           .exit = Exit::interrupted});
    const auto a_step = seconds.a_step();
    if (!a_step)
        return std::nullopt;
    const double mean_steps = steps / static_cast<double>(chosen.size());
    double seconds_a_mean_run =
        *a_step * mean_steps + seconds_a_row * std::min(mean_steps, most_rows) + seconds_a_run;
    if (const auto limit = matrix.spec().stop.seconds) // charged time
        seconds_a_mean_run = std::min(seconds_a_mean_run, *limit + seconds_a_run);
    const double runs = static_cast<double>(matrix.counts().runs);
    return runs * seconds_a_mean_run / std::max(1u, workers);
}

} // namespace thalweg::experiment
