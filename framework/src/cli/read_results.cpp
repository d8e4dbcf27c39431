// SPDX-License-Identifier: MIT
// Opens results and reads the experiment file stored in them.
#include "cli/read_results.hpp"
#include "experiment/place.hpp"
#include "spec/nearest.hpp"
#include "spec/spec.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>

namespace thalweg::cli {

namespace {

std::string similar_file(const std::filesystem::path &out) {
    std::vector<std::string> names;
    std::error_code failure;
    const auto folder = out.parent_path().empty() ? std::filesystem::path(".") : out.parent_path();
    for (const auto &entry : std::filesystem::directory_iterator(folder, failure))
        if (entry.path().extension() == ".h5")
            names.push_back(entry.path().filename().string());
    const std::string guess = spec::nearest(out.filename().string(), names);
    return guess.empty() ? "" : (out.parent_path() / guess).string();
}

std::vector<std::string> overrides_of(const nlohmann::json &attribute) {
    const nlohmann::json list = attribute.is_string()
                                    ? nlohmann::json::parse(attribute.get<std::string>(), nullptr, false)
                                    : attribute;
    std::vector<std::string> overrides;
    if (list.is_array())
        for (const auto &entry : list)
            if (entry.is_string())
                overrides.push_back(entry.get<std::string>());
    return overrides;
}

} // namespace

void require_results(const std::filesystem::path &out) {
    std::filesystem::path parts = out;
    parts += ".parts";
    std::error_code failure;
    // a process that has only just begun, or was refused, leaves an empty folder, or one with conditions only
    bool has_begun = false;
    for (std::filesystem::directory_iterator entry(parts, failure), end; !failure && entry != end;
         entry.increment(failure)) {
        if (entry->path().extension() == ".h5")
            return;
        has_begun = has_begun || entry->path().filename() == "manifest.json";
    }
    // the parts first: where they have just gone, OUT has come
    if (std::filesystem::exists(out, failure))
        return;
    if (has_begun)
        throw Errors(Error{"the experiment has no finished runs yet", out.string(), "", "",
                           "wait for the first, or execute it with `thalweg run`"});
    const std::string guess = similar_file(out);
    throw Errors(Error{"there is no such results file", out.string(), "", "",
                       guess.empty() ? "check the name; `thalweg run` writes results" : "write " + guess});
}

results::Reader open_results(const std::filesystem::path &name, const Globals &globals,
                             const Context &context) {
    const std::filesystem::path out = experiment::followed(name);
    require_results(out);
    std::vector<std::string> notes;
    results::Reader reader = results::Reader::of_experiment(out, notes);
    for (const std::string &note : notes)
        warn(globals, context, note);
    return reader;
}

results::Stored open_stored(const std::filesystem::path &name, const Globals &globals,
                            const Context &context) {
    const std::filesystem::path out = experiment::followed(name);
    require_results(out);
    std::vector<std::string> notes;
    results::Stored stored(out, notes);
    for (const std::string &note : notes)
        warn(globals, context, note);
    return stored;
}

Experiment read_experiment(const std::string &toml, const std::vector<std::string> &overrides) {
    try {
        std::vector<Error> mistakes; // a later version may find some; name and target are there all the same
        const spec::Spec spec = spec::read_spec({"experiment_toml", toml, overrides}, mistakes);
        return {spec.name.value, spec.title, spec.stop.target};
    } catch (const Errors &) {
        return {};
    }
}

Experiment read_experiment(const results::Reader &reader) {
    const nlohmann::json attributes = reader.attributes();
    if (!attributes.is_object() || !attributes.contains("experiment_toml") ||
        !attributes["experiment_toml"].is_string())
        return {};
    return read_experiment(attributes["experiment_toml"].get<std::string>(),
                           overrides_of(attributes.value("overrides", nlohmann::json::array())));
}

} // namespace thalweg::cli
