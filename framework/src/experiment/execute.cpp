// SPDX-License-Identifier: MIT
#include "experiment/execute.hpp"

#include "experiment/claim.hpp"
#include "experiment/environment.hpp"
#include "experiment/place.hpp"
#include "experiment/retry.hpp"
#include "plan/stream.hpp"

#include <fmt/format.h>
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
            {"retries", retries_of(state)},
            {"replaces_out", state.replaces_out},
            {"runs_planned", matrix.counts().runs},
            {"experiment_toml", matrix.spec().source.text},
            {"overrides", matrix.spec().source.overrides}};
}

/// Parts first, then the merged file beside them.
std::uint64_t bytes_needed(std::uint64_t predicted, std::uint64_t todo, std::uint64_t planned) {
    const double share = planned > 0 ? static_cast<double>(todo) / static_cast<double>(planned) : 0;
    return static_cast<std::uint64_t>(static_cast<double>(predicted) * (1 + share));
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

/// Once nothing speaks against a new start. OUT itself stays until the new results take its place.
State overwrite(const plan::Matrix &matrix, const Order &order, std::optional<Claim> &claim) {
    refuse_foreign_file(order.out);
    const std::uint64_t planned = matrix.counts().runs;
    const std::uint64_t needed = bytes_needed(order.predicted_bytes, planned, planned);
    results::require_space(order.out, needed - std::min(needed, bytes_of_parts(order.out)));
    claim.emplace(order.out); // nobody is writing what goes now
    remove_parts(order.out);
    return fresh_state(matrix);
}

/// Out of the way before anything is added: what is found damaged at the end was damaged meanwhile.
void set_aside_damaged_parts(const fs::path &out, const State &state) {
    std::vector<std::string> said;
    if (const auto parts = results::Parts::open(out); parts && !state.notes.empty())
        parts->files(said, results::Parts::Damaged::set_aside);
}

/// Where it stands, and the claim where something is to be written.
State prepare(const plan::Matrix &matrix, const Order &order, std::optional<Claim> &claim) {
    require_place(order.out);
    require_runs(matrix);
    if (order.existing == Existing::is_overwritten)
        return overwrite(matrix, order, claim);
    const std::uint64_t planned = matrix.counts().runs;
    const Sight before = look(order.out);
    State state = read_state(order.out, matrix, order.rebuilt, order.retried);
    if (is_finished(state, planned))
        return state;
    results::require_space(order.out,
                           bytes_needed(order.predicted_bytes, planned - state.done_count, planned));
    claim.emplace(order.out);
    if (look(order.out) != before)
        state = read_state(order.out, matrix, order.rebuilt, order.retried);
    set_aside_damaged_parts(order.out, state);
    return state;
}

Failure make_failure(const plan::Matrix &matrix, const engine::Record &record) {
    Failure failure{.cell = {}, .status = record.status, .message = {}};
    matrix.at(record.run_id, failure.cell);
    if (!record.messages.empty())
        failure.message = record.messages.front();
    return failure;
}

/// What was finished before the fault that is being told now is made safe; where that fails as well, the
/// first fault is the one that explains it. A place that could not be written is left alone.
void leave_what_is_finished(Publisher &publisher, const std::exception &fault) {
    const auto *errors = dynamic_cast<const Errors *>(&fault);
    if (errors != nullptr && errors->list.front().exit == Exit::not_written)
        return;
    try {
        publisher.leave();
    } catch (const std::exception &) {
    }
}

pool::Work make_work(const plan::Matrix &matrix, const State &state, const Order &order) {
    return {.matrix = &matrix,
            .job = nullptr,
            .is_done = [&state](std::uint64_t id) { return !state.done.empty() && state.done[id]; },
            .todo = matrix.counts().runs - std::min(matrix.counts().runs, state.done_count),
            .workers = order.workers,
            .activity = {},
            .environment = {}};
}

void connect(pool::Work &work, const Watch &watch) {
    work.interrupted = watch.on_interrupt;
    if (watch.on_activity)
        work.activity = [&watch, &matrix = *work.matrix,
                         cell = plan::Cell()](pool::Activity activity) mutable {
            if (activity.any && matrix.at(activity.run_id, cell))
                watch.on_activity(cell);
        };
}

} // namespace

Report execute(const plan::Matrix &matrix, const pool::Job &job, const Order &order, const Watch &watch) {
    std::optional<Claim> claim;
    const State state = prepare(matrix, order, claim);
    const std::uint64_t planned = matrix.counts().runs;
    Report report{Outcome::nothing_to_do, planned, planned};
    pool::Work work = make_work(matrix, state, order);
    if (watch.on_begin)
        watch.on_begin(state, work.todo);
    if (is_finished(state, planned)) {
        claim.reset();
        tidy(order.out);
        return report;
    }
    auto publisher = std::make_shared<Publisher>(Publisher::Target{.out = order.out,
                                                                   .matrix = &matrix,
                                                                   .state = &state,
                                                                   .head = make_head(matrix, state),
                                                                   .manifest = make_manifest(matrix, state)},
                                                 watch.on_tick);
    work.job = &job;
    connect(work, watch);
    if (order.after_failure == AfterFailure::stops)
        work.failed = [&](const engine::Record &record) {
            if (!report.failure)
                report.failure = make_failure(matrix, record);
        };
    pool::Ended ended = pool::Ended::all_done;
    try {
        ended = pool::supervise(work, *publisher);
    } catch (const std::exception &fault) {
        leave_what_is_finished(*publisher, fault);
        throw;
    }
    if (ended != pool::Ended::all_done) {
        publisher->leave();
        report.outcome = ended == pool::Ended::stopped ? Outcome::stopped : Outcome::interrupted;
        report.done = state.done_count + publisher->published();
        return report;
    }
    report.outcome = Outcome::finished;
    report.reader = publisher->finish();
    report.memory = std::move(publisher);
    return report;
}

} // namespace thalweg::experiment
