// SPDX-License-Identifier: MIT
// The shape of a run -> the memory that it takes, before there is one.
#pragma once

#include "plan/matrix.hpp"

#include <cstdint>

namespace thalweg::engine {

struct Memory {
    std::uint64_t run = 0;    ///< bytes in the process that executes it, what the plugins keep of it left out
    std::uint64_t record = 0; ///< of them, what is handed on
};

/// Of points alone: x, g and the like, which each run has; and the Hessian where it is asked for.
enum class Curvature { none, hessian };
std::uint64_t point_bytes(std::uint64_t dimension, Curvature curvature);

Memory memory_of(const plan::Cell &cell, const spec::Record &policy);

} // namespace thalweg::engine
