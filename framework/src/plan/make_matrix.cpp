// SPDX-License-Identifier: MIT
// Tables and the answers of the objectives -> the matrix, or what the answers show to be wrong.
#include "plan/state.hpp"
#include "plan/stops.hpp"
#include "plan/transforms.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <map>
#include <set>
#include <thalweg/abi.h>

namespace thalweg::plan {

namespace {

using StartKind = spec::Start::Kind;
using State = Matrix::State;

/// Those that are not the defaults.
std::string setting_text(const library::Component &component, const std::vector<Value> &values) {
    std::string text;
    for (std::size_t p = 0; p < values.size(); ++p)
        if (component.parameters[p].fallback != values[p])
            text += fmt::format("{}{} = {}", text.empty() ? "" : ", ", component.parameters[p].key,
                                to_text(values[p]));
    return text.empty() ? text : " (" + text + ")";
}

/// Where the table names the file that a refusal is about, if it is about one.
std::optional<spec::Place> file_place(const ObjectiveTable &table, const library::Probe &probe,
                                      const std::string &why) {
    const auto &parameters = table.component->parameters;
    for (std::size_t p = 0; p < std::min(parameters.size(), probe.parameters.size()); ++p) {
        const auto *name = std::get_if<std::string>(&probe.parameters[p]);
        if (!parameters[p].is_file || name == nullptr || name->empty() || why.find(*name) == why.npos)
            continue;
        for (const spec::Parameter &written : table.written->parameters)
            if (written.key == parameters[p].key)
                return written.value_place;
    }
    return std::nullopt;
}

/// Fills the instances of all tables from the answers; false where one was refused.
class Reception {
public:
    Reception(State &state, const std::vector<library::ProbeAnswer> &answers, Mistakes &mistakes)
        : state_(state), answers_(answers), mistakes_(mistakes) {}

    bool receive() {
        state_.instances.resize(state_.tables.objectives.size());
        each_probe(
            state_.tables, Seeds{state_.spec->seed},
            [&](std::size_t o, std::size_t n, std::uint64_t, library::Probe &&probe) { take(o, n, probe); });
        return !refused_;
    }

private:
    void take(std::size_t o, std::size_t n, const library::Probe &probe) {
        const auto [known, is_new] = numbers_.emplace(probe_identity(probe), numbers_.size());
        if (known->second >= answers_.size())
            throw Errors(Error{"an objective was not asked for what it is", "", "",
                               fmt::format("{} answers to more probes", answers_.size()), "", Exit::fault});
        Instance instance;
        const auto &answer = answers_[known->second];
        if (const auto *text = std::get_if<std::string>(&answer)) {
            refuse(o, n, probe, *text);
        } else {
            const auto &problem = std::get<library::Problem>(answer);
            if (is_new)
                problems_[known->second] = &state_.problems.emplace_back(problem);
            instance.problem = problems_[known->second];
            instance.dimension = problem.dim != 0 ? problem.dim : probe.dimension;
            if (probe.dimension != 0 && instance.dimension != probe.dimension)
                refuse(o, n, probe, fmt::format("it has dimension {}", instance.dimension));
        }
        state_.instances[o].push_back(instance);
    }

    void refuse(std::size_t o, std::size_t n, const library::Probe &probe, const std::string &why) {
        refused_ = true;
        if (!told_.insert({o, n}).second)
            return; // one complaint a dimension
        const ObjectiveTable &table = state_.tables.objectives[o];
        mistakes_.add(
            file_place(table, probe, why).value_or(table.dimension_place(n)),
            probe.dimension == 0
                ? fmt::format("{} cannot be made", probe.objective)
                : fmt::format("{} cannot be made in dimension {}", probe.objective, probe.dimension),
            why + setting_text(*table.component, probe.parameters),
            fmt::format("`thalweg describe {}` tells its dimensions and parameters", probe.objective));
    }

