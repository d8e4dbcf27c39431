// SPDX-License-Identifier: MIT
// A seed -> BBOB's random numbers, points, rotations and least values: the same in every implementation of
// the suite.
#pragma once

#include <thalweg/plugin.hpp>

#include <array>
#include <cmath>
#include <numbers>
#include <numeric>

namespace bbob {

using thalweg::Vector;
using Seed = std::int64_t;

/// Park & Miller's generator, x ← 16807 x mod (2³¹ − 1), with Bays & Durham's shuffle. Seeds below 2³¹ − 1.
inline Vector uniform(std::size_t n, Seed seed) {
    constexpr Seed modulus = 2147483647;
    Seed state = std::max<Seed>(seed, 1);
    const auto next = [&] { return state = 16807 * state % modulus; };
    std::array<Seed, 32> shuffled{};
    for (std::size_t i = 40; i-- > 0;)
        if (next(); i < shuffled.size())
            shuffled[i] = state;
    Seed drawn = shuffled[0];
    Vector u(n);
    for (double &value : u) {
        Seed &slot = shuffled[static_cast<std::size_t>(drawn / 67108865)]; // of 2³¹ numbers to 32 slots
        next();
        drawn = std::exchange(slot, state);
        value = drawn == 0 ? 1e-99 : static_cast<double>(drawn) / static_cast<double>(modulus);
    }
    return u;
}

/// Standard normal numbers by Box & Muller.
inline Vector gaussian(std::size_t n, Seed seed) {
    const Vector u = uniform(2 * n, seed);
    Vector g(n);
    for (std::size_t i = 0; i < n; ++i) {
        g[i] = std::sqrt(-2 * std::log(u[i])) * std::cos(2 * std::numbers::pi * u[n + i]);
        if (g[i] == 0)
            g[i] = 1e-99;
    }
    return g;
}

/// A point in [−4, 4)^d on a grid of 0.0008, no coordinate of which is 0.
inline Vector random_optimum(std::size_t d, Seed seed) {
    Vector x = uniform(d, seed);
    for (double &value : x) {
        value = 8 * std::floor(1e4 * value) / 1e4 - 4;
        if (value == 0)
            value = -1e-5;
    }
    return x;
}

/// Removes from `count` columns, stored one after the other, what they have of the unit vector.
template <std::size_t count> void remove(const double *unit, double *columns, std::size_t d) {
    std::array<double, count> products{};
    for (std::size_t k = 0; k < d; ++k)
        for (std::size_t c = 0; c < count; ++c)
            products[c] += columns[c * d + k] * unit[k];
    for (std::size_t c = 0; c < count; ++c)
        for (std::size_t k = 0; k < d; ++k)
            columns[c * d + k] -= products[c] * unit[k];
}

/// Columns of d Gaussian numbers, made orthonormal by Gram & Schmidt (modified). Each column meets the
/// earlier ones in their order; four at a time, since sums of their own need not wait for each other.
inline Vector random_rotation(std::size_t d, Seed seed) {
    Vector columns = gaussian(d * d, seed);
    for (std::size_t j = 0; j < d; ++j) {
        double *const unit = &columns[j * d];
        const double norm = std::sqrt(std::inner_product(unit, unit + d, unit, 0.0));
        for (std::size_t k = 0; k < d; ++k)
            unit[k] /= norm;
        std::size_t i = j + 1;
        for (; i + 4 <= d; i += 4)
            remove<4>(unit, &columns[i * d], d);
        for (; i < d; ++i)
            remove<1>(unit, &columns[i * d], d);
    }
    return columns;
}

/// A ratio of two normal numbers, hence Cauchy distributed, to two decimals and within ±1000.
inline double random_least_value(Seed seed) {
    const double ratio = gaussian(1, seed)[0] / gaussian(1, seed + 1)[0];
    return std::clamp(std::floor(100 * 100 * ratio + 0.5) / 100, -1000.0, 1000.0);
}

/// The places 0 .. n − 1 in ascending order of their keys.
inline std::vector<std::size_t> order_of(const double *keys, std::size_t n) {
    std::vector<std::size_t> order(n);
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::sort(order.begin(), order.end(), [&](std::size_t a, std::size_t b) { return keys[a] < keys[b]; });
    return order;
}

} // namespace bbob
