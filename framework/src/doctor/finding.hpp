// SPDX-License-Identifier: MIT
// One thing that was looked at, and what it means for runs.
#pragma once

#include <string>
#include <vector>

namespace thalweg::doctor {

/// warning: runs are possible, but slower, less exact in time, or less protected. problem: they are not.
enum class State { ok, warning, problem };

struct Finding {
    std::string topic; ///< "cores", "clock", ...: what was looked at
    State state = State::ok;
    std::string what;     ///< what was found, with units
    std::string why, fix; ///< of what is not ok
};
using Findings = std::vector<Finding>;

} // namespace thalweg::doctor
