// SPDX-License-Identifier: MIT
#include "engine/policy.hpp"

#include <algorithm>
#include <cmath>

namespace thalweg::engine {

namespace {

constexpr std::uint64_t iterate_bytes = 8u << 20;
constexpr std::uint64_t unbounded_density = 16;

std::uint64_t log_step(std::uint64_t j, std::uint64_t n) {
    return static_cast<std::uint64_t>(
        std::llround(std::pow(10.0, static_cast<double>(j) / static_cast<double>(n))));
}

} // namespace

bool Steps::keeps_log(std::uint64_t step) {
    if (step != next_)
        return false;
    while (next_ <= step)
        next_ = log_step(j_++, policy_.n);
    return true;
}

std::uint64_t count_kept(spec::Policy policy, std::uint64_t steps) {
    switch (policy.kind) {
    case spec::Policy::Kind::all:
    case spec::Policy::Kind::improvement:
        return steps + 1;
    case spec::Policy::Kind::every:
        return steps / policy.n + 1;
    case spec::Policy::Kind::log: {
        std::uint64_t count = 1, last = 0;
        for (std::uint64_t j = 0;; ++j) {
            const std::uint64_t step = log_step(j, policy.n);
            if (step > steps || j > 20 * policy.n)
                return count;
            count += step != last;
            last = step;
        }
    }
    case spec::Policy::Kind::none:
    case spec::Policy::Kind::automatic:
        return 0;
    }
    return 0;
}

Iterates resolve_iterates(spec::Policy policy, std::optional<std::uint64_t> steps, std::uint64_t dimension) {
    using Kind = spec::Policy::Kind;
    if (policy.kind != Kind::automatic)
        return {policy, 0};
    const std::uint64_t cap =
        std::max<std::uint64_t>(1, iterate_bytes / (8 * std::max<std::uint64_t>(1, dimension)));
    if (!steps)
        return {{Kind::log, unbounded_density}, cap};
    if (*steps + 1 <= cap)
        return {{Kind::all, 0}, cap};
    std::uint64_t low = 0, high = cap; // the densest log:n that fits; 0: none does
    while (low < high) {
        const std::uint64_t middle = low + (high - low + 1) / 2;
        if (count_kept({Kind::log, middle}, *steps) <= cap)
            low = middle;
        else
            high = middle - 1;
    }
    return low ? Iterates{{Kind::log, low}, cap} : Iterates{{Kind::none, 0}, cap};
}

} // namespace thalweg::engine
