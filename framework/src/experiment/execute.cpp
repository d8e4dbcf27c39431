// SPDX-License-Identifier: MIT
#include "experiment/execute.hpp"

#include "experiment/environment.hpp"
#include "plan/stream.hpp"

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

results::Head make_head(const plan::Matrix &matrix, const State &state) {
    return {.experiment_toml = matrix.spec().source.text,
            .overrides = matrix.spec().source.overrides,
            .experiment_hash = experiment_hash(matrix, state.conditions),
            .conditions = state.conditions.values,
            .runs_planned = matrix.counts().runs,
            .environment = environment(),
            .plugins = plugin_rows(matrix),
            .record = matrix.spec().record};
}

void require_folder(const fs::path &out) {
    const fs::path folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
    if (!fs::is_directory(folder))
        throw Errors(Error{.what = "the folder of the results file does not exist",
                           .where = out.string(),
                           .excerpt = {},
                           .why = folder.string() + " is no folder",
                           .fix = "make it, or name another with `-o`",
                           .exit = Exit::not_written});
    if (fs::is_directory(out))
        throw Errors(Error{.what = "the results file is a folder",
                           .where = out.string(),
                           .excerpt = {},
                           .why = "results are one HDF5 file",
                           .fix = "name a file with `-o OUT.h5`"});
}

} // namespace

void remove_results(const fs::path &out) {
    std::error_code ignored; // what is not there need not go; what cannot go is found when it is written
    fs::remove(out, ignored);
    fs::remove_all(parts_folder(out), ignored);
}

Report execute(const plan::Matrix &matrix, const pool::Job &job, const Order &order, const Watch &watch) {
    require_folder(order.out);
    const State state = read_state(order.out, matrix, order.rebuilt);
    const std::uint64_t planned = matrix.counts().runs;
    const std::uint64_t todo = planned - std::min(planned, state.done_count);
    if (watch.on_begin)
        watch.on_begin(state, todo);
    if (todo == 0 && state.complete && state.runs_planned == planned)
        return {Outcome::nothing_to_do, planned, planned};
    if (planned > 0)
        // parts first, then the merged file beside them
        results::require_space(
            order.out,
            static_cast<std::uint64_t>(static_cast<double>(order.predicted_bytes) *
                                       (1 + static_cast<double>(todo) / static_cast<double>(planned))));
    Publisher publisher({.out = order.out,
                         .matrix = &matrix,
                         .state = &state,
                         .head = make_head(matrix, state),
                         .manifest = {{"format", "thalweg-parts"},
                                      {"conditions", state.conditions.values},
                                      {"runs_planned", planned},
                                      {"experiment_toml", matrix.spec().source.text},
                                      {"overrides", matrix.spec().source.overrides}}},
                        watch.on_tick);
    plan::Cell cell;
    const pool::Ended ended =
        pool::supervise({.matrix = &matrix,
                         .job = &job,
                         .is_done = [&](std::uint64_t id) { return !state.done.empty() && state.done[id]; },
                         .todo = todo,
                         .workers = order.workers,
                         .activity =
                             [&](pool::Activity activity) {
                                 if (watch.on_activity && activity.any && matrix.at(activity.run_id, cell))
                                     watch.on_activity(cell);
                             },
                         .environment = {}},
                        publisher);
    if (ended == pool::Ended::interrupted) {
        publisher.leave();
        return {Outcome::interrupted, state.done_count + publisher.published(), planned};
    }
    publisher.finish();
    return {Outcome::finished, planned, planned};
}

} // namespace thalweg::experiment
