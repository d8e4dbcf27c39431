// SPDX-License-Identifier: MIT
// What the promises of optimizers and objectives are tested with: settings, functions, points, bits.
#pragma once

#include "conformance/promise.hpp"

#include <cstdint>
#include <cstring>
#include <string>
#include <thalweg/testing.hpp>
#include <vector>

namespace thalweg::conformance {

/// NaN equals NaN of the same bits, 0 is not -0.
template <class A, class B> bool same_bits(const A &a, const B &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), a.size() * sizeof(double)) == 0;
}

/// Values for the parameters that have no default, within their ranges; the others keep their defaults.
testing::Settings settings_of(const library::Component &component);
/// A parameter that must be set and for which no value can be made up (text, arrays); empty: none.
std::string unsettable(const library::Component &component);

enum class Poison { none, nan, plus_infinity, minus_infinity };
/// The sum of (i + 1)/2 x_i² - cos(x_i) in any dimension, with gradient, Hessian and products; poisoned, all
/// that it gives is that.
const thalweg_component &bowl(Poison poison = Poison::none);

/// 1 + sin(i)/2: no symmetric point.
std::vector<double> start(std::size_t dimension);

/// One step of a rule or an iteration, or a whole run of at most 100 requests. The status, negative ones too.
thalweg_status advance(testing::Optimizer &optimizer, const testing::Objective &objective);
/// As advance, where any error but the spent budget is a finding: throws testing::Failed.
void advance_soundly(testing::Optimizer &optimizer, const testing::Objective &objective);
/// The iterates of so many advances, one after the other.
std::vector<double> trajectory(testing::Optimizer &optimizer, const testing::Objective &objective,
                               int steps = 20);

/// Points on no lattice: all over the region, where there is none around the start, and within the bounds.
std::vector<std::vector<double>> points(const thalweg_problem &problem, int count);

/// "DIR/adam.so, optimizer adam, d = 37"
std::string place(const Subject &subject, std::size_t dimension);

/// That no parameter breaks the rules for descriptions; shared by both kinds.
Outcome parameter_schema(const Subject &subject);

} // namespace thalweg::conformance
