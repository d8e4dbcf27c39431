// SPDX-License-Identifier: MIT
// A matrix, its job and OUT -> OUT with every run of the matrix in it.
#pragma once

#include "experiment/lock.hpp"
#include "experiment/publisher.hpp"
#include "plan/shard.hpp"
#include "pool/job.hpp"

#include <filesystem>
#include <functional>
#include <string>

namespace thalweg::experiment {

enum class Existing { continues, is_overwritten };
enum class AfterFailure { goes_on, stops };

/// What the command line decides.
struct Order {
    std::filesystem::path out;
    unsigned workers = 1; ///< 0: in this process
    Rebuilt rebuilt = Rebuilt::refuse;
    std::uint64_t predicted_bytes = 0; ///< of the whole results file
    /// is_overwritten: its parts are removed once nothing speaks against a new start, OUT is replaced at the
    /// end.
    Existing existing = Existing::continues;
    AfterFailure after_failure = AfterFailure::goes_on; ///< of a run of this call
    std::vector<engine::Status> retried{};              ///< runs of OUT that ended so are executed again
    const plan::Shard *shard = nullptr;                 ///< only its runs; nullptr: all
};

/// Told while it goes on; each may be empty.
struct Watch {
    std::function<void(const State &, std::uint64_t todo)> on_begin;
    std::function<void(const Published &)> on_tick;
    std::function<void(const plan::Cell &)> on_activity;
    std::function<void()> on_interrupt{};          ///< the first Ctrl-C: current runs are being finished
    std::function<void(const Holder &)> on_wait{}; ///< for another shard, which merges
};

/// left: a shard is done, and others that are at work will merge what it has published.
enum class Outcome { nothing_to_do, finished, interrupted, stopped, left };

/// The run that stopped an experiment, or would have, had it not been the last one.
struct Failure {
    plan::Cell cell;
    engine::Status status;
    std::string message; ///< may be empty
};

struct Report {
    Outcome outcome = Outcome::finished;
    std::uint64_t done = 0, planned = 0; ///< runs, earlier ones included; of the shard where there is one
    std::optional<Failure> failure{};    ///< of AfterFailure::stops
    std::shared_ptr<const Publisher> memory{}; ///< what `reader` may read from
    std::optional<results::Reader> reader{};   ///< of OUT, where something was executed
    std::string others{};                      ///< who will merge, where it was left
};

/// Executes what is missing, durably. Throws Errors: other conditions (Exit::wrong), no space
/// (Exit::not_written); what was finished before is safe in parts of OUT, as far as they could be written.
Report execute(const plan::Matrix &matrix, const pool::Job &job, const Order &order, const Watch &watch);

} // namespace thalweg::experiment
