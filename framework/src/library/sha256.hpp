// SPDX-License-Identifier: MIT
// A file -> its SHA-256.
#pragma once

#include <filesystem>
#include <string>

namespace thalweg::library {

/// 64 hex digits. Throws Errors where the file cannot be read.
std::string sha256_of_file(const std::filesystem::path &file);

} // namespace thalweg::library
