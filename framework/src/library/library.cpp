// SPDX-License-Identifier: MIT
// Keeps each loaded plugin once and finds components in the order of loading.
#include "library/library.hpp"

namespace thalweg::library {

Library::Library(HostServices services) : services_(std::move(services)) {}
Library::Library(Library &&) noexcept = default;
Library &Library::operator=(Library &&) noexcept = default;
Library::~Library() = default;

const Module &Library::load(const std::filesystem::path &file) {
    std::error_code none_there;
    for (const auto &module : modules_)
        if (std::filesystem::equivalent(module->file(), file, none_there)) // init is called once in a process
            return *module;
    return *modules_.emplace_back(std::make_unique<Module>(file, services_.table()));
}

void Library::load(const Catalog &catalog) {
    for (const Plugin &plugin : catalog.plugins)
        load(std::filesystem::path(plugin.path));
}

const Offer *Library::find(Kind kind, std::string_view name) const {
    for (const auto &module : modules_)
        if (const Offer *offer = module->find(kind, name))
            return offer;
    return nullptr;
}

const thalweg_component *Library::component(Kind kind, std::string_view name) const {
    const Offer *offer = find(kind, name);
    return offer != nullptr ? &offer->component : nullptr;
}

const thalweg_host &Library::host() const { return services_.table(); }

std::vector<std::string> Library::notes() const {
    std::vector<std::string> all;
    for (const auto &module : modules_)
        all.insert(all.end(), module->notes().begin(), module->notes().end());
    return all;
}

} // namespace thalweg::library
