// SPDX-License-Identifier: MIT
// A matrix and "K/N" -> one of N parts of its runs, which are disjoint, together all, and equally large.
#pragma once

#include "plan/matrix.hpp"
#include "plan/permutation.hpp"

#include <string>
#include <string_view>

namespace thalweg::plan {

/// Which part: 1 <= number <= of.
struct ShardName {
    std::uint64_t number = 1, of = 1;
    bool operator==(const ShardName &) const = default;
};
/// Of "3/8". Throws Errors.
ShardName read_shard(std::string_view text);
std::string to_text(ShardName name);

/// Contiguous blocks of a permutation of the run ids that the experiment's seed keys: what stands together in
/// the file, the runs of a slow optimizer say, is spread over all shards. Sizes differ by one run at most.
class Shard {
public:
    /// O(1) time where no cell is excluded or unsupported; else it goes over them.
    Shard(const Matrix &matrix, ShardName name);
    ShardName name() const { return name_; }
    std::uint64_t runs() const { return runs_; }
    /// Of the run, or the cell that is none, with this id.
    bool contains(std::uint64_t run_id) const;

private:
    void skip_holes(const Matrix &matrix);

    ShardName name_;
    Permutation permutation_;
    std::uint64_t runs_ = 0;
    std::uint64_t begin_ = 0, end_ = 0; ///< places in the permutation
};

} // namespace thalweg::plan
