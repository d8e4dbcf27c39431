// SPDX-License-Identifier: MIT
// Something that is done in steps, as it is given to the clock: blocks of steps, and what comes between them.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <string>
#include <thalweg/face/basics.hpp>
#include <vector>

namespace thalweg::bench {

/// One thing to measure. `block` makes `steps` steps and is timed; `renew`, which may be
/// empty, comes before each block and is not.
struct Work {
    std::string name; ///< what it is called behind OPTIMIZER/DIMENSION; empty: the optimizer itself
    std::uint64_t steps = 1;
    std::function<void()> renew;
    std::function<thalweg_status()> block;    ///< negative: the plugin's error
    std::map<std::string, double> counters{}; ///< go into the JSON beside the times; none is 0
};

/// What is measured side by side, and what a person should know of it; or why nothing can be.
struct Works {
    std::vector<Work> list{};
    std::string note{}, refusal{};
    std::string failure{}; ///< why the optimizer is broken; else empty
};

} // namespace thalweg::bench
