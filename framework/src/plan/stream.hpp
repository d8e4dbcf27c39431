// SPDX-License-Identifier: MIT
// Random streams, counter-based: the same name gives the same numbers, on any machine, in any order of
// execution.
#pragma once

#include <array>
#include <cstdint>
#include <string_view>

namespace thalweg::plan {

/// XXH3-64 of a text: the seed of the stream of that name.
std::uint64_t stream_seed(std::string_view name);

/// Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011), one block.
std::array<std::uint64_t, 4> philox(const std::array<std::uint64_t, 4> &counter,
                                    const std::array<std::uint64_t, 2> &key);

/// Philox4x64-10 under one seed: word 0 of the block of counter (counter, lane, 0, 0) and key (seed, 0). No
/// state; all draws are reproducible bit for bit.
class Stream {
public:
    explicit Stream(std::uint64_t seed) : seed_(seed) {}
    std::uint64_t bits(std::uint64_t counter, std::uint64_t lane = 0) const;
    /// Uniform in [0, 1), 53 bits.
    double uniform(std::uint64_t counter, std::uint64_t lane = 0) const;
    /// Uniform integer in [0, n), without bias; n > 0. Takes lanes `lane`, lane + 2^32, ... where it must
    /// reject.
    std::uint64_t below(std::uint64_t n, std::uint64_t counter, std::uint64_t lane = 0) const;
    /// Standard normal by Box-Muller (log, cos: bits depend on libm). Takes words 0 and 1 of the block.
    double normal(std::uint64_t counter, std::uint64_t lane = 0) const;

private:
    std::uint64_t seed_;
};

} // namespace thalweg::plan
