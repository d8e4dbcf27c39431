// SPDX-License-Identifier: MIT
// `thalweg check`: whether plugins keep what the ABI lets hosts expect of them.
#include "cli/check_text.hpp"
#include "cli/verbs.hpp"

#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

using Json = nlohmann::ordered_json;

struct CheckOptions {
    std::vector<std::filesystem::path> files;
    unsigned seconds = 10;
    bool json = false;
};

/// Prints text as soon as a plugin is done. Files that are no plugins are reported last, all together.
Exit check(Session &session, const CheckOptions &options) {
    std::vector<conformance::Report> reports;
    std::vector<Error> refusals;
    bool is_kept = true;
    for (const auto &file : options.files) {
        try {
            reports.push_back(
                conformance::check(file, {.processor_time = std::chrono::seconds(options.seconds)}));
        } catch (const Errors &errors) {
            refusals.insert(refusals.end(), errors.list.begin(), errors.list.end());
            continue;
        }
        is_kept = is_kept && reports.back().broken() == 0;
        if (!options.json)
            session.context.out.print((reports.size() > 1 ? "\n" : "") + check_text(reports.back()));
    }
    if (options.json && !reports.empty())
        session.context.out.print(check_json(reports).dump(2, ' ', false, Json::error_handler_t::replace) +
                                  "\n");
    session.context.out.flush();
    if (!refusals.empty())
        throw Errors(std::move(refusals));
    return is_kept ? Exit::done : Exit::bad_runs;
}

} // namespace

void add_check(CLI::App &app, Session &session) {
    CLI::App *verb = add_verb(app, "check", "whether a plugin keeps what it promises: ABI, bits, derivatives",
                              "thalweg check build/release/lib/thalweg/adam.so");
    auto options = std::make_shared<CheckOptions>();
    verb->add_option("PLUGIN.so", options->files, "plugin files; each is executed in a process of its own")
        ->required()
        ->type_name("");
    verb->add_option("--limit", options->seconds,
                     "time for one promise, computing or waiting, by default 10 s")
        ->type_name("SECONDS")
        ->check(CLI::Range(1, 3600));
    verb->add_flag("--json", options->json, "as JSON");
    verb->callback(
        [&session, options] { session.action = [&session, options] { return check(session, *options); }; });
}

} // namespace thalweg::cli
