// SPDX-License-Identifier: MIT
// A matrix and what is on disk of it -> what is left to do.
#pragma once

#include "plan/matrix.hpp"
#include "results/results.hpp"

#include <filesystem>
#include <map>
#include <string>
#include <unordered_map>
#include <vector>

namespace thalweg::experiment {

/// What to do about plugins that were rebuilt since OUT was made.
enum class Rebuilt { refuse, rerun, keep };

/// Keys of stored runs -> their run ids in the matrix now. A run has the id that it is stored under, unless
/// the experiment file has grown or was reordered: only then is an index of the whole matrix made.
class Numbers {
public:
    explicit Numbers(const plan::Matrix &matrix) : matrix_(matrix) {}
    /// Nothing where the matrix has no such run.
    std::optional<std::uint64_t> find(plan::Key key, std::uint64_t stored);

private:
    struct Entry {
        plan::Key key;
        std::uint64_t run_id = 0;
    };
    const plan::Matrix &matrix_;
    std::vector<Entry> index_; ///< by key
};

/// Where an experiment stands. Ids are those of the matrix now.
struct State {
    bool out_exists = false, parts_exist = false;
    bool replaces_out = false; ///< whatever OUT is, it stays until the merge takes its place, and is not read
    bool complete = false;     ///< OUT says that nothing is missing
    std::unordered_map<std::uint64_t, std::uint32_t> attempts; ///< of runs that are executed again
    /// Of "optimizer.adam": runs of lower attempts were made by an earlier build of it and are not done. Kept
    /// in the manifest of the parts, so that a rerun that was cut short is taken up where it was left.
    std::map<std::string, std::uint32_t> least_attempts;
    /// Of runs that --retry asked for: the attempt from which on they are done. Kept likewise.
    std::map<plan::Key, std::uint32_t> least_attempts_of_runs;
    std::uint64_t retried = 0; ///< runs that are there and not done because of it
    std::vector<bool> done;    ///< by id; empty: nothing is
    std::uint64_t done_count = 0;
    bool renumbered = false;        ///< runs have other ids in the matrix than on disk
    std::uint64_t runs_planned = 0; ///< of OUT as it is
    results::Conditions conditions; ///< to write with what comes
    std::vector<std::string> notes; ///< for the person at the keyboard
};

/// Where nothing is done, whatever there may be.
State fresh_state(const plan::Matrix &matrix);

/// Compares OUT and its parts with the matrix. Throws Errors (Exit::wrong) with the table of differences
/// where the conditions do not allow to continue, and where OUT holds runs that the matrix has not. Runs that
/// ended with a status of `retried` are not done.
State read_state(const std::filesystem::path &out, const plan::Matrix &matrix, Rebuilt rebuilt,
                 const std::vector<engine::Status> &retried);

/// The attempt as which a run is executed now.
std::uint32_t attempt_of(const State &state, const plan::Cell &cell);

/// OUT.parts.
std::filesystem::path parts_folder(const std::filesystem::path &out);

} // namespace thalweg::experiment
