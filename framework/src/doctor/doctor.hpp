// SPDX-License-Identifier: MIT
// The surroundings, topic by topic -> findings. `root` is where /proc and /sys are: tests bring their own.
#pragma once

#include "doctor/finding.hpp"

#include <cstdint>
#include <filesystem>
#include <functional>

namespace thalweg::doctor {

/// This program and its libraries, and which bits its sin, cos, exp and pow have.
Findings look_at_build();

/// Cores that this process may use (`cores`), its share of them, and what makes their speed change.
Findings look_at_processor(const std::filesystem::path &root, unsigned cores);

/// Memory in bytes that a process can have (`memory`), and what of the machine's is free.
Findings look_at_memory(const std::filesystem::path &root, std::uint64_t memory);

/// Limits of this process (ulimit), and where core dumps go.
Findings look_at_limits(const std::filesystem::path &root);

/// Where time comes from, its resolution and what reading it costs.
Findings look_at_clock(const std::filesystem::path &root);

enum class Use { results, scratch };
/// Whether files can be made, locked and synced in `folder`, and how much room there is. Leaves nothing in
/// it.
Findings look_at_folder(const std::filesystem::path &folder, Use use);

/// Programs that pictures need, in the folders of PATH, and the encoding of texts.
/// `environment`: the value of a variable; empty: not set.
Findings look_at_tools(const std::function<std::string(const char *)> &environment);

} // namespace thalweg::doctor
