// SPDX-License-Identifier: MIT
#include "experiment/state.hpp"

#include "experiment/conditions.hpp"
#include "experiment/retry.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <fmt/ranges.h>
#include <optional>
#include <set>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

[[noreturn]] void refuse_conditions(const fs::path &out,
                                    const std::vector<results::Difference> &differences) {
    const std::string equal = way_to_equal_math(differences);
    throw Errors(
        Error{.what = "the results were made under other conditions",
              .where = out.string(),
              .excerpt = table_of(differences, "in the results", "now"),
              .why = "runs of one file must be comparable: these would not be",
              .fix = equal + "write to another file with `-o OTHER.h5`, or start afresh with `--overwrite`"});
}

[[noreturn]] void refuse_rebuilt(const fs::path &out, const std::vector<results::Difference> &differences) {
    throw Errors(Error{.what = "a plugin was rebuilt since these results were made",
                       .where = out.string(),
                       .excerpt = table_of(differences, "in the results", "now"),
                       .why = "its stored runs may not be what it does now",
                       .fix =
                           "`--rerun-changed` executes its runs again, `--keep-old` keeps them; or write to "
                           "another file with `-o OTHER.h5`, or start afresh with `--overwrite`"});
}

results::Conditions stored_conditions(const nlohmann::json &manifest_or_attributes) {
    const auto &json = manifest_or_attributes;
    if (!json.is_object() || !json.contains("conditions"))
        return {};
    const auto &conditions = json["conditions"];
    return {conditions.is_string() ? nlohmann::json::parse(conditions.get<std::string>(), nullptr, false)
                                   : conditions};
}

/// The plugins that were rebuilt; throws where conditions do not allow to continue.
std::vector<results::Difference> check_conditions(const fs::path &out, const results::Conditions &before,
                                                  Rebuilt rebuilt, const State &state) {
    auto all = conflicts(before, state.conditions);
    if (!std::all_of(all.begin(), all.end(), is_rebuilt))
        refuse_conditions(out, all);
    if (!all.empty() && rebuilt == Rebuilt::refuse)
        refuse_rebuilt(out, all);
    return all;
}

/// "objective.cliffs" and "optimizer.adam" of a cell.
std::array<std::string, 2> components_of(const plan::Cell &cell) {
    return {"objective." + cell.objective->name, "optimizer." + cell.optimizer->name};
}

/// From here on, runs of the rebuilt components count from the first attempt that none of them has yet.
void require_new_attempts(const std::vector<results::Difference> &differences, const results::Reader &reader,
                          const plan::Matrix &matrix, State &state) {
    std::map<std::string, std::uint32_t> last;
    for (const auto &difference : differences)
        last[component_of(difference)] = 0;
    if (last.empty())
        return;
    Numbers numbers(matrix);
    plan::Cell cell;
    reader.each_done([&](const results::Done &row) {
        if (const auto id = numbers.find(row.key, row.run_id); id && matrix.at(*id, cell))
            for (const std::string &component : components_of(cell))
                if (const auto entry = last.find(component); entry != last.end())
                    entry->second = std::max(entry->second, row.attempt);
    });
    for (const auto &[component, attempt] : last)
        state.least_attempts[component] = std::max(state.least_attempts[component], attempt + 1);
}

/// The kept conditions name the old build, so that the next `run` asks again, and beside it the new one where
/// runs of it are added now: the file is then of neither build alone.
void keep_conditions(const std::vector<results::Difference> &differences, const results::Conditions &before,
                     const plan::Matrix &matrix, State &state) {
    std::set<std::string> executed;
    plan::Cell cell;
    for (std::uint64_t id = 0; id < matrix.size(); ++id)
        if (!state.done[id] && matrix.at(id, cell))
            for (const std::string &component : components_of(cell))
                executed.insert(component);
    for (const auto &difference : differences) {
        auto &value = state.conditions.values[difference.name];
        if (!executed.contains(component_of(difference)))
            value = before.values[difference.name];
        else if (difference.before.find(difference.now) == std::string::npos)
            value = difference.before + " and " + difference.now;
        else
            value = difference.before;
    }
}

/// Runs in OUT that the matrix has not.
struct Unknown {
    std::uint64_t count = 0;
    std::vector<std::uint64_t> first_ids;
};

