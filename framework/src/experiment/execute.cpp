// SPDX-License-Identifier: MIT
#include "experiment/execute.hpp"

#include "experiment/claim.hpp"
#include "experiment/environment.hpp"
#include "plan/stream.hpp"

#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <optional>
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

/// Only what could be a results file is ever replaced: no folder, no device.
void refuse_other_kinds(const fs::path &out) {
    std::error_code error;
    const fs::file_status status = fs::status(out, error);
    if (!fs::exists(status) || fs::is_regular_file(status))
        return;
    throw Errors(Error{.what = fs::is_directory(status) ? "the results file is a folder"
                                                        : "the results file is no regular file",
                       .where = out.string(),
                       .excerpt = {},
                       .why = "results are one HDF5 file",
                       .fix = "name a file with `-o OUT.h5`"});
}

/// --overwrite is for results: whatever else stands there, the experiment file even, is not ours to remove.
void refuse_foreign_file(const fs::path &out) {
    constexpr std::string_view signature = "\x89HDF\r\n\x1a\n";
    std::string begin(signature.size(), '\0');
    std::ifstream file(out, std::ios::binary);
    file.read(begin.data(), static_cast<std::streamsize>(begin.size()));
    const bool is_meant = out.extension() == ".h5" || out.extension() == ".hdf5"; // damaged results, say
    if (!file.is_open() || file.gcount() == 0 || begin == signature || is_meant)
        return;
    throw Errors(Error{
        .what = "what stands in the place of the results is no results file",
        .where = out.string(),
        .excerpt = {},
        .why =
            "neither its name nor its first bytes are those of HDF5, and `--overwrite` removes only results",
        .fix = "name another file with `-o OUT.h5`, or remove this one yourself"});
}

void require_folder(const fs::path &out) {
    const fs::path folder = out.has_parent_path() ? out.parent_path() : fs::path(".");
    std::error_code error;
    if (!fs::is_directory(folder, error))
        throw Errors(Error{.what = "the folder of the results file does not exist",
                           .where = out.string(),
                           .excerpt = {},
                           .why = error && error != std::errc::no_such_file_or_directory
                                      ? folder.string() + ": " + error.message()
                                      : folder.string() + " is no folder",
                           .fix = "make it, or name another with `-o`",
                           .exit = Exit::not_written});
    refuse_other_kinds(out);
}

/// When OUT and its parts were last written, so that it shows whether another process did meanwhile.
struct Sight {
    std::optional<fs::file_time_type> out, manifest, parts;
    bool operator==(const Sight &) const = default;
};
Sight look(const fs::path &out) {
    const auto time = [](const fs::path &path) -> std::optional<fs::file_time_type> {
        std::error_code error;
        const auto written = fs::last_write_time(path, error);
        return error ? std::nullopt : std::optional(written);
    };
    const fs::path parts = parts_folder(out);
    Sight sight{time(out), time(parts / "manifest.json"), std::nullopt};
    if (sight.manifest)
        sight.parts = time(parts);
    return sight;
}

bool is_finished(const State &state, std::uint64_t planned) {
    return state.complete && state.done_count == planned && state.runs_planned == planned &&
           !state.renumbered;
}

nlohmann::json make_manifest(const plan::Matrix &matrix, const State &state) {
    return {{"format", "thalweg-parts"},
            {"conditions", state.conditions.values},
            {"least_attempts", state.least_attempts},
            {"runs_planned", matrix.counts().runs},
            {"experiment_toml", matrix.spec().source.text},
            {"overrides", matrix.spec().source.overrides}};
}

/// Parts first, then the merged file beside them.
std::uint64_t bytes_needed(std::uint64_t predicted, std::uint64_t todo, std::uint64_t planned) {
    const double share = planned > 0 ? static_cast<double>(todo) / static_cast<double>(planned) : 0;
    return static_cast<std::uint64_t>(static_cast<double>(predicted) * (1 + share));
}

/// Now that nobody else can be writing them: damaged parts were only read past until here.
void set_damaged_aside(const fs::path &out, State &state) {
    if (state.notes.empty())
        return;
    state.notes.clear();
    if (const auto parts = results::Parts::open(out))
        parts->files(state.notes);
}

void require_runs(const plan::Matrix &matrix) {
    const plan::Counts counts = matrix.counts();
    if (counts.runs == 0)
        throw Errors(Error{.what = "the experiment has no runs",
                           .where = matrix.spec().source.file,
                           .excerpt = {},
                           .why = fmt::format("of {} cells {} are excluded and {} unsupported", counts.cells,
                                              counts.excluded, counts.unsupported),
                           .fix = "loosen [[exclude]], or add components that fit each other"});
}

} // namespace

void remove_results(const fs::path &out) {
    refuse_other_kinds(out);
    refuse_foreign_file(out);
    const fs::path parts = parts_folder(out);
    std::error_code error;
    std::optional<Claim> claim;
    if (fs::exists(parts, error))
        claim.emplace(out); // nobody is writing what goes now
    for (const fs::path &path : {parts, out}) {
        fs::remove_all(path, error);
        if (error)
            throw Errors(Error{.what = "the earlier results could not be removed",
                               .where = path.string(),
                               .excerpt = {},
                               .why = error.message(),
                               .fix = "make this place writable, or choose another with `-o OTHER.h5`",
                               .exit = Exit::not_written});
    }
}

Report execute(const plan::Matrix &matrix, const pool::Job &job, const Order &order, const Watch &watch) {
    require_folder(order.out);
    const std::uint64_t planned = matrix.counts().runs;
    require_runs(matrix);
    const Sight before = look(order.out);
    State state = read_state(order.out, matrix, order.rebuilt);
    std::optional<Claim> claim;
    if (!is_finished(state, planned)) {
        results::require_space(order.out,
                               bytes_needed(order.predicted_bytes, planned - state.done_count, planned));
        claim.emplace(order.out);
        if (look(order.out) != before)
            state = read_state(order.out, matrix, order.rebuilt);
        set_damaged_aside(order.out, state);
    }
    const std::uint64_t todo = planned - std::min(planned, state.done_count);
    if (watch.on_begin)
        watch.on_begin(state, todo);
    if (is_finished(state, planned)) {
        claim.reset();
        tidy(order.out);
        return {Outcome::nothing_to_do, planned, planned};
    }
    auto publisher = std::make_shared<Publisher>(Publisher::Target{.out = order.out,
                                                                   .matrix = &matrix,
                                                                   .state = &state,
                                                                   .head = make_head(matrix, state),
                                                                   .manifest = make_manifest(matrix, state)},
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
                         .interrupted = watch.on_interrupt,
                         .environment = {}},
                        *publisher);
    if (ended == pool::Ended::interrupted) {
        publisher->leave();
        return {Outcome::interrupted, state.done_count + publisher->published(), planned};
    }
    results::Reader reader = publisher->finish();
    return {Outcome::finished, planned, planned, std::move(publisher), std::move(reader)};
}

} // namespace thalweg::experiment
