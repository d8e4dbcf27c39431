// SPDX-License-Identifier: MIT
// The plugin path -> what is found there, and what is refused and why.
#include "cli/plugin_findings.hpp"

#include "error.hpp"

#include <algorithm>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

namespace fs = std::filesystem;
using doctor::Finding;
using doctor::State;

Finding folder_finding(const fs::path &folder, const library::Catalog &catalog) {
    std::error_code failure;
    std::size_t files = 0;
    fs::directory_iterator entries(folder, failure), end;
    for (; !failure && entries != end; entries.increment(failure))
        files += entries->path().extension() == ".so";
    if (failure)
        return {"plugin folder", State::problem, folder.string(), failure.message(),
                "make it readable, or take it out of --plugin-path and THALWEG_PLUGIN_PATH"};
    const fs::path real = fs::canonical(folder, failure);
    const auto used = std::ranges::count_if(catalog.plugins, [&](const library::Plugin &plugin) {
        return fs::path(plugin.path).parent_path() == real;
    });
    const std::string what = fmt::format("{}: {} files, {} used", folder.string(), files, used);
    if (used > 0)
        return {"plugin folder", State::ok, what, "", ""};
    return {"plugin folder", State::warning, what,
            files == 0 ? "there is no *.so in it" : "all are refused, or hidden by folders before it",
            "look whether it is the folder that is meant"};
}

Finding components_finding(const library::Catalog &catalog) {
    const auto of = [&](library::Kind kind) {
        return std::ranges::count(catalog.components, kind, &library::Component::kind);
    };
    const auto objectives = of(library::Kind::objective), optimizers = of(library::Kind::optimizer);
    const std::string what = fmt::format("{} objectives, {} optimizers", objectives, optimizers);
    if (objectives > 0 && optimizers > 0)
        return {"components", State::ok, what, "", ""};
    return {"components", State::problem, what, "a run needs one of each",
            "--plugin-path DIR says where plugins are"};
}

} // namespace

doctor::Findings look_at_plugins(const Globals &globals, const Context &context, library::Catalog &catalog) {
    doctor::Findings findings;
    const auto path = plugin_path(globals, context);
    try {
        catalog = context.vet(path);
    } catch (const Errors &errors) {
        for (const Error &error : errors.list)
            findings.push_back({"plugins", State::problem, fmt::format("{}: {}", error.what, error.where),
                                error.why, error.fix});
    }
    for (const fs::path &folder : path)
        findings.push_back(folder_finding(folder, catalog));
    for (const std::string &note : catalog.notes)
        findings.push_back(
            {"plugins", State::warning, note, "", "remove or repair the file, if it is not meant"});
    findings.push_back(components_finding(catalog));
    return findings;
}

} // namespace thalweg::cli
