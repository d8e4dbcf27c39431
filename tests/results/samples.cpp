// SPDX-License-Identifier: MIT
#include "samples.hpp"

#include <limits>
#include <random>

namespace thalweg::results::samples {

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();
constexpr std::uint64_t greatest = std::numeric_limits<std::uint64_t>::max();

library::Parameter parameter(const char *key, const char *doc, const char *unit) {
    library::Parameter made;
    made.key = key;
    made.doc = doc;
    made.unit = unit;
    return made;
}

void fill_scalars(engine::Record &r, double base) {
    r.attempt = 1;
    r.worker = 3;
    r.steps = greatest - 5;
    r.cost = {11, 12, 13, 14, 15, 16};
    r.f_start = base + 0.125;
    r.f_final = -infinity;
    r.f_best = -0.0;
    r.f_incumbent = 5e-324;
    r.f_solution = infinity;
    r.gradient_norm_final = 1.7976931348623157e308;
    r.step_best = greatest;
    r.hessian_min = -2.5;
    r.hessian_max = 7.25;
    r.hessian_negative = 1;
    r.hessian_zero = 2;
    r.window_travel = 0.1;
    r.window_net = 0.3;
    r.window_period = 4;
    r.seconds = 1.5;
    r.seconds_objective = 1.125;
    r.seconds_optimizer = 0.375;
    r.started_at = 1600000000.25;
    r.observation_stride = 2;
}

void fill_vectors(engine::Record &r, double base) {
    for (std::uint64_t k = 0; k < 3; ++k)
        r.observations.push_back({.step = 2 * k,
                                  .f = base - static_cast<double>(k) / 8,
                                  .gradient_norm = k == 1 ? std::numeric_limits<double>::quiet_NaN() : 0.75,
                                  .cost = {10 + k, 20 + k, 30 + k, 40 + k, 50 + k, 60 + k},
                                  .f_batch = base + 100,
                                  .seconds = 0.5 * static_cast<double>(k)});
    for (std::uint64_t k = 0; k < 3; ++k) {
        const double number = base + static_cast<double>(k);
        r.diagnostics.push_back(
            {.step_length = k == 0 ? std::numeric_limits<double>::quiet_NaN() : number + 0.25,
             .step_cosine = -0.5 + number / 64,
             .x_norm = 7 * number});
    }
    r.iterate_steps = {0, 4};
    for (std::uint64_t i = 0; i < 2 * r.dimension; ++i)
        r.iterates.push_back(base + 0.0625 * static_cast<double>(i));
    for (std::uint64_t i = 0; i < r.dimension; ++i) {
        const double shift = static_cast<double>(i);
        r.x_final.push_back(base + shift);
        r.x_best.push_back(base - shift - 0.5);
        r.x_solution.push_back(2 * base + shift);
    }
    r.hits = {{0.1, 2, {1, 2, 3, 4, 5, 6}}, {0.01, 4, {7, 8, 9, 10, 11, 12}}};
    r.full = {{0, 1, base + 1, 0.625}, {4, 2, base + 2, 0.875}};
}

} // namespace

Experiment::Experiment() : components_(std::make_unique<std::array<library::Component, 3>>()) {
    auto &[objective, optimizer, plain] = *components_;
    objective.name = "cliffs";
    objective.parameters = {parameter("scale", "of f", "m")};
    optimizer.name = "adam";
    optimizer.kind = plain.kind = library::Kind::optimizer;
    optimizer.parameters = {parameter("learning_rate", "step length", ""),
                            parameter("place", "of epsilon", "")};
    optimizer.metrics = {{"zeal", "how much", ""}, {"angle", "between steps", "rad"}};
    plain.name = "newton";
    plain.parameters = {parameter("damping", "of the Hessian", "")};
    head.experiment_toml = "[experiment]\nname = \"täler\"\n";
    head.overrides = {"stop.steps=4"};
    head.experiment_hash = "00112233445566778899aabbccddeeff";
    head.environment = {{"host", "here"}, {"cpu", "fast"}};
    head.plugins = nlohmann::json::array({{{"name", "p"}, {"file", "p.so"}}});
}

void Experiment::add(std::uint64_t id, std::uint64_t dimension) {
    plan::Cell &cell = cells_.emplace_back();
    cell.run_id = id;
    cell.key = {greatest - id, id * 7 + 1};
    cell.dimension = dimension;
    cell.repetition = static_cast<std::uint32_t>(id % 2);
    cell.objective = &(*components_)[0];
    cell.optimizer = &(*components_)[id % 2 == 0 ? 1 : 2];
    cell.optimizer_table = static_cast<std::uint32_t>(id % 2);
    cell.objective_parameters = {2.5};
    if (id % 2 == 0)
        cell.optimizer_parameters = {0.25 * static_cast<double>(id + 1), std::string("inside")};
    else
        cell.optimizer_parameters = {Schedule{.kind = "cosine", .from = 0.5, .to = 0.25}};
    engine::Record &record = records_.emplace_back();
    record.run_id = id;
    record.dimension = dimension;
    record.status = id % 2 == 0 ? engine::Status::out_of_memory : engine::Status::target;
    const double base = static_cast<double>(id) + 0.375;
    fill_scalars(record, base);
    fill_vectors(record, base);
    if (id % 2 == 0)
        record.metrics = {base,      base + 10, base + 20,
                          base + 30, base + 40, base + 50}; // 3 observations x 2 metrics
    record.messages = {"grüße von " + std::to_string(id), "second"};
    head.runs_planned = cells_.size();
}

std::vector<FinishedRun> Experiment::runs() const {
    std::vector<FinishedRun> list;
    for (std::size_t i = 0; i < cells_.size(); ++i)
        list.push_back({&cells_[i], &records_[i]});
    return list;
}

Experiment small() {
    Experiment experiment;
    experiment.add(4, 2);
    experiment.add(0, 3);
    experiment.add(7, 2);
    experiment.add(2, 2);
    engine::Record &bare = experiment.record(3);
    bare = {};
    bare.run_id = 2;
    bare.dimension = 2;
    bare.status = engine::Status::crashed;
    return experiment;
}

Folder::Folder() {
    std::random_device random;
    path_ = std::filesystem::temp_directory_path() /
            ("thalweg-" + std::to_string(random()) + std::to_string(random()));
    std::filesystem::create_directory(path_);
}
Folder::~Folder() { std::filesystem::remove_all(path_); }

} // namespace thalweg::results::samples
