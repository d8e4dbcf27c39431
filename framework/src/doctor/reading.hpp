// SPDX-License-Identifier: MIT
// Files of /proc and /sys -> their words. Private to doctor.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>

namespace thalweg::doctor {

/// The first line of a file; nothing where it cannot be read.
std::optional<std::string> first_line(const std::filesystem::path &file);

/// "3.2 GiB", "512 MiB".
std::string mebibytes(std::uint64_t bytes);

} // namespace thalweg::doctor
