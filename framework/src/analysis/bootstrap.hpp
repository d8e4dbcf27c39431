// SPDX-License-Identifier: MIT
// Replicates -> 10,000 draws of as many, with replacement, the same at any time and on any machine.
#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

namespace thalweg::analysis {

inline constexpr std::size_t bootstrap_draws = 10'000;

/// Fewer replicates than this have no interval: their points say more.
inline constexpr std::size_t least_replicates = 10;

struct Interval {
    double low = 0, high = 0;
};

/// How often draw number `draw` takes each of counts.size() replicates. The stream is Philox under one seed,
/// counted by draw; a replicate is 2^-32 more or less probable than it should be.
void resample(std::uint64_t draw, std::vector<std::uint32_t> &counts);

/// Numbers, sorted once for all draws. None is NaN.
class Sorted {
public:
    explicit Sorted(const std::vector<double> &numbers);
    /// The median of the draw that takes each number so often.
    double median(const std::vector<std::uint32_t> &counts) const;

private:
    std::vector<double> numbers_;      ///< ascending
    std::vector<std::size_t> indices_; ///< where each stood
};

/// From the 2.5 % to the 97.5 % quantile of what the draws gave.
Interval percentile_interval(std::vector<double> draws);

} // namespace thalweg::analysis
