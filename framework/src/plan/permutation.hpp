// SPDX-License-Identifier: MIT
// A size and a seed -> a permutation of the numbers below that size, both ways, in constant memory.
#pragma once

#include "plan/stream.hpp"

#include <cstdint>

namespace thalweg::plan {

/// A Feistel network (Luby and Rackoff 1988, "How to construct pseudorandom permutations") on the numbers
/// below the next power of four, walked until it is back below the size (Black and Rogaway 2002, "Ciphers
/// with arbitrary finite domains", method 2). Integers alone: the same on any machine.
class Permutation {
public:
    Permutation(std::uint64_t size, std::uint64_t seed);
    /// The number that stands at `place`; both are below the size.
    std::uint64_t at(std::uint64_t place) const;
    /// Where `number` stands: the inverse.
    std::uint64_t place_of(std::uint64_t number) const;

private:
    /// Six rounds, for domains are small: four do where they are large.
    static constexpr unsigned rounds = 6;
    struct Halves {
        std::uint64_t left, right;
    };
    Halves split(std::uint64_t number) const { return {number >> half_bits_, number & mask_}; }
    std::uint64_t join(Halves halves) const { return halves.left << half_bits_ | halves.right; }
    std::uint64_t mixed(std::uint64_t half, unsigned round) const {
        return stream_.bits(half, round) & mask_;
    }
    std::uint64_t forth(std::uint64_t number) const;
    std::uint64_t back(std::uint64_t number) const;

    std::uint64_t size_;
    unsigned half_bits_ = 1;
    std::uint64_t mask_ = 1;
    Stream stream_;
};

} // namespace thalweg::plan
