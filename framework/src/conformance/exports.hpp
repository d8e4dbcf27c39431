// SPDX-License-Identifier: MIT
// A shared library -> the names that it exports.
#pragma once

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::conformance {

/// Of the dynamic symbol table, without what the linker itself defines; nothing where the file has none that
/// can be read (not ELF of 64 bits, section headers stripped).
std::optional<std::vector<std::string>> exported_symbols(const std::filesystem::path &file);

} // namespace thalweg::conformance
