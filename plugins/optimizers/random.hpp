// SPDX-License-Identifier: MIT
// The seed of a run -> random numbers, the same on every machine (normals: of one libm).
#pragma once

#include <Random123/philox.h>
#include <array>
#include <cmath>
#include <cstdint>
#include <limits>
#include <numbers>

namespace thalweg::optimizers {

/// Philox4x64-10 (Salmon, Moraes, Dror and Shaw 2011) with key (seed, 0) and counters 0, 1, 2, ...
class Random {
public:
    void reset(std::uint64_t seed) {
        seed_ = seed;
        block_ = 0;
        left_ = 0;
        has_normal_ = false;
    }
    std::uint64_t bits() {
        if (left_ == 0) {
            const philox4x64_ctr_t counter = {{block_++, 0, 0, 0}};
            const philox4x64_key_t key = {{seed_, 0}};
            const philox4x64_ctr_t r = philox4x64(counter, key);
            words_ = {r.v[0], r.v[1], r.v[2], r.v[3]};
            left_ = words_.size();
        }
        return words_[words_.size() - left_--];
    }
    /// Uniform in [0, 1), 53 bits.
    double uniform() { return static_cast<double>(bits() >> 11) * 0x1p-53; }
    double between(double from, double to) { return from + (to - from) * uniform(); }
    /// Uniform in 0 ... n − 1, without bias; n > 0.
    std::uint64_t below(std::uint64_t n) {
        const std::uint64_t rejected = (std::numeric_limits<std::uint64_t>::max() - n + 1) % n;
        std::uint64_t drawn = bits();
        while (drawn < rejected)
            drawn = bits();
        return drawn % n;
    }
    /// Standard normal, in pairs by Box and Muller (1958).
    double normal() {
        if (has_normal_) {
            has_normal_ = false;
            return normal_;
        }
        const double radius = std::sqrt(-2 * std::log(1 - uniform())); // 1 − u is in (0, 1]
        const double angle = 2 * std::numbers::pi * uniform();
        normal_ = radius * std::sin(angle);
        has_normal_ = true;
        return radius * std::cos(angle);
    }

private:
    std::uint64_t seed_ = 0, block_ = 0;
    std::array<std::uint64_t, 4> words_{};
    std::size_t left_ = 0;
    bool has_normal_ = false;
    double normal_ = 0;
};

} // namespace thalweg::optimizers
