// SPDX-License-Identifier: MIT
// OUT and its parts -> what they were made from, and which runs they hold: what compare, verify and merge
// ask.
#pragma once

#include "results/results.hpp"

namespace thalweg::results {

/// What runs were made from.
struct Origin {
    std::string experiment_toml;
    std::vector<std::string> overrides;
    std::string experiment_folder; ///< where names of data files start
    std::string experiment_hash;
    Conditions conditions;
    std::uint64_t runs_planned = 0;
    /// Of an unfinished `run --rerun-changed`: which runs are still those of the earlier build.
    bool has_least_attempts = false;
};

/// A run that is stored, and its number.
struct Identity {
    plan::Key key;
    std::uint64_t run_id = 0;
};

/// A results file, an unfinished one's parts, or both. Nothing of it is ever changed. Memory: 48 bytes a run,
/// once they are asked for.
class Stored {
public:
    /// Opened first in a child process; damaged parts are left out and named in `notes`. Throws Errors with
    /// Exit::wrong: not there, not HDF5, not ours, newer major, damaged.
    Stored(const std::filesystem::path &out, std::vector<std::string> &notes);
    Stored(Stored &&) noexcept;
    Stored &operator=(Stored &&) noexcept;
    ~Stored();

    const std::filesystem::path &path() const;
    /// The files that it is made of: OUT first, where there is one, then parts.
    std::vector<std::filesystem::path> files() const;
    /// Of the parts where there are any, for they are newer than OUT.
    const Origin &origin() const;
    /// Of each of files(): earlier parts of an experiment that has grown since have another.
    std::vector<Origin> origins() const;
    bool has_parts() const; ///< there is a manifest of parts
    /// OUT is there, but is what an unfinished `--overwrite` will replace: its runs do not count.
    bool replaces_out() const;
    /// Rows of the catalog `which` of all files; repeated ones too.
    std::vector<CatalogRow> catalog(const std::string &which) const;
    std::uint64_t size() const;
    Identity run(std::uint64_t row) const; ///< rows are in the order of run ids
    /// The row of a key; nothing where it has none.
    std::optional<std::uint64_t> find(plan::Key key) const;
    /// Computes the digest of each results file anew. Throws Errors with Exit::wrong where one is not what
    /// its attribute says. Parts have been checked when they were opened.
    void verify_digests() const;

    struct State;
    const State &state() const; ///< results' own

private:
    std::unique_ptr<State> state_;
};

} // namespace thalweg::results
