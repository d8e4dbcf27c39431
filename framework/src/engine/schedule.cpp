// SPDX-License-Identifier: MIT
#include "engine/schedule.hpp"

#include <algorithm>
#include <cmath>
#include <numbers>

namespace thalweg::engine {

double at(const Schedule &s, std::uint64_t step, std::uint64_t horizon) {
    if (step < s.warmup)
        return s.from * static_cast<double>(step + 1) / static_cast<double>(s.warmup);
    const std::uint64_t k = step - s.warmup;
    if (s.kind == "step")
        return s.from * std::pow(s.factor, static_cast<double>(s.every ? k / s.every : 0));
    if (s.kind == "constant")
        return s.from;
    const double length = static_cast<double>(horizon > s.warmup ? horizon - s.warmup : 1);
    const double p = std::min(1.0, static_cast<double>(k) / length);
    if (s.kind == "linear")
        return s.from + (s.to - s.from) * p;
    if (s.kind == "cosine")
        return s.to + (s.from - s.to) * (1 + std::cos(std::numbers::pi * p)) / 2;
    return s.from * std::pow(s.to / s.from, p); // exponential
}

} // namespace thalweg::engine
