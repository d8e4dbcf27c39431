// SPDX-License-Identifier: MIT
#include "experiment/head.hpp"

#include "experiment/environment.hpp"
#include "experiment/retry.hpp"
#include "plan/stream.hpp"
#include "pool/job.hpp"

#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <set>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

/// The plugins that the matrix uses, as rows of /catalog/plugin.
nlohmann::json plugin_rows(const plan::Matrix &matrix) {
    nlohmann::json rows = nlohmann::json::array();
    const auto files = pool::plugin_files(matrix);
    const std::set<std::string> used(files.begin(), files.end());
    for (const library::Plugin &plugin : matrix.catalog().plugins)
        if (used.contains(plugin.path))
            rows.push_back({{"file", fs::path(plugin.path).filename().string()},
                            {"name", plugin.name},
                            {"version", plugin.version},
                            {"build_info", plugin.build_info},
                            {"sha256", plugin.sha256}});
    return rows;
}

/// What was resolved: conditions without the builds of plugins, the file and its overrides.
std::string experiment_hash(const plan::Matrix &matrix, const results::Conditions &conditions) {
    nlohmann::json resolved = nlohmann::json::object();
    for (const auto &[name, value] : conditions.values.items())
        if (!name.ends_with(".plugin_sha256"))
            resolved[name] = value;
    const spec::Source &source = matrix.spec().source;
    const std::string text = resolved.dump() + source.text + nlohmann::json(source.overrides).dump();
    return fmt::format("{:016x}", plan::stream_seed(text));
}

} // namespace

results::Head make_head(const plan::Matrix &matrix, const State &state) {
    return {.experiment_toml = matrix.spec().source.text,
            .overrides = matrix.spec().source.overrides,
            .experiment_folder = matrix.spec().source.folder,
            .experiment_hash = experiment_hash(matrix, state.conditions),
            .conditions = state.conditions.values,
            .runs_planned = matrix.counts().runs,
            .environment = environment(),
            .plugins = plugin_rows(matrix),
            .record = matrix.spec().record};
}

nlohmann::json make_manifest(const plan::Matrix &matrix, const State &state) {
    return {{"format", "thalweg-parts"},
            {"conditions", state.conditions.values},
            {"least_attempts", state.least_attempts},
            {"retries", retries_of(state)},
            {"replaces_out", state.replaces_out},
            {"runs_planned", matrix.counts().runs},
            {"experiment_toml", matrix.spec().source.text},
            {"overrides", matrix.spec().source.overrides},
            {"experiment_folder", matrix.spec().source.folder}};
}

} // namespace thalweg::experiment
