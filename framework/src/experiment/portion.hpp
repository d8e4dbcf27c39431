// SPDX-License-Identifier: MIT
// A matrix and the shard that is asked for, if one is -> which of its runs are meant, and are left to do.
#pragma once

#include "experiment/state.hpp"
#include "plan/shard.hpp"

#include <algorithm>

namespace thalweg::experiment {

/// What is asked for: all runs of a matrix, or those of a shard.
class Portion {
public:
    Portion(const plan::Matrix &matrix, const plan::Shard *shard) : matrix_(matrix), shard_(shard) {}
    std::uint64_t planned() const { return shard_ ? shard_->runs() : matrix_.counts().runs; }
    std::uint64_t done(const State &state) const {
        if (!shard_ || state.done.empty())
            return state.done_count;
        std::uint64_t count = 0;
        for (std::uint64_t id = 0; id < matrix_.size(); ++id)
            count += state.done[id] && shard_->contains(id) ? 1 : 0;
        return count;
    }
    std::uint64_t todo(const State &state) const { return planned() - std::min(planned(), done(state)); }
    bool needs(std::uint64_t id, const State &state) const {
        return (state.done.empty() || !state.done[id]) && (!shard_ || shard_->contains(id));
    }
    bool is_finished(const State &state) const {
        const bool is_whole = shard_ ? state.out_exists && !state.parts_exist : state.complete;
        return is_whole && done(state) == planned() && state.runs_planned == matrix_.counts().runs &&
               !state.renumbered;
    }
    /// Parts first, then the merged file beside them.
    std::uint64_t bytes_needed(std::uint64_t predicted, const State &state) const {
        const auto runs = static_cast<double>(planned() + todo(state));
        return static_cast<std::uint64_t>(static_cast<double>(predicted) * runs /
                                          static_cast<double>(matrix_.counts().runs));
    }

private:
    const plan::Matrix &matrix_;
    const plan::Shard *shard_;
};

} // namespace thalweg::experiment