[[noreturn]] void refuse_unknown_runs(const fs::path &out, const Unknown &unknown) {
    throw Errors(Error{
        .what = fmt::format("the results hold {} runs that the experiment file no longer has", unknown.count),
        .where = out.string(),
        .excerpt = {},
        .why = fmt::format("their run ids there: {}{}", fmt::join(unknown.first_ids, ", "),
                           unknown.count > unknown.first_ids.size() ? ", ..." : ""),
        .fix = "write to another file with `-o OTHER.h5`, start afresh with `--overwrite`, or put back "
               "what was removed from the experiment file"});
}

void mark_done(const fs::path &out, const results::Reader &reader, const plan::Matrix &matrix, State &state) {
    constexpr std::size_t most_named = 10;
    Unknown unknown;
    state.done.assign(matrix.size(), false);
    Numbers numbers(matrix);
    plan::Cell cell;
    reader.each_done([&](const results::Done &row) {
        const auto id = numbers.find(row.key, row.run_id);
        if (!id) {
            if (++unknown.count <= most_named)
                unknown.first_ids.push_back(row.run_id);
            return;
        }
        state.renumbered |= row.run_id != *id;
        if (!state.least_attempts.empty() && matrix.at(*id, cell) && row.attempt < attempt_of(state, cell)) {
            state.attempts[*id] = std::max(state.attempts[*id], row.attempt + 1);
            return;
        }
        state.done_count += state.done[*id] ? 0 : 1;
        state.done[*id] = true;
    });
    if (unknown.count > 0)
        refuse_unknown_runs(out, unknown);
}

} // namespace

fs::path parts_folder(const fs::path &out) { return out.string() + ".parts"; }

std::uint32_t attempt_of(const State &state, const plan::Cell &cell) {
    std::uint32_t attempt = 1;
    if (const auto found = state.attempts.find(cell.run_id); found != state.attempts.end())
        attempt = found->second;
    for (const std::string &component : components_of(cell))
        if (const auto found = state.least_attempts.find(component); found != state.least_attempts.end())
            attempt = std::max(attempt, found->second);
    return attempt;
}

std::optional<std::uint64_t> Numbers::find(plan::Key key, std::uint64_t stored) {
    if (matrix_.key(stored) == key)
        return stored;
    const auto is_below = [](const Entry &entry, plan::Key wanted) { return entry.key < wanted; };
    if (index_.empty()) {
        index_.reserve(matrix_.counts().runs);
        for (std::uint64_t id = 0; id < matrix_.size(); ++id)
            if (const auto own = matrix_.key(id))
                index_.push_back({*own, id});
        std::sort(index_.begin(), index_.end(), [](const Entry &a, const Entry &b) { return a.key < b.key; });
    }
    const auto found = std::lower_bound(index_.begin(), index_.end(), key, is_below);
    return found != index_.end() && found->key == key ? std::optional(found->run_id) : std::nullopt;
}

State fresh_state(const plan::Matrix &matrix) {
    State state;
    state.replaces_out = true;
    state.conditions = make_conditions(matrix);
    return state;
}

State read_state(const fs::path &out, const plan::Matrix &matrix, Rebuilt rebuilt,
                 const std::vector<engine::Status> &retried) {
    State state;
    state.conditions = make_conditions(matrix);
    std::error_code error; // where it cannot be seen, it cannot be written either, and that is said then
    const auto parts = results::Parts::open(out);
    state.parts_exist = parts.has_value();
    state.replaces_out = parts && parts->replaces_out();
    state.out_exists = !state.replaces_out && fs::exists(out, error);
    if (!state.out_exists && !state.parts_exist)
        return state;
    // the manifest is newer than OUT, which a merge will bring up to it; what it says needs no part to be
    // read
    std::optional<results::Conditions> before;
    std::vector<results::Difference> rebuilt_plugins;
    if (parts) {
        before = stored_conditions(parts->manifest());
        rebuilt_plugins = check_conditions(out, *before, rebuilt, state);
        state.least_attempts = parts->manifest().value("least_attempts", state.least_attempts);
        read_retries(parts->manifest(), state);
    }
    const results::Reader reader = results::Reader::of_experiment(out, state.notes);
    if (!parts) {
        before = stored_conditions(reader.attributes());
        rebuilt_plugins = check_conditions(out, *before, rebuilt, state);
    }
    state.complete = state.out_exists && !parts && reader.complete();
    state.runs_planned = reader.runs_planned();
    if (rebuilt == Rebuilt::rerun)
        require_new_attempts(rebuilt_plugins, reader, matrix, state);
    mark_done(out, reader, matrix, state);
    take_back(reader, retried, matrix, state);
    if (rebuilt == Rebuilt::keep)
        keep_conditions(rebuilt_plugins, *before, matrix, state);
    return state;
}

} // namespace thalweg::experiment
