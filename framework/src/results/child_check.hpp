// SPDX-License-Identifier: MIT
// A file from elsewhere -> opened and walked in a child process first, where a crash or a hang does no harm.
// Private.
#pragma once

#include <filesystem>

namespace thalweg::results {

/// Throws Errors with Exit::wrong: not there, not HDF5, not ours, of a newer format, damaged.
void check_in_child(const std::filesystem::path &file);

} // namespace thalweg::results
