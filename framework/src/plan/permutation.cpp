// SPDX-License-Identifier: MIT
#include "plan/permutation.hpp"

namespace thalweg::plan {

Permutation::Permutation(std::uint64_t size, std::uint64_t seed) : size_(size), stream_(seed) {
    while (half_bits_ < 32 && (size - 1) >> (2 * half_bits_) != 0)
        ++half_bits_;
    mask_ = (std::uint64_t{1} << half_bits_) - 1;
}

std::uint64_t Permutation::at(std::uint64_t place) const {
    std::uint64_t number = forth(place);
    while (number >= size_)
        number = forth(number);
    return number;
}

std::uint64_t Permutation::place_of(std::uint64_t number) const {
    std::uint64_t place = back(number);
    while (place >= size_)
        place = back(place);
    return place;
}

std::uint64_t Permutation::forth(std::uint64_t number) const {
    Halves halves = split(number);
    for (unsigned round = 0; round < rounds; ++round)
        halves = {halves.right, halves.left ^ mixed(halves.right, round)};
    return join(halves);
}

std::uint64_t Permutation::back(std::uint64_t number) const {
    Halves halves = split(number);
    for (unsigned round = rounds; round-- > 0;)
        halves = {halves.right ^ mixed(halves.left, round), halves.left};
    return join(halves);
}

} // namespace thalweg::plan
