// SPDX-License-Identifier: MIT
// Results files, shards and unfinished experiments -> OUT with all of their runs.
#pragma once

#include "results/results.hpp"
#include "spec/spec.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace thalweg::experiment {

struct MergeOrder {
    std::filesystem::path out;
    std::vector<std::filesystem::path> inputs; ///< OUT, and the same file twice, may be among them
    /// Numbers of the runs of an experiment, asked for only where files hold those of an earlier state of it.
    std::function<results::Renumber(const spec::Source &)> renumber;
};

struct MergeReport {
    bool is_written = false;                   ///< false: there was nothing to add to OUT
    std::vector<std::filesystem::path> inputs; ///< each once, OUT first where it was there
    std::uint64_t planned = 0;
    std::vector<std::string> notes; ///< for the person at the keyboard
};

/// An OUT that is there, and its parts, are part of what is merged; the parts go when OUT is written. Parts
/// of other inputs are read and left alone. Throws Errors, and then nothing is written: files of different
/// experiments or conditions, twins that differ, damage, another process at work on OUT (Exit::wrong), no
/// space (Exit::not_written).
MergeReport merge_files(const MergeOrder &order);

} // namespace thalweg::experiment
