// SPDX-License-Identifier: MIT
// Blocks of runs -> a results file that is there, whole and durable, or not at all. Private to results.
#pragma once

#include "results/durable.hpp"
#include "results/file_writer.hpp"
#include "results/gather.hpp"
#include "results/inputs.hpp"

namespace thalweg::results {

/// The whole file in memory: what a part is made of. Failures become Errors with Exit::not_written at
/// `target`.
Image make_image(const std::filesystem::path &target, const Head &head, std::span<const FinishedRun> runs,
                 const Labeller &labels, const Thresholds &thresholds = {});

/// The same of runs that are gathered already, with the catalogs that this filled.
Image make_image(const std::filesystem::path &target, const Head &head, const Gathered &gathered,
                 const Catalogs &catalogs, const Thresholds &thresholds = {});

struct MergeJob {
    std::filesystem::path out;
    std::vector<Source> inputs;
    const Head &head;
    const Renumber &renumber;
    Thresholds thresholds = {};
    Tick tick = [] {};
};
Merged merge(const MergeJob &job);

/// What write() does, with labels from elsewhere.
void write_with(const std::filesystem::path &out, const Head &head, std::span<const FinishedRun> runs,
                const Labeller &labels, const Thresholds &thresholds = {});

/// Whether the name of a part ends in the digest of its bytes, so that it is as it was written. Throws Errors
/// where the system does not let us read it.
bool is_intact_part(const std::filesystem::path &file);
/// "<16 random hex>-<digest>.h5"
std::string part_name(std::span<const std::byte> bytes);

} // namespace thalweg::results
