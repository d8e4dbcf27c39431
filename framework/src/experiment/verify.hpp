// SPDX-License-Identifier: MIT
// What is stored -> the same runs, executed again -> where their bits differ. Writes nothing.
#pragma once

#include "experiment/publisher.hpp"
#include "pool/job.hpp"
#include "results/difference.hpp"

namespace thalweg::experiment {

/// Told while it goes on; all may be empty.
struct VerifyWatch {
    std::function<void(std::uint64_t todo)> on_begin;
    std::function<void(const Published &executed)> on_tick; ///< runs by status
    std::function<void(const plan::Cell &)> on_activity;
    std::function<void()> on_interrupt{};
};

struct VerifyOrder {
    const results::Stored &stored;
    const plan::Matrix &matrix; ///< of the stored experiment, with the plugins of now
    const pool::Job &job;
    /// So many of the stored runs, one of each of so many stretches of equal length, drawn by a fixed stream;
    /// nothing, or more than there are: all.
    std::optional<std::uint64_t> sample;
    unsigned workers = 1;
};

struct Verification {
    results::Differences differences; ///< a: stored, b: now
    std::uint64_t stored = 0, chosen = 0;
    std::uint64_t unknown = 0;                    ///< chosen ones that the experiment does not yield any more
    std::vector<results::Identity> named_unknown; ///< the first ones
    bool was_interrupted = false;
};

/// Compares in batches, so that memory does not grow with what is executed.
Verification verify(const VerifyOrder &order, const VerifyWatch &watch);

/// The conditions that differ now: what may have changed the bits.
std::vector<results::Difference> changes_since(const results::Stored &stored, const plan::Matrix &matrix);

} // namespace thalweg::experiment
