// SPDX-License-Identifier: MIT
#include "analysis/bootstrap.hpp"

#include "analysis/quantile.hpp"
#include "plan/stream.hpp"

#include <algorithm>
#include <numeric>

namespace thalweg::analysis {

void resample(std::uint64_t draw, std::vector<std::uint32_t> &counts) {
    static const std::uint64_t seed = plan::stream_seed("analysis bootstrap");
    std::fill(counts.begin(), counts.end(), 0u);
    const std::uint64_t n = counts.size();
    const auto take = [&](std::uint64_t bits) { ++counts[(bits * n) >> 32]; };
    std::uint64_t left = n;
    for (std::uint64_t block = 0; left > 0; ++block)
        for (const std::uint64_t word : plan::philox({draw, block, 0, 0}, {seed, 0}))
            for (const std::uint64_t bits : {word >> 32, word & 0xffff'ffff}) {
                if (left == 0)
                    return;
                take(bits);
                --left;
            }
}

Sorted::Sorted(const std::vector<double> &numbers) : indices_(numbers.size()) {
    std::iota(indices_.begin(), indices_.end(), std::size_t{0});
    std::sort(indices_.begin(), indices_.end(),
              [&](std::size_t x, std::size_t y) { return numbers[x] < numbers[y]; });
    for (const std::size_t index : indices_)
        numbers_.push_back(numbers[index]);
}

double Sorted::median(const std::vector<std::uint32_t> &counts) const {
    const std::size_t n = numbers_.size(), below = (n - 1) / 2, above = n / 2;
    std::size_t place = 0, passed = counts[indices_[0]];
    while (passed <= below)
        passed += counts[indices_[++place]];
    const double low = numbers_[place];
    if (passed > above) // also where there is only one in the middle
        return low;
    while (passed <= above)
        passed += counts[indices_[++place]];
    return quantile({low, numbers_[place]}, 0.5);
}

Interval percentile_interval(std::vector<double> draws) {
    std::sort(draws.begin(), draws.end());
    return {quantile(draws, 0.025), quantile(draws, 0.975)};
}

} // namespace thalweg::analysis
