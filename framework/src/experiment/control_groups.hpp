// SPDX-License-Identifier: MIT
// The control groups of this process -> what the narrowest of them grants.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>

namespace thalweg::experiment {

/// Nothing where no group sets a limit.
struct GroupLimits {
    std::optional<double> cores;         ///< processor seconds a second
    std::optional<std::uint64_t> memory; ///< bytes
};

/// Of the group that the process is in and of all above it, in cgroup v2 and v1. `root`: "/", or a test's
/// copy.
GroupLimits group_limits(const std::filesystem::path &root);

} // namespace thalweg::experiment
