// SPDX-License-Identifier: MIT
// `thalweg version`: what this program is and what it reads and writes.
#include "cli/verbs.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <thalweg/abi/base.h>

namespace thalweg::cli {

namespace {

struct VersionOptions {
    bool json = false;
};

Exit print_version(Session &session, const VersionOptions &options) {
    const std::string abi = fmt::format("{}.{}", THALWEG_ABI_MAJOR, THALWEG_ABI_MINOR);
    if (options.json) {
        const nlohmann::ordered_json json = {{"format", "thalweg-version/1"},
                                             {"version", THALWEG_VERSION},
                                             {"abi", abi},
                                             {"results_format", "1.0"},
                                             {"compiler", __VERSION__}};
        session.context.out.print(json.dump(2) + "\n");
        return Exit::done;
    }
    session.context.out.print(fmt::format("thalweg {}\nplugin ABI {}, results format 1.0\ncompiled by {}\n",
                                          THALWEG_VERSION, abi, __VERSION__));
    return Exit::done;
}

} // namespace

void add_version(CLI::App &app, Session &session) {
    CLI::App *verb =
        add_verb(app, "version", "the version of this program and of its formats", "thalweg version --json");
    auto options = std::make_shared<VersionOptions>();
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback([&session, options] {
        session.action = [&session, options] { return print_version(session, *options); };
    });
}

} // namespace thalweg::cli
