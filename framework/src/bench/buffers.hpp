// SPDX-License-Identifier: MIT
// A number of vectors in one allocation, placed so that none is at another's address modulo a page: else a
// load waits for a store to the other vector that it is mistaken for, and loops differ by chance.
#pragma once

#include <thalweg/face/basics.hpp>

namespace thalweg::bench {

class Buffers {
public:
    Buffers(std::size_t n, std::size_t d)
        : stride_((d + page - 1) / page * page + shift), memory_(n * stride_, 0.0) {}
    /// 64-byte aligned, d doubles.
    double *vector(std::size_t k) { return memory_.data() + k * stride_; }

private:
    static constexpr std::size_t page = 512, shift = 72; // in doubles
    std::size_t stride_;
    Vector memory_;
};

} // namespace thalweg::bench