    State &state_;
    const std::vector<library::ProbeAnswer> &answers_;
    Mistakes &mistakes_;
    std::map<Key, std::size_t> numbers_;
    std::map<std::size_t, const library::Problem *> problems_;
    std::set<std::pair<std::size_t, std::size_t>> told_;
    bool refused_ = false;
};

bool is_inside(const std::vector<double> &x, const library::Problem &problem) {
    for (std::size_t j = 0; j < x.size(); ++j)
        if ((j < problem.lower.size() && x[j] < problem.lower[j]) ||
            (j < problem.upper.size() && x[j] > problem.upper[j]))
            return false;
    return true;
}

void check_bounds(const ObjectiveTable &table, const spec::Start &start, const Instance &instance,
                  Mistakes &mistakes) {
    const library::Problem &problem = *instance.problem;
    if (problem.lower.empty() && problem.upper.empty())
        return;
    std::vector<std::vector<double>> corners;
    if (start.kind == StartKind::point)
        corners = {start.point};
    else
        corners = {std::vector<double>(instance.dimension, start.from),
                   std::vector<double>(instance.dimension, start.to)};
    for (const auto &corner : corners)
        if (const auto x = seen_by_component(corner, table.written->transforms);
            x && !is_inside(*x, problem)) {
            mistakes.add(
                start.place, fmt::format("the start lies outside the bounds of {}", table.component->name),
                start.kind == StartKind::point ? "a run begins at a point where the objective is defined"
                                               : "draws from that interval may fall outside",
                fmt::format("choose starts within its bounds; `thalweg describe {}`", table.component->name));
            return;
        }
}

void check_start(const ObjectiveTable &table, const StartRange &range, const Instance &instance,
                 Mistakes &mistakes) {
    const spec::Start &start = range.written;
    const std::string &name = table.component->name;
    if (start.kind == StartKind::standard) {
        if (instance.problem->start.empty() && !instance.problem->draws_starts)
            mistakes.add(start.place, fmt::format("{} has no default start", name),
                         fmt::format("in dimension {} it offers none", instance.dimension),
                         "write starts = [[...]], or { uniform = [a, b], count = n }");
        return;
    }
    if (start.kind == StartKind::point && start.point.size() != instance.dimension) {
        mistakes.add(start.place,
                     fmt::format("the start has {} coordinates, but {} has dimension {} here",
                                 start.point.size(), name, instance.dimension),
                     "a start is a point of the objective's space",
                     fmt::format("give it {} coordinates", instance.dimension));
        return;
    }
    check_bounds(table, start, instance, mistakes);
}

void check_starts(const State &state, Mistakes &mistakes) {
    for (std::size_t o = 0; o < state.tables.objectives.size(); ++o) {
        const ObjectiveTable &table = state.tables.objectives[o];
        for (const StartRange &range : table.starts)
            for (const Instance &instance : state.instances[o]) {
                const std::size_t before = mistakes.size();
                check_start(table, range, instance, mistakes);
                if (mistakes.size() != before)
                    break; // the other settings would say the same
            }
        const bool lacks_samples = std::any_of(state.instances[o].begin(), state.instances[o].end(),
                                               [](const Instance &i) { return i.problem->n_samples == 0; });
        if (table.written->data && lacks_samples)
            mistakes.add(table.written->data->place,
                         fmt::format("{} has no data with these parameters", table.component->name),
                         "its number of samples is 0", "remove data from the table");
    }
}

std::string quantities(std::uint32_t needs) {
    std::vector<std::string> words;
    for (const auto &[bit, word] : {std::pair{THALWEG_W_F, "values"},
                                    {THALWEG_W_G, "gradients"},
                                    {THALWEG_W_H, "Hessians"},
                                    {THALWEG_W_HV, "Hessian-vector products"}})
        if ((needs & bit) != 0)
            words.emplace_back(word);
    return listed(words, "and");
}

void check_support(const State &state, Mistakes &mistakes) {
    if (state.spec->skip_unsupported)
        return;
    for (std::size_t o = 0; o < state.tables.objectives.size(); ++o) {
        std::uint32_t offered = ~0u; // by all instances
        for (const Instance &instance : state.instances[o])
            offered &= instance.problem->caps;
        for (const OptimizerTable &optimizer : state.tables.optimizers) {
            if (library::unmet_needs(*optimizer.component, offered) == 0 || mistakes.is_full())
                continue;
            const ObjectiveTable &objective = state.tables.objectives[o];
            const auto lacking =
                std::find_if(state.instances[o].begin(), state.instances[o].end(),
                             [&](const Instance &i) { return !state.is_supported(optimizer, *i.problem); });
            if (lacking == state.instances[o].end())
                continue;
            const std::uint32_t missing = library::unmet_needs(*optimizer.component, lacking->problem->caps);
            mistakes.add(
                optimizer.written->name.place,
                fmt::format("{} needs {}, which {} does not offer", optimizer.component->name,
                            quantities(missing), objective.component->name),
                fmt::format("the optimizer of line {} meets the objective of line {}",
                            optimizer.written->name.place.line, objective.written->name.place.line),
                "set experiment.skip_unsupported = true to leave these runs out, or remove one of the two");
        }
    }
}

void number_tables(State &state) {
    state.first_point = state.first_setting = {0};
    for (const ObjectiveTable &table : state.tables.objectives)
        state.first_point.push_back(state.first_point.back() + table.points());
    for (const OptimizerTable &table : state.tables.optimizers)
        state.first_setting.push_back(state.first_setting.back() + table.settings.count());
    state.counts.cells = state.first_point.back() * state.first_setting.back() * state.spec->repetitions;
}

/// Computes once what at() then copies.
void complete_instances(State &state) {
    for (std::size_t o = 0; o < state.tables.objectives.size(); ++o) {
        const ObjectiveTable &table = state.tables.objectives[o];
        if (table.instances() > probe_limit)
            continue;
        for (std::size_t i = 0; i < state.instances[o].size(); ++i)
            state.instances[o][i] = state.instance(o, i / table.settings.count(), i % table.settings.count());
    }
}

std::vector<std::uint64_t> dimensions_of(const State &state) {
    std::set<std::uint64_t> dimensions;
    for (const auto &instances : state.instances)
        for (const Instance &instance : instances)
            dimensions.insert(instance.dimension);
    return {dimensions.begin(), dimensions.end()};
}

void fill_state(State &state, const std::vector<library::ProbeAnswer> &answers, Mistakes &mistakes) {
    if (!Reception(state, answers, mistakes).receive())
        return;
    check_starts(state, mistakes);
    check_support(state, mistakes);
    state.stops = read_stops(*state.spec, dimensions_of(state), mistakes);
    if (!mistakes.empty())
        return;
    complete_instances(state);
    number_tables(state);
    refuse_duplicates(state, mistakes);
    if (!mistakes.empty()) {
        state.counts = {};
        return;
    }
    state.counts = count_cells(state, mistakes);
    state.warnings = warnings_of(state);
}

} // namespace

Matrix make_matrix(std::shared_ptr<const spec::Spec> spec, std::shared_ptr<const library::Catalog> catalog,
                   const std::vector<library::Probe> &, const std::vector<library::ProbeAnswer> &answers,
                   std::vector<Error> &mistakes) {
    auto state = std::make_unique<State>();
    Mistakes found(spec->source);
    state->spec = std::move(spec);
    state->catalog = std::move(catalog);
    state->tables = read_tables(*state->spec, *state->catalog, Reading::whole, found);
    if (found.empty() && mistakes.empty())
        fill_state(*state, answers, found);
    else if (!mistakes.empty())
        return Matrix(std::move(state)); // check() has told them
    found.append_to(mistakes);
    return Matrix(std::move(state));
}

} // namespace thalweg::plan
