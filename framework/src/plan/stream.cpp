// SPDX-License-Identifier: MIT
// Names and counters -> random numbers, through XXH3 and Philox.
#include "plan/stream.hpp"

#include <Random123/philox.h>
#include <cmath>
#include <limits>
#include <numbers>
#include <xxhash.h>

namespace thalweg::plan {

namespace {

double unit(std::uint64_t bits) { return static_cast<double>(bits >> 11) * 0x1p-53; }

} // namespace

std::uint64_t stream_seed(std::string_view name) { return XXH3_64bits(name.data(), name.size()); }

std::array<std::uint64_t, 4> philox(const std::array<std::uint64_t, 4> &counter,
                                    const std::array<std::uint64_t, 2> &key) {
    const philox4x64_ctr_t c = {{counter[0], counter[1], counter[2], counter[3]}};
    const philox4x64_key_t k = {{key[0], key[1]}};
    const philox4x64_ctr_t r = philox4x64(c, k);
    return {r.v[0], r.v[1], r.v[2], r.v[3]};
}

std::uint64_t Stream::bits(std::uint64_t counter, std::uint64_t lane) const {
    return philox({counter, lane, 0, 0}, {seed_, 0})[0];
}

double Stream::uniform(std::uint64_t counter, std::uint64_t lane) const { return unit(bits(counter, lane)); }

std::uint64_t Stream::below(std::uint64_t n, std::uint64_t counter, std::uint64_t lane) const {
    // The lowest 2^64 mod n values are rejected: what is left is a multiple of n.
    const std::uint64_t rejected = (std::numeric_limits<std::uint64_t>::max() - n + 1) % n;
    for (;; lane += std::uint64_t{1} << 32) {
        const std::uint64_t drawn = bits(counter, lane);
        if (drawn >= rejected)
            return drawn % n;
    }
}

double Stream::normal(std::uint64_t counter, std::uint64_t lane) const {
    const auto block = philox({counter, lane, 0, 0}, {seed_, 0});
    const double radius = std::sqrt(-2.0 * std::log(1.0 - unit(block[0]))); // 1 - u is in (0, 1]
    return radius * std::cos(2.0 * std::numbers::pi * unit(block[1]));
}

} // namespace thalweg::plan
