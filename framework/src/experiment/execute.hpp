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

/// What the command line decides.
struct Order {
    std::filesystem::path out;
    unsigned workers = 1; ///< 0: in this process
    Rebuilt rebuilt = Rebuilt::refuse;
    std::uint64_t predicted_bytes = 0;  ///< of the whole results file
    const plan::Shard *shard = nullptr; ///< only its runs; nullptr: all
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
enum class Outcome { nothing_to_do, finished, interrupted, left };

struct Report {
    Outcome outcome = Outcome::finished;
    std::uint64_t done = 0, planned = 0; ///< runs, earlier ones included; of the shard where there is one
    std::shared_ptr<const Publisher> memory{}; ///< what `reader` may read from
    std::optional<results::Reader> reader{};   ///< of OUT, where something was executed
    std::string others{};                      ///< who will merge, where it was left
};

/// Executes what is missing, durably. Throws Errors: other conditions (Exit::wrong), no space
/// (Exit::not_written).
Report execute(const plan::Matrix &matrix, const pool::Job &job, const Order &order, const Watch &watch);

/// Removes OUT and its parts: `--overwrite`.
void remove_results(const std::filesystem::path &out);

} // namespace thalweg::experiment
