// SPDX-License-Identifier: MIT
#include "plan/limits.hpp"

#include "plan/state.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <set>

namespace thalweg::plan {

namespace {

constexpr std::uint64_t most_probes = 100'000, most_work = 100'000'000, most_formula_values = 2'000'000;

bool is_formula(const spec::Parameter &parameter) {
    const auto *generator = std::get_if<spec::Generator>(&parameter.value);
    return generator != nullptr && generator->kind == spec::Generator::Kind::formula;
}

template <class Tables> std::uint64_t count_formulas(const Tables &tables) {
    std::uint64_t count = 0;
    for (const auto &table : tables)
        count += static_cast<std::uint64_t>(
            std::count_if(table.parameters.begin(), table.parameters.end(), is_formula));
    return count;
}

/// How many instances of the objectives of a table are asked what they are.
std::uint64_t probes_of(const ObjectiveTable &table) {
    return table.instances() > probe_limit ? table.dimensions.size() : table.instances();
}

/// How many settings are looked at one by one where there are excludes.
std::uint64_t visited(const Settings &settings) {
    return settings.count() > count_limit ? hash_limit : settings.count();
}

std::uint64_t literals_of(const Settings &settings) {
    std::uint64_t count = 1;
    for (const Axis &axis : settings.axes())
        count += axis.generator() == nullptr ? axis.size() : 1;
    return count;
}

/// Sums over the tables of an experiment.
struct Sums {
    std::uint64_t probes = 0, starts_asked = 0, points_visited = 0, settings_visited = 0;
    std::uint64_t objective_literals = 0, optimizer_literals = 0;
    std::set<std::uint64_t> dimensions;
};

Sums sums_of(const Tables &tables) {
    Sums sums;
    for (const ObjectiveTable &table : tables.objectives) {
        const std::uint64_t probes = probes_of(table);
        sums.probes = saturating_sum(sums.probes, probes);
        sums.starts_asked =
            saturating_sum(sums.starts_asked, saturating_product(probes, table.starts.size()));
        sums.points_visited = saturating_sum(
            sums.points_visited, saturating_product(table.dimensions.size(), visited(table.settings)));
        sums.objective_literals += literals_of(table.settings) + table.starts.size();
        sums.dimensions.insert(table.dimensions.begin(), table.dimensions.end());
    }
    for (const OptimizerTable &table : tables.optimizers) {
        sums.settings_visited += visited(table.settings);
        sums.optimizer_literals += literals_of(table.settings);
    }
    return sums;
}

void check_cells(const spec::Spec &spec, const Tables &tables, Mistakes &mistakes) {
    const std::uint64_t cells =
        saturating_product(saturating_product(tables.points(), tables.settings()), spec.repetitions);
    if (cells <= largest_matrix)
        return;
    mistakes.add(spec.name.place,
                 cells == std::numeric_limits<std::uint64_t>::max()
                     ? "the matrix has more than 2^64 runs"
                     : fmt::format("the matrix has {} runs", cells),
                 fmt::format("dimensions x settings x starts x repetitions multiply; the limit is {} (10^12)",
                             largest_matrix),
                 "lower a count, or pair sweeps by zip instead of taking their product");
}

void check_probes(const Tables &tables, const Sums &sums, Mistakes &mistakes) {
    const spec::Place place = tables.objectives.front().written->place;
    if (sums.probes > most_probes)
        mistakes.add(place,
                     fmt::format("{} objectives would have to be made before the first run", sums.probes),
                     fmt::format("each in each dimension is asked for its starts and bounds; the limit is {}",
                                 most_probes),
                     "write fewer dimensions, or fewer values of the objectives' parameters");
    else if (saturating_product(sums.probes, tables.optimizers.size()) > most_work ||
             sums.starts_asked > most_work)
        mistakes.add(
            place, fmt::format("{} objectives meet too many tables and starts", sums.probes),
            fmt::format("{} optimizer tables, {} pairs of an objective and a start; the limit is {} pairs",
                        tables.optimizers.size(), sums.starts_asked, most_work),
            "write sweeps and { uniform = [a, b], count = n } in place of tables and points");
}

/// Above a million points or settings the structure of the tables is compared, each with each.
void check_comparisons(const Tables &tables, const Sums &sums, Mistakes &mistakes) {
    const bool points = tables.points() > hash_limit &&
                        saturating_product(tables.objectives.size(), sums.objective_literals) > most_work;
    const bool settings = tables.settings() > hash_limit &&
                          saturating_product(tables.optimizers.size(), sums.optimizer_literals) > most_work;
    if (points || settings)
        mistakes.add(
            points ? tables.objectives.front().written->place : tables.optimizers.front().written->place,
            fmt::format("too many [[{}]] tables for that many runs", points ? "objective" : "optimizer"),
            "they are compared with each other, so that no run is asked for twice",
            "write sweeps in place of tables");
}

void check_exclude_work(const spec::Spec &spec, const Sums &sums, Mistakes &mistakes) {
    const std::uint64_t settings = saturating_sum(
        sums.points_visited, saturating_product(sums.settings_visited, sums.dimensions.size()));
    if (!spec.excludes.empty() && saturating_product(settings, spec.excludes.size()) > most_work)
        mistakes.add(spec.excludes.front().place,
                     fmt::format("{} [[exclude]] tables for {} settings", spec.excludes.size(), settings),
                     fmt::format("each is compared with each; the limit is {}", most_work),
                     "write bounds in place of single values: { above = 0.1 }");
}

} // namespace

std::uint64_t values_checked(const spec::Spec &spec) {
    const std::uint64_t formulas = count_formulas(spec.objectives) + count_formulas(spec.optimizers);
    return std::min(Axis::table_limit, most_formula_values / std::max<std::uint64_t>(1, formulas));
}

void check_excludes(const spec::Spec &spec, Mistakes &mistakes) {
    constexpr std::uint64_t most_pairs = 1'000'000;
    const std::uint64_t tables = spec.objectives.size() + spec.optimizers.size();
    if (spec.excludes.size() * tables > most_pairs)
        mistakes.add(
            spec.excludes.front().place,
            fmt::format("{} [[exclude]] tables for {} tables of components", spec.excludes.size(), tables),
            fmt::format("each is compared with each; the limit is {}", most_pairs),
            "write bounds in place of single values: { above = 0.1 }");
}

void check_size(const spec::Spec &spec, const Tables &tables, Mistakes &mistakes) {
    check_cells(spec, tables, mistakes);
    if (tables.objectives.empty() || tables.optimizers.empty())
        return;
    const Sums sums = sums_of(tables);
    check_probes(tables, sums, mistakes);
    check_comparisons(tables, sums, mistakes);
    check_exclude_work(spec, sums, mistakes);
}

} // namespace thalweg::plan
