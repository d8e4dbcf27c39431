// SPDX-License-Identifier: MIT
// A matrix and what is on disk of it -> what is left to do.
#pragma once

#include "plan/matrix.hpp"
#include "results/results.hpp"

#include <filesystem>
#include <string>
#include <unordered_map>
#include <vector>

namespace thalweg::experiment {

/// What to do about plugins that were rebuilt since OUT was made.
enum class Rebuilt { refuse, rerun, keep };

struct KeyHash {
    std::size_t operator()(const plan::Key &key) const { return key.lo; }
};

/// Where an experiment stands. Ids are those of the matrix now.
struct State {
    bool out_exists = false, parts_exist = false;
    bool complete = false; ///< OUT says that nothing is missing
    std::unordered_map<plan::Key, std::uint64_t, KeyHash>
        ids; ///< of all runs; empty where nothing is on disk
    std::unordered_map<std::uint64_t, std::uint32_t> attempts; ///< of runs that are executed again
    std::vector<bool> done;                                    ///< by id; empty: nothing is
    std::uint64_t done_count = 0;
    std::uint64_t runs_planned = 0; ///< of OUT as it is
    results::Conditions conditions; ///< to write with what comes
    std::vector<std::string> notes; ///< for the person at the keyboard
};

/// Compares OUT and its parts with the matrix. Throws Errors (Exit::wrong) with the table of differences
/// where the conditions do not allow to continue, and where OUT holds runs that the matrix has not.
State read_state(const std::filesystem::path &out, const plan::Matrix &matrix, Rebuilt rebuilt);

/// OUT.parts.
std::filesystem::path parts_folder(const std::filesystem::path &out);

} // namespace thalweg::experiment
