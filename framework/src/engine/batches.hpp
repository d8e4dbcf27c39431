// SPDX-License-Identifier: MIT
// A run's data stream -> its minibatches, equal for all optimizers that are compared.
#pragma once

#include "plan/stream.hpp"
#include "spec/spec.hpp"

#include <cstdint>
#include <thalweg/abi.h>
#include <vector>

namespace thalweg::engine {

/// shuffled: a new permutation each epoch, the last batch of an epoch shorter; sequential: the samples in
/// order, the same way; replacement: each sample drawn from all.
class Batches {
public:
    /// n_samples > 0. batch 0: no minibatches, current() is NULL.
    void reset(const spec::Data *data, std::uint64_t n_samples, std::uint64_t seed);
    void draw();
    /// The batch of this step; NULL: all data. Valid until draw() or reset().
    const thalweg_batch *current() const { return size_ ? &batch_ : nullptr; }

private:
    void shuffle(std::uint64_t epoch);

    std::uint64_t size_ = 0, n_ = 0, seed_ = 0, draws_ = 0, position_ = 0, epoch_ = 0;
    bool replacement_ = false, shuffled_ = false;
    std::vector<std::uint64_t> order_, drawn_;
    thalweg_batch batch_{};
};

} // namespace thalweg::engine
