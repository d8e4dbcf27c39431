// SPDX-License-Identifier: MIT
// What a plugin promises before any component of it is used.
#include "conformance/exports.hpp"
#include "conformance/promise.hpp"

#include <fmt/format.h>

namespace thalweg::conformance {

namespace {

/// The loader has refused everything else that can be wrong with a handshake.
Outcome handshake(const Subject &subject) {
    Outcome outcome;
    const library::Plugin &said = subject.plugin.said();
    if (said.version.empty())
        outcome.findings.push_back({"the plugin's version is empty", said.path,
                                    "results name the versions of the plugins that made them",
                                    "set version of the module"});
    outcome.note = fmt::format("{} {}", said.name, said.version);
    return outcome;
}

Outcome exports(const Subject &subject) {
    const auto symbols = exported_symbols(subject.plugin.file());
    if (!symbols)
        return {.inapplicable = "the file has no table of symbols that can be read"};
    Outcome outcome;
    for (const std::string &name : *symbols)
        if (name != THALWEG_ENTRY_NAME)
            outcome.findings.push_back(
                {fmt::format("it exports {}", name), subject.plugin.file().string(),
                 "two plugins that export one name can end up with each other's code or data",
                 "build with -fvisibility=hidden and a linker version script, as thalweg_add_plugin() does"});
    return outcome;
}

Outcome loading(const Subject &subject) {
    Outcome outcome;
    for (const std::string &change : subject.plugin.changes())
        outcome.findings.push_back(
            {change, subject.plugin.file().string(), "it would change the results of every other plugin",
             "link without -ffast-math, and set nothing of the process in constructors or init"});
    return outcome;
}

constexpr Promise promises[] = {
    {"handshake", "the entry gives a module of a version that this thalweg knows, with components in it",
     handshake},
    {"exports", "the entry is the only symbol that the library exports", exports},
    {"loading leaves the process alone",
     "loading changes no arithmetic, locale, signal handler or working directory", loading},
};

} // namespace

std::span<const Promise> promises_of_modules() { return promises; }

} // namespace thalweg::conformance
