// SPDX-License-Identifier: MIT
// What a Matrix holds: tables, problems, and the arithmetic from a run id to its places in them.
#pragma once

#include "plan/tables.hpp"

#include <deque>
#include <memory>

namespace thalweg::plan {

/// Numbers below this are counted, hashed or probed one by one; above it structure must do.
inline constexpr std::uint64_t probe_limit = 10'000;
inline constexpr std::uint64_t hash_limit = 1'000'000;
inline constexpr std::uint64_t count_limit = 10'000'000;

/// One objective setting in one dimension.
struct Instance {
    const library::Problem *problem = nullptr;
    std::uint64_t dimension = 0;
    Key digest; ///< what it enters keys with
    std::uint64_t start_seed = 0, instance_seed = 0, transform_seed = 0;
};

/// Indices of one cell in the tables.
struct Position {
    std::size_t objective = 0, dimension = 0, range = 0, optimizer = 0;
    std::uint64_t objective_setting = 0, start = 0, optimizer_setting = 0;
    std::uint32_t repetition = 0;
};

/// The probe for one objective setting, and the seeds that do not need its answer.
struct Seeds {
    std::uint64_t seed;
    std::uint64_t instance(const ObjectiveTable &table, std::uint64_t d, std::uint64_t setting) const;
    std::uint64_t start(const ObjectiveTable &table, std::uint64_t d) const;
};

/// What tells probes apart: objective, dimension and, through the seed, parameters.
inline Key probe_identity(const library::Probe &probe) {
    std::string bytes;
    put(bytes, probe.objective);
    put(bytes, probe.dimension);
    put(bytes, probe.seed);
    return hash128(bytes);
}

/// Calls visit(table number, dimension number, setting, probe) for each instance that is probed, in order.
template <class Visit> void each_probe(const Tables &tables, Seeds seeds, Visit visit) {
    for (std::size_t o = 0; o < tables.objectives.size(); ++o) {
        const ObjectiveTable &table = tables.objectives[o];
        const std::uint64_t settings = table.instances() > probe_limit ? 1 : table.settings.count();
        for (std::size_t n = 0; n < table.dimensions.size(); ++n)
            for (std::uint64_t setting = 0; setting < settings; ++setting) {
                library::Probe probe;
                probe.objective = table.component->name;
                probe.dimension = table.dimensions[n];
                table.settings.write(setting, probe.dimension, probe.parameters);
                probe.seed = seeds.instance(table, probe.dimension, setting);
                visit(o, n, setting, std::move(probe));
            }
    }
}

struct Matrix::State {
    std::shared_ptr<const spec::Spec> spec;
    std::shared_ptr<const library::Catalog> catalog;
    Tables tables;
    std::deque<library::Problem> problems;
    std::vector<std::vector<Instance>>
        instances; ///< of each objective table; one a dimension above probe_limit
    std::vector<std::uint64_t> first_point, first_setting; ///< of each table, and the total
    std::vector<std::pair<std::uint64_t, Stop>> stops;     ///< by dimension, ascending
    Counts counts;
    std::vector<std::string> warnings;

    Position position(std::uint64_t run_id) const;
    Instance instance(std::size_t table, std::size_t dimension, std::uint64_t setting) const;
    /// The probed instance that stands for this one.
    const Instance &probed(std::size_t table, std::size_t dimension, std::uint64_t setting) const;
    /// Whether the optimizer's needs are met.
    bool is_supported(const OptimizerTable &optimizer, const library::Problem &problem) const;
    bool is_excluded(std::size_t objective, std::size_t optimizer, const std::vector<Value> &objective_values,
                     const std::vector<Value> &optimizer_values) const;
    Key start_digest(const StartRange &range, std::uint64_t start, const library::Problem &problem) const;
    Key setting_digest(const OptimizerTable &table, std::uint64_t setting) const;
    void fill_start(Cell &cell, const StartRange &range, std::uint64_t start) const;
    Key key_of(const Position &position, const Instance &instance) const;
    std::optional<Key> key(std::uint64_t run_id) const;
    bool fill(std::uint64_t run_id, Cell &cell) const;
};

/// Counts by classes of settings rather than by cells. A mistake where there are too many of them.
Counts count_cells(const Matrix::State &state, Mistakes &mistakes);
/// What will not do what the author may think, and is no mistake.
std::vector<std::string> warnings_of(const Matrix::State &state);
/// Adds a mistake for each pair of tables, or of values in a table, that give two cells of one key.
void refuse_duplicates(const Matrix::State &state, Mistakes &mistakes);

} // namespace thalweg::plan
