// SPDX-License-Identifier: MIT
// A plugin file -> its components as tests drive them, and what loading it did to the process.
#pragma once

#include "library/library.hpp"

#include <filesystem>
#include <string>
#include <thalweg/abi.h>
#include <vector>

namespace thalweg::conformance {

/// A plugin in this process, which it never leaves.
class LoadedPlugin {
public:
    /// Throws Errors: what the handshake refuses.
    LoadedPlugin(library::Library &library, const std::filesystem::path &file);

    const std::filesystem::path &file() const { return module_->file(); }
    const library::Plugin &said() const { return module_->plugin(); }
    const std::vector<library::Offer> &offers() const { return module_->offers(); }
    /// One an offer, its vtable whole.
    const std::vector<thalweg_component> &components() const { return components_; }
    /// What of the process it changed while it was loaded, a sentence each.
    const std::vector<std::string> &changes() const { return changes_; }

private:
    const library::Module *module_ = nullptr;
    std::vector<thalweg_component> components_;
    std::vector<std::string> changes_;
};

} // namespace thalweg::conformance
