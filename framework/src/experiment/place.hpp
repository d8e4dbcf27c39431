// SPDX-License-Identifier: MIT
// The name of a results file -> whether one may stand there, and room for it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace thalweg::experiment {

/// Throws Errors where OUT can never be a results file: its folder is not there (Exit::not_written), or what
/// has its name is no file.
void require_place(const std::filesystem::path &out);

/// Throws Errors where what stands in the place of OUT is somebody else's file.
void refuse_foreign_file(const std::filesystem::path &out);

/// Of OUT and its parts.
std::uint64_t bytes_of_results(const std::filesystem::path &out);

/// Removes OUT and its parts. For those who have a Claim, and have checked that nothing forbids it.
void remove_results(const std::filesystem::path &out);

} // namespace thalweg::experiment
