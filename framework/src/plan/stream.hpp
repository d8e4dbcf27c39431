// SPDX-License-Identifier: MIT
// Random streams, counter-based: the same name gives the same numbers, on any machine, in any order of execution.
#pragma once

#include <cstdint>
#include <string_view>

namespace thalweg::plan {

/// XXH3-64 of a text: the seed of the stream of that name.
std::uint64_t stream_seed(std::string_view name);

/// Philox4x64-10 under one seed. at(counter) has no state; all draws are reproducible bit for bit.
class Stream {
public:
    explicit Stream(std::uint64_t seed) : seed_(seed) {}
    std::uint64_t bits(std::uint64_t counter, std::uint64_t lane = 0) const;
    /// Uniform in [0, 1), 53 bits.
    double uniform(std::uint64_t counter, std::uint64_t lane = 0) const;
    /// Uniform integer in [0, n), without bias; n > 0. Takes lanes `lane`, lane + 2^32, ... where it must reject.
    std::uint64_t below(std::uint64_t n, std::uint64_t counter, std::uint64_t lane = 0) const;
    /// Standard normal by Box-Muller (log, cos: bits depend on libm).
    double normal(std::uint64_t counter, std::uint64_t lane = 0) const;

private:
    std::uint64_t seed_;
};

} // namespace thalweg::plan
