// SPDX-License-Identifier: MIT
// What measured optimizers start from: neither symmetric nor round, so that no operation has an easy case.
#pragma once

#include <cmath>
#include <thalweg/face/basics.hpp>

namespace thalweg::bench {

/// 1 + sin(i)/2
inline Vector start(std::size_t d) {
    Vector x(d);
    for (std::size_t i = 0; i < d; ++i)
        x[i] = 1 + 0.5 * std::sin(static_cast<double>(i));
    return x;
}

/// Of size 1 + cos(3i)/2, every third one negative.
inline Vector slope(std::size_t d) {
    Vector g(d);
    for (std::size_t i = 0; i < d; ++i)
        g[i] = (i % 3 == 1 ? -1 : 1) * (1 + 0.5 * std::cos(3.0 * static_cast<double>(i) + 1));
    return g;
}

} // namespace thalweg::bench
