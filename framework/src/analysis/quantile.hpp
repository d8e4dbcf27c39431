// SPDX-License-Identifier: MIT
// Numbers -> quantiles, where infinity is a number like any other.
#pragma once

#include <vector>

namespace thalweg::analysis {

/// The p-quantile, type 7 of Hyndman & Fan 1996 (The American Statistician 50:361, the default of R and
/// numpy): linear between the order statistics around (n - 1) p. Between a finite and an infinite one it is
/// the infinite one. NaN where `sorted`, which ascends and holds no NaN, is empty.
double quantile(const std::vector<double> &sorted, double p);

struct Quartiles {
    double q1, median, q3;
};

/// Quartiles of numbers in any order, none of them NaN.
Quartiles quartiles(std::vector<double> numbers);

} // namespace thalweg::analysis
