// SPDX-License-Identifier: MIT
// An objective that is declared differentiable everywhere -> a place where it is not.
#pragma once

#include "conformance/promise.hpp"

#include <functional>
#include <optional>
#include <thalweg/testing.hpp>

namespace thalweg::conformance {

/// A change that does not shrink with the interval it happens in.
struct Jump {
    double at = 0, before = 0, after = 0;
};

/// Halves [from, to] forty times, towards the larger change. Nothing where the change gets below 1/1000 of
/// max(1, |f|), or f is not finite. What is smooth and so steep is told apart from a jump by nobody.
std::optional<Jump> find_jump(const std::function<double(double)> &f, double from, double to);

/// Searches f and its gradient along lines through the region and each known minimum; tells a gradient that
/// is wrong on one side from a kink of f.
std::optional<Finding> find_kink(const Subject &subject, const testing::Objective &objective);

} // namespace thalweg::conformance
