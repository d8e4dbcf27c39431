// SPDX-License-Identifier: MIT
// The tables of a matrix -> how many of its cells run: by classes of settings, never cell by cell.
#include "plan/state.hpp"

#include <cmath>
#include <fmt/format.h>
#include <map>

namespace thalweg::plan {

namespace {

/// Settings that no exclude tells apart. `matches` has one character an exclude: whether this side of it
/// matches.
struct Class {
    std::size_t table = 0;
    const library::Problem *problem = nullptr; ///< objectives only
    std::uint64_t dimension = 0;
    std::string matches;
    auto operator<=>(const Class &) const = default;
};
using Classes = std::map<Class, double>; // how many settings; a sampled one stands for many

class Counter {
public:
    explicit Counter(const Matrix::State &state) : state_(state) {}

    Counts count(Mistakes &mistakes) {
        Counts counts;
        counts.cells = state_.counts.cells;
        const Classes objectives = objective_classes();
        if (!can_be_paired(objectives, mistakes))
            return counts;
        double excluded = 0, unsupported = 0;
        for (const auto &[objective, points] : objectives)
            for (const auto &[optimizer, settings] : optimizer_classes(objective.dimension)) {
                const double cells = points * settings * state_.spec->repetitions;
                if (!state_.is_supported(state_.tables.optimizers[optimizer.table], *objective.problem))
                    unsupported += cells;
                else if (both_match(objective.matches, optimizer.matches))
                    excluded += cells;
            }
        // Below 10^12 cells a double holds every count exactly.
        counts.excluded = static_cast<std::uint64_t>(std::llround(excluded));
        counts.unsupported = static_cast<std::uint64_t>(std::llround(unsupported));
        counts.runs = counts.cells - counts.excluded - counts.unsupported;
        counts.exact = exact_;
        return counts;
    }

private:
    /// Whether going over all pairs of classes, and over the excludes of each, takes seconds at most.
    bool can_be_paired(const Classes &objectives, Mistakes &mistakes) {
        constexpr std::uint64_t most_pairs = 1'000'000'000;
        const std::uint64_t excludes = state_.tables.exclusions.size();
        std::uint64_t work = 0;
        for (const auto &[objective, points] : objectives)
            work = saturating_sum(
                work, saturating_product(optimizer_classes(objective.dimension).size(), excludes + 1));
        if (work <= most_pairs)
            return true;
        const auto &all = state_.spec->excludes;
        mistakes.add(all.empty() ? state_.spec->name.place : all.front().place,
                     fmt::format("{} [[exclude]] tables tell too many settings apart", excludes),
                     "each kind of objective is compared with each kind of optimizer setting",
                     "write fewer of them, or bounds: { above = 0.1 }");
        return false;
    }

    static bool both_match(const std::string &a, const std::string &b) {
        for (std::size_t e = 0; e < a.size(); ++e)
            if (a[e] == '1' && b[e] == '1')
                return true;
        return false;
    }

    template <class Sides> std::string matches(const Sides &sides, const std::vector<Value> &values) const {
        std::string bits;
        for (const Exclusion &exclusion : state_.tables.exclusions) {
            const auto &tests = sides(exclusion);
            bool holds = tests.has_value();
            for (std::size_t t = 0; holds && t < tests->size(); ++t)
                holds = (*tests)[t].holds(values);
            bits += holds ? '1' : '0';
        }
        return bits;
    }

    /// Calls visit(setting, weight) for all settings, or for an even sample of them.
    template <class Visit> void each_setting(std::uint64_t count, Visit visit) {
        if (state_.tables.exclusions.empty()) {
            visit(std::uint64_t{0}, static_cast<double>(count)); // all are alike
            return;
        }
        const std::uint64_t visited = count > count_limit ? hash_limit : count;
        exact_ = exact_ && visited == count;
        const double weight = static_cast<double>(count) / static_cast<double>(visited);
        for (std::uint64_t n = 0; n < visited; ++n)
            visit(visited == count ? n : static_cast<std::uint64_t>(static_cast<double>(n) * weight), weight);
    }

    Classes objective_classes() {
        Classes classes;
        for (std::size_t o = 0; o < state_.tables.objectives.size(); ++o) {
            const ObjectiveTable &table = state_.tables.objectives[o];
            const auto side = [&](const Exclusion &e) -> const auto & { return e.objectives[o]; };
            for (std::size_t n = 0; n < table.dimensions.size(); ++n) {
                const auto add = [&](std::uint64_t setting, double weight) {
                    const Instance &instance = state_.probed(o, n, setting);
                    table.settings.write(setting, table.dimensions[n], values_);
                    classes[{o, instance.problem, instance.dimension, matches(side, values_)}] +=
                        weight * static_cast<double>(table.start_count);
                };
                if (table.instances() > probe_limit) {
                    each_setting(table.settings.count(), add);
                } else {
                    for (std::uint64_t setting = 0; setting < table.settings.count(); ++setting)
                        add(setting, 1); // each has a problem of its own
                }
            }
        }
        return classes;
    }

    const Classes &optimizer_classes(std::uint64_t dimension) {
        const auto made = optimizers_.try_emplace(dimension);
        auto &classes = made.first->second;
        if (!made.second)
            return classes;
        for (std::size_t o = 0; o < state_.tables.optimizers.size(); ++o) {
            const OptimizerTable &table = state_.tables.optimizers[o];
            const auto side = [&](const Exclusion &e) -> const auto & { return e.optimizers[o]; };
            each_setting(table.settings.count(), [&](std::uint64_t setting, double weight) {
                table.settings.write(setting, dimension, values_);
                classes[{o, nullptr, dimension, matches(side, values_)}] += weight;
            });
        }
        return classes;
    }

    const Matrix::State &state_;
    std::map<std::uint64_t, Classes> optimizers_; ///< by dimension, which formulas may use
    std::vector<Value> values_;
    bool exact_ = true;
};

} // namespace

Counts count_cells(const Matrix::State &state, Mistakes &mistakes) { return Counter(state).count(mistakes); }

} // namespace thalweg::plan
