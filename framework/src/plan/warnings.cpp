// SPDX-License-Identifier: MIT
// What will not do what the author may think, and is no mistake.
#include "plan/by_role.hpp"
#include "plan/state.hpp"
#include "plan/transforms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <set>
#include <thalweg/abi/layout.h>

namespace thalweg::plan {

namespace {

using State = Matrix::State;
using Names = std::set<std::string>;
using Warnings = std::vector<std::string>;

bool has_batches(const ObjectiveTable &table) {
    return table.written->data && table.written->data->batch != 0;
}

bool is_tagged_stochastic(const library::Component &component) {
    return std::find(component.tags.begin(), component.tags.end(), "stochastic") != component.tags.end();
}

/// Whether repetitions meet other values: by noise, or by the order of the samples.
bool differs_by_repetition(const ObjectiveTable &table) {
    return (has_batches(table) && table.written->data->order != "sequential") ||
           is_random(table.written->transforms) || is_tagged_stochastic(*table.component);
}

/// As the author calls it.
template <class Table> const std::string &name_of(const Table &table) {
    return table.written->label.empty() ? table.component->name : table.written->label;
}

Names on_batches(const State &state) {
    Names names;
    for (const ObjectiveTable &table : state.tables.objectives)
        if (has_batches(table))
            names.insert(name_of(table));
    return names;
}

void warn_of_target(const State &state, Warnings &warnings) {
    const auto knows_optimum = [](const library::Problem &problem) { return problem.f_opt.has_value(); };
    const auto keeps_optimum = [](const ObjectiveTable &table) {
        return least_value(table.written->transforms, 0.0).has_value();
    };
    if (!(std::ranges::all_of(state.problems, knows_optimum) &&
          std::ranges::all_of(state.tables.objectives, keeps_optimum)))
        warnings.emplace_back("stop.target is ignored where an objective does not know its least value");
    const Names names = on_batches(state);
    if (!names.empty() && state.spec->record.full.kind == spec::Policy::Kind::none)
        warnings.push_back(fmt::format("stop.target is tested on minibatches of {} only where all data is "
                                       "evaluated, which is at the start and "
                                       "the end: set record.full, such as \"every:10\"",
                                       fmt::join(names, ", ")));
}

void warn_of_gradient_norm(const State &state, Warnings &warnings) {
    if (const Names names = on_batches(state); !names.empty())
        warnings.push_back(fmt::format(
            "stop.gradient_norm is ignored on minibatches of {}: the gradient on a batch does not tend to 0",
            fmt::join(names, ", ")));
}

void warn_of_large_batches(const State &state, Warnings &warnings) {
    for (std::size_t o = 0; o < state.tables.objectives.size(); ++o) {
        const ObjectiveTable &table = state.tables.objectives[o];
        std::uint64_t least = ~std::uint64_t{0};
        for (const Instance &instance : state.instances[o])
            least = std::min(least, instance.problem->n_samples);
        if (has_batches(table) && table.written->data->batch > least)
            warnings.push_back(
                fmt::format("data.batch = {} is more than the {} samples of {}: a batch has {}",
                            table.written->data->batch, least, name_of(table), least));
    }
}

void warn_of_equal_repetitions(const State &state, Warnings &warnings) {
    Names objectives, optimizers;
    for (std::size_t o = 0; o < state.tables.objectives.size(); ++o) {
        const ObjectiveTable &objective = state.tables.objectives[o];
        for (const OptimizerTable &optimizer : state.tables.optimizers) {
            const auto meets = [&](const Instance &i) { return state.is_supported(optimizer, *i.problem); };
            if (differs_by_repetition(objective) || is_tagged_stochastic(*optimizer.component) ||
                !std::ranges::any_of(state.instances[o], meets))
                continue;
            objectives.insert(name_of(objective));
            optimizers.insert(name_of(optimizer));
        }
    }
    if (!objectives.empty() && !optimizers.empty())
        warnings.push_back(fmt::format("experiment.repetitions = {}, but nothing is random in runs of "
                                       "{} on {}: their repetitions are equal",
                                       state.spec->repetitions, fmt::join(optimizers, ", "),
                                       fmt::join(objectives, ", ")));
}

/// Optimizers with that tag do something else where no block of x is a hidden matrix.
void warn_of_hidden_matrices(const State &state, std::uint32_t roles, Warnings &warnings) {
    const auto has_tag = [](const library::Component &component) {
        return std::ranges::find(component.tags, "hidden_matrices") != component.tags.end();
    };
    Names names;
    for (const OptimizerTable &table : state.tables.optimizers)
        if (has_tag(*table.component))
            names.insert(name_of(table));
    if (!names.empty() && (roles & 1u << THALWEG_ROLE_HIDDEN) == 0)
        warnings.push_back(
            fmt::format("{} treats matrices of the role hidden, and no objective of the file has such blocks",
                        fmt::join(names, ", ")));
}

} // namespace

std::vector<std::string> warnings_of(const Matrix::State &state) {
    const spec::Spec &spec = *state.spec;
    Warnings warnings;
    if (spec.stop.target)
        warn_of_target(state, warnings);
    if (spec.stop.gradient_norm)
        warn_of_gradient_norm(state, warnings);
    warn_of_large_batches(state, warnings);
    std::uint32_t roles = 0;
    for (const library::Problem &problem : state.problems)
        roles |= problem.roles;
    warn_of_hidden_matrices(state, roles, warnings);
    for (std::string &remark : unmet_roles(state.tables, roles))
        warnings.push_back(std::move(remark));
    if (spec.repetitions > 1)
        warn_of_equal_repetitions(state, warnings);
    return warnings;
}

} // namespace thalweg::plan
