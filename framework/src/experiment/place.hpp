// SPDX-License-Identifier: MIT
// The name of a results file -> whether one may stand there, and room for it.
#pragma once

#include <cstdint>
#include <filesystem>

namespace thalweg::experiment {

/// The file that is meant by a name: where that is a link, what it points to, be it there yet or not. So all
/// who write through one link or another to the same file meet at its lock, and the link stays a link.
std::filesystem::path followed(std::filesystem::path file);

/// Throws Errors where OUT can never be a results file: its folder is not there (Exit::not_written), or what
/// has its name is no file.
void require_place(const std::filesystem::path &out);

/// Throws Errors where what stands in the place of OUT is somebody else's file.
void refuse_foreign_file(const std::filesystem::path &out);

/// What removing the parts would free.
std::uint64_t bytes_of_parts(const std::filesystem::path &out);

/// Removes the parts of OUT, or both. For those who have a Claim, and have checked that nothing forbids it.
void remove_parts(const std::filesystem::path &out);
void remove_results(const std::filesystem::path &out);

} // namespace thalweg::experiment
