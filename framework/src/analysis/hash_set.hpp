// SPDX-License-Identifier: MIT
// 128-bit hashes -> which of them are new.
#pragma once

#include "plan/matrix.hpp"

#include <array>
#include <span>
#include <vector>

namespace thalweg::analysis {

/// Stands for what was hashed: that two of a billion different things share one of 2^128 values has a
/// probability below 1e-20, which no disk or memory comes near; so equal hashes count as equal things.
using Hash = plan::Key;
Hash hash_of(std::span<const std::uint64_t> words);

/// A set in 20 to 30 bytes a hash: a std::unordered_set takes 56.
class HashSet {
public:
    /// Whether it was not there before.
    bool insert(Hash hash);

private:
    /// One of many, so that only little is there twice while one grows.
    struct Shard {
        std::vector<Hash> slots; ///< at hi % slots or, where that is taken, after it; zero: free
        std::size_t size = 0;
        void grow();
    };
    static constexpr std::size_t n_shards = 64;
    std::array<Shard, n_shards> shards_; ///< by lo
};

} // namespace thalweg::analysis
