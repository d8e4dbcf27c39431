// SPDX-License-Identifier: MIT
// Spec x catalog -> the tables of an experiment, checked and resolved as far as that goes without the
// plugins.
#pragma once

#include "plan/settings.hpp"

namespace thalweg::plan {

/// One entry of a table's `starts`: one start, or `count` drawn ones.
struct StartRange {
    spec::Start written;
    std::uint64_t first = 0;    ///< index of its first start in the table
    std::uint64_t standard = 0; ///< how many "default" stand before it
    Key entry;                  ///< of what it enters keys with, the index aside
};

struct ObjectiveTable {
    const spec::Objective *written = nullptr;
    const library::Component *component = nullptr;
    Settings settings;
    std::vector<std::uint64_t> dimensions; ///< 0: the component's own, known when it is made
    std::vector<StartRange> starts;
    std::uint64_t start_count = 0;
    std::string head; ///< key bytes: name, transforms, data

    std::uint64_t instances() const { return saturating_product(dimensions.size(), settings.count()); }
    std::uint64_t points() const { return saturating_product(instances(), start_count); }
    spec::Place dimension_place(std::size_t n) const {
        return n < written->dimensions.size() ? written->dimensions[n].place : written->name.place;
    }
};

struct OptimizerTable {
    const spec::Optimizer *written = nullptr;
    const library::Component *component = nullptr;
    Settings settings;
    std::string head; ///< key bytes: name
};

/// What `objective_parameters` or `optimizer_parameters` of an exclude asks of one table.
struct Test {
    const spec::Condition *written = nullptr;
    std::size_t slot = 0;
    bool holds(const std::vector<Value> &values) const;
};

struct Exclusion {
    const spec::Exclude *written = nullptr;
    /// One entry a table: the tests to pass; nothing where the table cannot match.
    std::vector<std::optional<std::vector<Test>>> objectives, optimizers;
};

struct Tables {
    std::vector<ObjectiveTable> objectives;
    std::vector<OptimizerTable> optimizers;
    std::vector<Exclusion> exclusions;

    std::uint64_t points() const;   ///< objective, dimension, setting, start
    std::uint64_t settings() const; ///< of all optimizer tables
};

/// Whether spec has refused parts already; then what is missing may be its doing.
enum class Reading { whole, partial };

/// Adds every mistake; tables whose component is unknown are left out.
Tables read_tables(const spec::Spec &spec, const library::Catalog &catalog, Reading reading,
                   Mistakes &mistakes);

/// Excludes of tables; `tables` has its objectives and optimizers already.
std::vector<Exclusion> read_exclusions(const spec::Spec &spec, const Tables &tables, Mistakes &mistakes);

} // namespace thalweg::plan
