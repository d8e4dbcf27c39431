// SPDX-License-Identifier: MIT
#include "engine/policy.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <numbers>

namespace thalweg::engine {

namespace {

constexpr std::uint64_t iterate_bytes = 8u << 20;
constexpr std::uint64_t unbounded_density = 16;

constexpr std::uint64_t beyond = std::numeric_limits<std::uint64_t>::max();

std::uint64_t log_step(std::uint64_t j, std::uint64_t n) {
    const double exponent = static_cast<double>(j) / static_cast<double>(n);
    return exponent < 18.9 ? static_cast<std::uint64_t>(std::llround(std::pow(10.0, exponent))) : beyond;
}

/// The least j with round(10^(j/n)) > step.
std::uint64_t first_after(std::uint64_t step, std::uint64_t n) {
    const double guess = static_cast<double>(n) * std::log10(static_cast<double>(step) + 0.5);
    auto j = static_cast<std::uint64_t>(std::max(0.0, guess));
    while (j > 0 && log_step(j - 1, n) > step)
        --j;
    while (log_step(j, n) <= step)
        ++j;
    return j;
}

/// Up to here 10^(j/n) grows by less than 1 from j to j + 1, so that no step is left out.
std::uint64_t dense_until(std::uint64_t n) {
    const double growth = std::expm1(std::numbers::ln10 / static_cast<double>(n));
    return static_cast<std::uint64_t>(std::max(0.0, 1 / growth - 1));
}

} // namespace

Steps::Steps(spec::Policy policy) : policy_(policy) {
    if (policy.kind == spec::Policy::Kind::log)
        dense_ = dense_until(policy.n);
}

bool Steps::keeps_log(std::uint64_t step) {
    if (step != next_)
        return false;
    next_ = step < dense_ ? step + 1 : log_step(first_after(step, policy_.n), policy_.n);
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
        const std::uint64_t dense = dense_until(policy.n);
        if (steps <= dense)
            return steps + 1;
        std::uint64_t count = dense + 1, last = dense;
        // around here growth passes 1; after it all j give different steps
        for (std::uint64_t j = first_after(dense, policy.n); last < dense + 4; ++j) {
            const std::uint64_t step = log_step(j, policy.n);
            if (step > steps)
                return count;
            count += step != last;
            last = step;
        }
        return count + first_after(std::max(steps, last), policy.n) - first_after(last, policy.n);
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

namespace {

std::uint64_t with_ends(std::uint64_t rows, std::uint64_t steps) {
    constexpr std::uint64_t ends = 3; // step 0, best, last
    return std::min(rows + ends, steps + 1);
}

} // namespace

std::uint64_t most_observations(spec::Policy policy, std::uint64_t steps) {
    return with_ends(std::min(count_kept(policy, steps), observation_cap), steps);
}

std::uint64_t most_iterates(const Iterates &iterates, std::uint64_t steps) {
    const std::uint64_t kept = count_kept(iterates.policy, steps);
    return with_ends(iterates.cap != 0 ? std::min(kept, iterates.cap) : kept, steps);
}

} // namespace thalweg::engine
