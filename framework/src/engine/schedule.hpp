// SPDX-License-Identifier: MIT
// A schedule -> the value of its parameter at a step.
#pragma once

#include "value.hpp"

namespace thalweg::engine {

/// The value for step `step` + 1 of `horizon` (step counts from 0). With warm-up w: from (k + 1) / w while k
/// < w; then, with p = (k - w) / (N - w):
///     constant     from
///     linear       from + (to - from) p
///     cosine       to + (from - to) (1 + cos(pi p)) / 2       (Loshchilov & Hutter 2017, arXiv:1608.03983)
///     exponential  from (to / from)^p
///     step         from factor^floor((k - w) / every)
double at(const Schedule &schedule, std::uint64_t step, std::uint64_t horizon);

} // namespace thalweg::engine
