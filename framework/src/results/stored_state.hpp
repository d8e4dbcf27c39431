// SPDX-License-Identifier: MIT
// What a Stored holds. Private to results.
#pragma once

#include "results/inputs.hpp"
#include "results/stored.hpp"

namespace thalweg::results {

struct Stored::State {
    std::filesystem::path path;
    Inputs inputs;
    std::size_t parts_from = 0; ///< inputs from here on are parts
    bool has_manifest = false, replaces_out = false;
    Origin origin;

    const std::vector<Spot> &spots() const { return index().spots; }
    const std::vector<plan::Key> &keys() const { return index().keys; }
    std::optional<std::uint64_t> find(plan::Key key) const;
    /// What `read` returns; failures of HDF5 become Errors that name the file.
    template <class Read> auto guarded(const Read &read) const {
        try {
            return read();
        } catch (const h5::Failure &failure) {
            throw Errors(unusable(path, std::string("it is damaged: ") + failure.what()));
        }
    }

private:
    /// Made when it is first asked for; by run id, but for `by_key`: rows in order of their keys.
    struct Index {
        std::vector<Spot> spots;
        std::vector<plan::Key> keys;
        std::vector<std::uint64_t> by_key;
    };
    const Index &index() const;
    mutable std::optional<Index> index_;
};

} // namespace thalweg::results
