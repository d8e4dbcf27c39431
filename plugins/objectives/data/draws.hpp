// SPDX-License-Identifier: MIT
// A seed -> random numbers by their place: Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011), the same bits
// on any machine.
#pragma once

#include <Random123/philox.h>

#include <cstdint>

namespace data {

class Draws {
public:
    explicit Draws(std::uint64_t seed, std::uint64_t stream = 0) : key_{{seed, stream}} {}
    std::uint64_t bits(std::uint64_t place) const { return r123::Philox4x64()({{place, 0, 0, 0}}, key_)[0]; }
    /// Uniform in [0, 1), 53 bits.
    double uniform(std::uint64_t place) const { return static_cast<double>(bits(place) >> 11) * 0x1p-53; }
    double between(double from, double to, std::uint64_t place) const {
        return from + (to - from) * uniform(place);
    }
    /// In [0, n), n below 2^53.
    std::uint64_t below(std::uint64_t n, std::uint64_t place) const {
        return static_cast<std::uint64_t>(uniform(place) * static_cast<double>(n));
    }

private:
    r123::Philox4x64::key_type key_;
};

} // namespace data
