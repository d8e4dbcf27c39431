// SPDX-License-Identifier: MIT
// Plugin files -> components by name, for a process that executes plugins: workers, --jobs 0, bench, the
// vetting child.
#pragma once

#include "library/host_services.hpp"
#include "library/module.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <thalweg/abi.h>
#include <vector>

namespace thalweg::library {

/// Holds the plugins of this process: one Library a process, alive as long as anything made from it. Not for
/// the supervisor, which asks a Vetting instead.
class Library {
public:
    explicit Library(HostServices services = HostServices::to_stderr());
    Library(Library &&) noexcept;
    Library &operator=(Library &&) noexcept;
    ~Library();

    /// Loads a plugin, or gives the one that is loaded from that file already. Throws Errors: what the
    /// handshake refuses.
    const Module &load(const std::filesystem::path &file);
    /// Loads all plugins of `catalog`, in its order, so that names mean what they mean there. Throws Errors.
    void load(const Catalog &catalog);

    /// The component of that name in the plugin loaded first; NULL where there is none. Structs are whole: of
    /// this host's size, fields that the plugin does not know are 0. Addresses hold as long as the Library.
    const thalweg_component *component(Kind kind, std::string_view name) const;
    const Offer *find(Kind kind, std::string_view name) const;
    const thalweg_host &host() const;
    /// Warnings of all loads, each naming its file.
    std::vector<std::string> notes() const;

private:
    HostServices services_;
    std::vector<std::unique_ptr<Module>> modules_;
};

} // namespace thalweg::library
