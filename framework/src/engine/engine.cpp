// SPDX-License-Identifier: MIT
#include "engine/engine.hpp"

#include "engine/run.hpp"
#include "engine/stretches.hpp"

#include <chrono>
#include <new>

namespace thalweg::engine {

namespace {

/// As new, but with the memory of its vectors.
void clear(Record &record) {
    Record fresh;
    fresh.observations = std::move(record.observations);
    fresh.metrics = std::move(record.metrics);
    fresh.diagnostics = std::move(record.diagnostics);
    fresh.iterate_steps = std::move(record.iterate_steps);
    fresh.iterates = std::move(record.iterates);
    fresh.x_final = std::move(record.x_final);
    fresh.x_best = std::move(record.x_best);
    fresh.x_solution = std::move(record.x_solution);
    fresh.observations.clear();
    fresh.metrics.clear();
    fresh.diagnostics.clear();
    fresh.iterate_steps.clear();
    fresh.iterates.clear();
    record = std::move(fresh);
}

double seconds_since_1970() {
    return std::chrono::duration<double>(std::chrono::system_clock::now().time_since_epoch()).count();
}

/// A run that never began: everything about it is unknown but the reason.
void fill_unexecuted(Record &record, const plan::Cell &cell, Status status, std::string message) {
    record.run_id = cell.run_id;
    record.dimension = cell.dimension;
    record.status = status;
    record.x_final.assign(cell.dimension, NAN);
    if (cell.dimension <= Recorder::final_cap)
        record.x_best = record.x_solution = record.x_final;
    record.messages.push_back(std::move(message));
}

std::string reason(const Errors &errors) {
    const Error &error = errors.list.front();
    return error.why.empty() ? error.what : error.what + ": " + error.why;
}

} // namespace

struct Engine::State {
    State(const library::Library &plugins, const spec::Record &record_policy)
        : library(plugins), policy(record_policy) {}

    const library::Library &library;
    spec::Record policy;
    Workspace workspace;

    /// What the instances below were made for.
    const library::Component *component = nullptr;
    std::vector<Value> parameters;
    std::uint64_t dimension = 0, instance_seed = 0;
    std::uint32_t table = 0;
    std::unique_ptr<library::ObjectiveInstance> objective;
    std::unique_ptr<Function> function;
    const library::Component *optimizer_component = nullptr;
    std::vector<Value> optimizer_parameters;
    std::unique_ptr<library::OptimizerInstance> optimizer;
    std::unique_ptr<Stretches> stretches; ///< instead of it, where parameters have values by role

    void drop_optimizer() {
        optimizer.reset();
        stretches.reset();
    }
    void make_objective(const plan::Cell &cell);
    void make_optimizer(const plan::Cell &cell);
    void execute(plan::Cell cell, Live &live, Record &record);
};

void Engine::State::make_objective(const plan::Cell &cell) {
    if (function && component == cell.objective && parameters == cell.objective_parameters &&
        dimension == cell.dimension && instance_seed == cell.instance_seed && table == cell.objective_table)
        return;
    drop_optimizer(); // holds the layout of the objective
    function.reset();
    objective = std::make_unique<library::ObjectiveInstance>(
        library, library::ObjectiveOrder{.component = cell.objective->name,
                                         .parameters = cell.objective_parameters,
                                         .dimension = cell.dimension,
                                         .seed = cell.instance_seed,
                                         .folder = cell.folder});
    const Function::Source source{&objective->vtable(), objective->self(), objective->problem().caps,
                                  cell.dimension};
    function = std::make_unique<Function>(
        source,
        cell.objective_spec ? std::span<const spec::Transform>(cell.objective_spec->transforms)
                            : std::span<const spec::Transform>(),
        cell.transform_seed);
    component = cell.objective;
    parameters = cell.objective_parameters;
    dimension = cell.dimension;
    instance_seed = cell.instance_seed;
    table = cell.objective_table;
}

void Engine::State::make_optimizer(const plan::Cell &cell) {
    if ((optimizer || stretches) && optimizer_component == cell.optimizer &&
        optimizer_parameters == cell.optimizer_parameters)
        return;
    drop_optimizer();
    const thalweg_layout *const layout = objective->problem().layout;
    if (has_roles(cell.optimizer_parameters))
        stretches = std::make_unique<Stretches>(library, cell, layout);
    else
        optimizer = std::make_unique<library::OptimizerInstance>(
            library, library::OptimizerOrder{.component = cell.optimizer->name,
                                             .parameters = cell.optimizer_parameters,
                                             .layout = layout,
                                             .dimension = cell.dimension,
                                             .folder = cell.folder});
    optimizer_component = cell.optimizer;
    optimizer_parameters = cell.optimizer_parameters;
}

void Engine::State::execute(plan::Cell cell, Live &live, Record &record) {
    make_objective(cell);
    make_optimizer(cell);
    if (cell.start_is_component_own) {
        if (cell.start.empty())
            cell.start = objective->draw_start(cell.start_draw, cell.start_seed);
        cell.start = function->preimage(cell.start);
    }
    function->draw_from(cell.data_seed);
    Run run({.cell = &cell,
             .policy = &policy,
             .function = function.get(),
             .optimizer = stretches ? &stretches->vtable() : &optimizer->vtable(),
             .self = stretches ? stretches->self() : optimizer->self(),
             .live = &live,
             .record = &record},
            workspace);
    run.execute();
    if (is_bad(record.status)) { // who knows what state they are in
        drop_optimizer();
        function.reset();
        objective.reset();
    }
}

Engine::Engine(const library::Library &library, const spec::Record &policy)
    : state_(std::make_unique<State>(library, policy)) {}
Engine::~Engine() = default;

void Engine::execute(const plan::Cell &cell, Live &live, Record &record) {
    clear(record);
    live = Live{};
    const double started_at = seconds_since_1970();
    const auto give_up = [&](Status status, const std::string &why) {
        state_->drop_optimizer();
        clear(record);
        fill_unexecuted(record, cell, status, why);
    };
    const std::string left = "an exception left a plugin: ";
    try {
        state_->execute(cell, live, record);
    } catch (const library::NoMemory &errors) {
        give_up(Status::out_of_memory, reason(errors));
    } catch (const Errors &errors) {
        give_up(Status::failed, reason(errors));
    } catch (const std::bad_alloc &) {
        give_up(Status::out_of_memory, "no memory for the run's vectors");
    } catch (const std::exception &thrown) {
        give_up(Status::failed, left + thrown.what());
    } catch (...) {
        give_up(Status::failed, left + "no std::exception");
    }
    record.started_at = started_at;
}

} // namespace thalweg::engine
