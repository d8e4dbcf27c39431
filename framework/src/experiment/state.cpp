// SPDX-License-Identifier: MIT
#include "experiment/state.hpp"

#include "experiment/conditions.hpp"

#include <algorithm>
#include <fmt/format.h>
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

/// Compares conditions; returns the components ("optimizer.adam") whose runs must be executed again.
std::set<std::string> check_conditions(const fs::path &out, const results::Conditions &before,
                                       Rebuilt rebuilt, State &state) {
    std::set<std::string> changed;
    const auto all = conflicts(before, state.conditions);
    const bool only_rebuilt = std::all_of(all.begin(), all.end(), is_rebuilt);
    if (!only_rebuilt)
        refuse_conditions(out, all);
    if (all.empty())
        return changed;
    if (rebuilt == Rebuilt::refuse)
        refuse_rebuilt(out, all);
    for (const auto &difference : all) {
        changed.insert(component_of(difference));
        if (rebuilt == Rebuilt::keep) // stays as it was, so that the next `run` asks again
            state.conditions.values[difference.name] = before.values[difference.name];
    }
    if (rebuilt == Rebuilt::keep)
        changed.clear();
    return changed;
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
               const std::set<std::string> &changed, State &state) {
    std::vector<results::Done> unknown;
    state.done.assign(matrix.size(), false);
    plan::Cell cell;
    for (const results::Done &row : rows) {
        const auto found = state.ids.find(row.key);
        if (found == state.ids.end()) {
            unknown.push_back(row);
            continue;
        }
        if (!changed.empty() && matrix.at(found->second, cell) &&
            (changed.contains("objective." + cell.objective->name) ||
             changed.contains("optimizer." + cell.optimizer->name))) {
            state.attempts[found->second] = row.attempt + 1;
            continue;
        }
        state.done_count += !state.done[found->second];
        state.done[found->second] = true;
    }
    if (!unknown.empty())
        refuse_unknown_runs(out, unknown);
}

} // namespace

fs::path parts_folder(const fs::path &out) { return fs::path(out.string() + ".parts"); }

State read_state(const fs::path &out, const plan::Matrix &matrix, Rebuilt rebuilt) {
    State state;
    state.conditions = make_conditions(matrix);
    state.out_exists = fs::exists(out);
    const auto parts = results::Parts::open(out);
    state.parts_exist = parts.has_value();
    if (!state.out_exists && !state.parts_exist)
        return state;
    std::set<std::string> changed;
    if (parts) // newer than OUT, which a merge will bring up to it
        changed = check_conditions(out, stored_conditions(parts->manifest()), rebuilt, state);
    const results::Reader reader = results::Reader::of_experiment(out, state.notes);
    if (!parts)
        changed = check_conditions(out, stored_conditions(reader.attributes()), rebuilt, state);
    state.complete = state.out_exists && !parts && reader.complete();
    state.runs_planned = reader.runs_planned();
    number_runs(matrix, state);
    mark_done(out, reader.done(), matrix, changed, state);
    return state;
}

} // namespace thalweg::experiment
