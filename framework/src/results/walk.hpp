// SPDX-License-Identifier: MIT
// An HDF5 file that may hold anything -> why it cannot be used as results. Private to results, and to a child
// process: HDF5 may crash or hang on the way.
#pragma once

#include <filesystem>
#include <string>

namespace thalweg::results {

inline constexpr const char *not_ours = "it is an HDF5 file, but not a results file of thalweg";

/// Goes to every place of the file that its readers go to: attributes, texts, shapes and the place of each
/// chunk; sizes that the file cannot hold are damage. Numbers are left alone, but for the first and the last
/// of a dataset. Empty where the file can be used.
std::string why_unusable(const std::filesystem::path &file);

} // namespace thalweg::results
