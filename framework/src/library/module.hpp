// SPDX-License-Identifier: MIT
// A file -> a plugin that has passed the handshake, with its components checked and described.
#pragma once

#include "error.hpp"
#include "library/schema.hpp"

#include <filesystem>
#include <string>
#include <thalweg/abi.h>
#include <vector>

namespace thalweg::library {

/// One plugin in this process. Loading it executes its code; it stays mapped until the process ends, refused
/// or not.
class Module {
public:
    /// Loads `file` and does the whole handshake, init included. `host` must live until the process ends.
    /// Throws Errors, all naming the file. The arithmetic and the locale of the process are as before,
    /// whatever the plugin did.
    Module(const std::filesystem::path &file, const thalweg_host &host);

    const std::filesystem::path &file() const { return file_; } ///< absolute
    /// Its own words; sha256 is left empty.
    const Plugin &plugin() const { return plugin_; }
    /// Its components in their order; addresses hold as long as the Module is neither moved nor destroyed.
    const std::vector<Offer> &offers() const { return offers_; }
    const Offer *find(Kind kind, std::string_view name) const;
    /// Warnings for the person at the keyboard, naming the file.
    const std::vector<std::string> &notes() const { return notes_; }

private:
    const thalweg_module *open() const;
    void shake_hands(const thalweg_module *descriptor, const thalweg_host &host);
    Error refusal(std::string what, std::string why, std::string fix) const;

    std::filesystem::path file_;
    Plugin plugin_;
    std::vector<Offer> offers_;
    std::vector<std::string> notes_;
};

} // namespace thalweg::library
