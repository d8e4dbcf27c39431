// SPDX-License-Identifier: MIT
#include "experiment/state.hpp"

#include "experiment/conditions.hpp"

#include <algorithm>
#include <array>
#include <fmt/format.h>
#include <optional>
#include <set>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

std::string short_text(const std::string &text) {
    return text.size() > 24 ? text.substr(0, 21) + "..." : text;
}

std::string table_of(const std::vector<results::Difference> &differences) {
    std::size_t width = 4;
    for (const auto &d : differences)
        width = std::max(width, d.name.size());
    std::string table = fmt::format("       {:<{}}  {:<24}  {}\n", "what", width, "in the results", "now");
    for (const auto &d : differences)
        table += fmt::format("       {:<{}}  {:<24}  {}\n", d.name, width, short_text(d.before),
                             short_text(d.now));
    return table;
}

[[noreturn]] void refuse_conditions(const fs::path &out,
                                    const std::vector<results::Difference> &differences) {
    throw Errors(
        Error{.what = "the results were made under other conditions",
              .where = out.string(),
              .excerpt = table_of(differences),
              .why = "runs of one file must be comparable: these would not be",
              .fix = "write to another file with `-o OTHER.h5`, or start afresh with `--overwrite`"});
}

[[noreturn]] void refuse_rebuilt(const fs::path &out, const std::vector<results::Difference> &differences) {
    throw Errors(Error{.what = "a plugin was rebuilt since these results were made",
                       .where = out.string(),
                       .excerpt = table_of(differences),
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
void require_new_attempts(const std::vector<results::Difference> &differences,
                          const std::vector<results::Done> &rows, const plan::Matrix &matrix, State &state) {
    std::map<std::string, std::uint32_t> last;
    for (const auto &difference : differences)
        last[component_of(difference)] = 0;
    plan::Cell cell;
    for (const results::Done &row : rows)
        if (const auto found = state.ids.find(row.key);
            found != state.ids.end() && matrix.at(found->second, cell))
            for (const std::string &component : components_of(cell))
                if (const auto entry = last.find(component); entry != last.end())
                    entry->second = std::max(entry->second, row.attempt);
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

void number_runs(const plan::Matrix &matrix, State &state) {
    state.ids.reserve(matrix.counts().runs);
    plan::Cell cell;
    for (std::uint64_t id = 0; id < matrix.size(); ++id)
        if (matrix.at(id, cell))
            state.ids.emplace(cell.key, id);
}

[[noreturn]] void refuse_unknown_runs(const fs::path &out, const std::vector<results::Done> &unknown) {
    std::string ids;
    for (std::size_t i = 0; i < std::min<std::size_t>(unknown.size(), 10); ++i)
        ids += fmt::format("{}{}", i ? ", " : "", unknown[i].run_id);
    throw Errors(
        Error{.what = fmt::format("the results hold {} runs that the experiment file no longer has",
                                  unknown.size()),
              .where = out.string(),
              .excerpt = {},
              .why = fmt::format("their run ids there: {}{}", ids, unknown.size() > 10 ? ", ..." : ""),
              .fix = "write to another file with `-o OTHER.h5`, start afresh with `--overwrite`, or put back "
                     "what was removed from the experiment file"});
}

void mark_done(const fs::path &out, const std::vector<results::Done> &rows, const plan::Matrix &matrix,
               State &state) {
    std::vector<results::Done> unknown;
    state.done.assign(matrix.size(), false);
    plan::Cell cell;
    for (const results::Done &row : rows) {
        const auto found = state.ids.find(row.key);
        if (found == state.ids.end()) {
            unknown.push_back(row);
            continue;
        }
        const std::uint64_t id = found->second;
        state.renumbered |= row.run_id != id;
        if (!state.least_attempts.empty() && matrix.at(id, cell) && row.attempt < attempt_of(state, cell)) {
            state.attempts[id] = row.attempt + 1;
            continue;
        }
        state.done_count += !state.done[id];
        state.done[id] = true;
    }
    if (!unknown.empty())
        refuse_unknown_runs(out, unknown);
}

bool any_part(const fs::path &out) {
    std::error_code error;
    for (fs::directory_iterator entry(parts_folder(out), error), end; !error && entry != end;
         entry.increment(error))
        if (entry->path().extension() == ".h5")
            return true;
    return false;
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

State read_state(const fs::path &out, const plan::Matrix &matrix, Rebuilt rebuilt) {
    State state;
    state.conditions = make_conditions(matrix);
    std::error_code error; // where it cannot be seen, it cannot be written either, and that is said then
    state.out_exists = fs::exists(out, error);
    const auto parts = results::Parts::open(out);
    state.parts_exist = parts.has_value();
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
    }
    if (!state.out_exists && !any_part(out))
        return state; // it was begun, and nothing was finished
    const results::Reader reader = results::Reader::of_experiment(out, state.notes);
    if (!parts) {
        before = stored_conditions(reader.attributes());
        rebuilt_plugins = check_conditions(out, *before, rebuilt, state);
    }
    state.complete = state.out_exists && !parts && reader.complete();
    state.runs_planned = reader.runs_planned();
    number_runs(matrix, state);
    const std::vector<results::Done> rows = reader.done();
    if (rebuilt == Rebuilt::rerun)
        require_new_attempts(rebuilt_plugins, rows, matrix, state);
    mark_done(out, rows, matrix, state);
    if (rebuilt == Rebuilt::keep)
        keep_conditions(rebuilt_plugins, *before, matrix, state);
    return state;
}

} // namespace thalweg::experiment
