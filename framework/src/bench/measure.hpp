// SPDX-License-Identifier: MIT
// Works -> Google Benchmark's JSON of their times.
#pragma once

#include "bench/messages.hpp"
#include "bench/work.hpp"

#include <string>

namespace thalweg::bench {

/// Each work is OPTIMIZER/DIMENSION or OPTIMIZER/DIMENSION/NAME; an iteration is a step. Repetitions are in
/// random order. Once at a time in a process: Google Benchmark is global.
std::string measure(const std::string &name, const Works &works, const Terms &terms);

} // namespace thalweg::bench
