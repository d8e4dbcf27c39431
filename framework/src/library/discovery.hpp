// SPDX-License-Identifier: MIT
// Folders -> plugin files in the order in which they win, and what is in them -> the catalog.
#pragma once

#include "library/component.hpp"

#include <cstddef>
#include <filesystem>
#include <vector>

namespace thalweg::library {

/// A file that may be a plugin. `folder` counts the folders of the plugin path from 0.
struct Candidate {
    std::filesystem::path file; ///< absolute
    std::size_t folder = 0;
};

/// Every *.so of each folder, sorted by name; a folder that is given twice counts once. Throws Errors: a
/// folder that is missing or cannot be read.
std::vector<Candidate> find_plugins(const std::vector<std::filesystem::path> &folders);

/// What is known of a candidate that has passed the handshake.
struct Vetted {
    std::size_t folder = 0;
    Plugin plugin;
    std::vector<Component> components;
};

/// The catalog of `vetted`, in their order: a component hides those of its kind and name in later folders,
/// with a note that names both files. Plugins of which nothing is left are left out. Throws Errors: the same
/// component twice in one folder, naming both files.
Catalog gather(std::vector<Vetted> vetted);

} // namespace thalweg::library
