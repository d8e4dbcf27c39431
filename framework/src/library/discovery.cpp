// SPDX-License-Identifier: MIT
// Listing of plugin folders, and the rule by which earlier folders hide later ones.
#include "library/discovery.hpp"

#include "error.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>

namespace thalweg::library {

namespace fs = std::filesystem;

namespace {

Error unreadable(const fs::path &folder, std::string why) {
    return {.what = "the plugin folder cannot be read",
            .where = folder.string(),
            .excerpt = {},
            .why = std::move(why),
            .fix = "check --plugin-path and THALWEG_PLUGIN_PATH"};
}

std::vector<fs::path> list(const fs::path &folder) {
    std::vector<fs::path> files;
    std::error_code failure;
    if (!fs::is_directory(folder, failure))
        throw Errors(unreadable(folder, failure ? failure.message() : "it is no folder"));
    fs::directory_iterator entries(folder, failure), end;
    for (; !failure && entries != end; entries.increment(failure)) {
        std::error_code none;
        if (entries->path().extension() == ".so" && !entries->is_directory(none))
            files.push_back(entries->path());
    }
    if (failure)
        throw Errors(unreadable(folder, failure.message()));
    std::sort(files.begin(), files.end());
    return files;
}

/// Who offers a component, and from which folder.
struct Owner {
    std::size_t folder;
    std::string path;
    std::size_t component; ///< its index in the catalog
};

Error twice(const Component &component, const std::string &first, const std::string &second) {
    return {.what = fmt::format("the component \"{}\" is in two plugins of one folder", component.name),
            .where = second,
            .excerpt = {},
            .why = fmt::format("{} offers it too, and experiment files could not say which they mean", first),
            .fix = "remove one of the files, or rename a component"};
}

} // namespace

std::vector<Candidate> find_plugins(const std::vector<fs::path> &folders) {
    std::vector<Candidate> candidates;
    std::vector<fs::path> seen;
    for (std::size_t i = 0; i < folders.size(); ++i) {
        std::error_code missing;
        const fs::path folder = fs::canonical(folders[i], missing);
        if (missing)
            throw Errors(unreadable(folders[i], missing.message()));
        if (std::find(seen.begin(), seen.end(), folder) != seen.end())
            continue;
        seen.push_back(folder);
        for (fs::path &file : list(folder))
            candidates.push_back({std::move(file), i});
    }
    return candidates;
}

Catalog gather(std::vector<Vetted> vetted) {
    Catalog catalog;
    std::map<std::pair<Kind, std::string>, Owner> owners;
    std::vector<Error> mistakes;
    for (Vetted &one : vetted) {
        const std::size_t index = catalog.plugins.size();
        bool is_used = false;
        for (Component &component : one.components) {
            const auto [owner, is_new] =
                owners.try_emplace({component.kind, component.name},
                                   Owner{one.folder, one.plugin.path, catalog.components.size()});
            if (is_new) {
                component.plugin = index;
                catalog.components.push_back(std::move(component));
                is_used = true;
            } else if (owner->second.folder == one.folder) {
                mistakes.push_back(twice(component, owner->second.path, one.plugin.path));
            } else {
                catalog.components[owner->second.component].hides.push_back(one.plugin.path);
                catalog.notes.push_back(fmt::format("\"{}\" is taken from {}; the one in {} is hidden by it",
                                                    component.name, owner->second.path, one.plugin.path));
            }
        }
        if (is_used)
            catalog.plugins.push_back(std::move(one.plugin));
    }
    if (!mistakes.empty())
        throw Errors(std::move(mistakes));
    return catalog;
}

} // namespace thalweg::library
