// SPDX-License-Identifier: MIT
#include "samples.hpp"

#include <bit>
#include <catch2/catch.hpp>
#include <cstring>
#include <map>

using namespace thalweg;
using namespace thalweg::results;

CATCH_TRANSLATE_EXCEPTION(const thalweg::Errors &errors) { return to_text(errors.list.front()); }

namespace {

/// Bits, so that NaN equals NaN and -0 differs from 0.
std::uint64_t bits(double number) { return std::bit_cast<std::uint64_t>(number); }

std::vector<std::uint64_t> bits(const std::vector<double> &numbers) {
    std::vector<std::uint64_t> list;
    for (const double number : numbers)
        list.push_back(bits(number));
    return list;
}

void check_scalars(const engine::Record &is, const engine::Record &was) {
    CHECK(is.run_id == was.run_id);
    CHECK(is.attempt == was.attempt);
    CHECK(is.worker == was.worker);
    CHECK(is.dimension == was.dimension);
    CHECK(is.status == was.status);
    CHECK(is.steps == was.steps);
    CHECK(is.cost == was.cost);
    CHECK(bits(is.f_start) == bits(was.f_start));
    CHECK(bits(is.f_final) == bits(was.f_final));
    CHECK(bits(is.f_best) == bits(was.f_best));
    CHECK(bits(is.f_incumbent) == bits(was.f_incumbent));
    CHECK(bits(is.f_solution) == bits(was.f_solution));
    CHECK(bits(is.gradient_norm_final) == bits(was.gradient_norm_final));
    CHECK(is.step_best == was.step_best);
    CHECK(bits(is.hessian_min) == bits(was.hessian_min));
    CHECK(bits(is.hessian_max) == bits(was.hessian_max));
    CHECK(is.hessian_negative == was.hessian_negative);
    CHECK(is.hessian_zero == was.hessian_zero);
    CHECK(bits(is.window_travel) == bits(was.window_travel));
    CHECK(bits(is.window_net) == bits(was.window_net));
    CHECK(is.window_period == was.window_period);
    CHECK(bits(is.seconds) == bits(was.seconds));
    CHECK(bits(is.seconds_objective) == bits(was.seconds_objective));
    CHECK(bits(is.seconds_optimizer) == bits(was.seconds_optimizer));
    CHECK(bits(is.started_at) == bits(was.started_at));
    CHECK(is.observation_stride == was.observation_stride);
}

void check_vectors(const engine::Record &is, const engine::Record &was) {
    REQUIRE(is.observations.size() == was.observations.size());
    for (std::size_t i = 0; i < is.observations.size(); ++i) {
        CHECK(is.observations[i].step == was.observations[i].step);
        CHECK(bits(is.observations[i].f) == bits(was.observations[i].f));
        CHECK(bits(is.observations[i].gradient_norm) == bits(was.observations[i].gradient_norm));
        CHECK(is.observations[i].cost == was.observations[i].cost);
        CHECK(bits(is.observations[i].f_batch) == bits(was.observations[i].f_batch));
        CHECK(bits(is.observations[i].seconds) == bits(was.observations[i].seconds));
    }
    REQUIRE(is.diagnostics.size() == was.diagnostics.size());
    for (std::size_t i = 0; i < is.diagnostics.size(); ++i) {
        CHECK(bits(is.diagnostics[i].step_length) == bits(was.diagnostics[i].step_length));
        CHECK(bits(is.diagnostics[i].step_cosine) == bits(was.diagnostics[i].step_cosine));
        CHECK(bits(is.diagnostics[i].x_norm) == bits(was.diagnostics[i].x_norm));
    }
    CHECK(is.iterate_steps == was.iterate_steps);
    CHECK(bits(is.iterates) == bits(was.iterates));
    CHECK(bits(is.x_final) == bits(was.x_final));
    CHECK(bits(is.x_best) == bits(was.x_best));
    CHECK(bits(is.x_solution) == bits(was.x_solution));
    REQUIRE(is.hits.size() == was.hits.size());
    for (std::size_t i = 0; i < is.hits.size(); ++i) {
        CHECK(bits(is.hits[i].target) == bits(was.hits[i].target));
        CHECK(is.hits[i].step == was.hits[i].step);
        CHECK(is.hits[i].cost == was.hits[i].cost);
    }
    REQUIRE(is.full.size() == was.full.size());
    for (std::size_t i = 0; i < is.full.size(); ++i) {
        CHECK(is.full[i].step == was.full[i].step);
        CHECK(is.full[i].split == was.full[i].split);
        CHECK(bits(is.full[i].f) == bits(was.full[i].f));
        CHECK(bits(is.full[i].accuracy) == bits(was.full[i].accuracy));
    }
    CHECK(is.messages == was.messages);
}

} // namespace

TEST_CASE("results: every field of a record comes back bit for bit") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader reader(folder / "out.h5");
    REQUIRE(reader.runs().size() == 4);
    const std::size_t order[] = {1, 3, 0, 2}; // ids 4, 0, 7, 2 sorted: 0, 2, 4, 7
    for (std::size_t row = 0; row < 4; ++row) {
        INFO("row " << row);
        const engine::Record &was = experiment.record(order[row]);
        const auto is = reader.record(row);
        check_scalars(is, was);
        check_vectors(is, was);
        check_scalars(reader.runs()[row].end, was);
    }
}

TEST_CASE("results: hits have their costs on each axis, from a file as from memory") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader file(folder / "out.h5"),
        memory = write_and_read(folder / "other.h5", experiment.head, experiment.runs());
    // the second hit of each run: step 4, cost 7 evaluations, f 8, g 9, H 10, Hv 11, samples 12
    const std::size_t row = 3; // id 7, of dimension 2
    const std::map<std::string_view, double> costs = {{"evaluations", 7},
                                                      {"steps", 4},
                                                      {"evaluations_f", 8},
                                                      {"evaluations_g", 9},
                                                      {"evaluations_h", 10},
                                                      {"evaluations_hv", 11},
                                                      {"weighted_evaluations", 8 + 9 + 2 * 10 + 2 * 11},
                                                      {"samples", 12},
                                                      {"epochs", 12}};
    REQUIRE(costs.size() == engine::axes.size());
    for (const engine::Axis &axis : engine::axes)
        for (const Reader *reader : {&file, &memory}) {
            INFO(axis.name);
            const auto hits = reader->window(0, 10, axis).hits.at(row);
            REQUIRE(hits.size() == 2);
            CHECK(hits[1].target == 0.01);
            CHECK(hits[1].cost == costs.at(axis.name));
        }
}

TEST_CASE("results: a window has the last value of each split") {
    const samples::Folder folder;
    auto experiment = samples::small();
    experiment.record(1).full = {{0, 0, 8, 0.25}, {0, 2, 9, 0.5}, {5, 0, 2, 0.75}, {5, 2, 3, 1}};
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader file(folder / "out.h5"),
        memory = write_and_read(folder / "other.h5", experiment.head, experiment.runs());
    for (const Reader *reader : {&file, &memory}) {
        const auto splits = reader->window(0, 10).splits.at(0); // id 0 is the second that was added
        REQUIRE(splits.size() == 2);
        CHECK(splits[0].split == 0);
        CHECK(splits[0].f == 2);
        CHECK(splits[1].step == 5);
        CHECK(splits[1].accuracy == 1);
    }
}

TEST_CASE("results: rows of /runs say who a run is, in order of run id") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader reader(folder / "out.h5");
    const Run &last = reader.runs()[3]; // id 7: newton, dimension 2, repetition 7 % 2
    CHECK(last.run_id == 7);
    CHECK(last.key == plan::Key{18446744073709551608U, 50}); // 2^64 - 1 - 7; 7 * 7 + 1
    CHECK(last.repetition == 1);
    CHECK(last.objective == "cliffs");
    CHECK(last.optimizer == "newton");
    CHECK(last.start == "start 2");
    CHECK(last.observations == 3);
    CHECK(last.first_observation == 6); // after those of 0 and 4; 2 has none
    CHECK(last.first_iterate == 2);     // after those of 4, the other one of dimension 2
    CHECK(reader.runs()[0].first_iterate == 0);
    CHECK(reader.catalog("optimizer").size() == 2);
    CHECK(reader.catalog("objective").size() == 2); // cliffs in dimension 2 and 3: their json differs
    CHECK(reader.catalog("environment").at(0).json["cpu"] == "fast");
    CHECK(reader.catalog("environment").at(0).name == "here");
    CHECK(reader.catalog("plugin").at(0).name == "p");
    CHECK(reader.catalog("start").at(last.start_row).name == "start 2");
    std::vector<Done> done;
    reader.each_done([&](const Done &run) { done.push_back(run); });
    REQUIRE(done.size() == 4);
    CHECK(done[1].run_id == 2);
    CHECK(done[1].status == engine::Status::crashed);
    CHECK(done[1].key == reader.runs()[1].key);
}

TEST_CASE("results: parameters are numbers, or JSON where one of them is not a number") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader reader(folder / "out.h5");
    using library::Kind;
    CHECK(reader.parameter_names(Kind::objective) == std::vector<std::string>{"scale"});
    CHECK(reader.parameter_names(Kind::optimizer) ==
          std::vector<std::string>{"damping", "learning_rate", "place"});
    CHECK(reader.parameter(Kind::objective, "scale", 0) == 2.5);
    CHECK(reader.parameter(Kind::optimizer, "learning_rate", 1) == 0.75); // id 2: 0.25 * 3
    CHECK(reader.parameter(Kind::optimizer, "place", 1) == "inside");
    CHECK(reader.parameter(Kind::optimizer, "damping", 1).is_null());
    CHECK(reader.parameter(Kind::optimizer, "learning_rate", 3).is_null());
    CHECK(reader.parameter(Kind::optimizer, "place", 3).is_null());
    CHECK(reader.parameter(Kind::optimizer, "damping", 3)["schedule"] == "cosine");
}

TEST_CASE("results: metrics come back by name, NaN where the optimizer has none") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader reader(folder / "out.h5");
    CHECK(reader.metric_names() == std::vector<std::string>{"angle", "zeal"});
    const auto first = reader.record(0); // id 0: zeal 0.375, 20.375, 40.375; angle 10 more
    CHECK(first.metrics == std::vector<double>{10.375, 0.375, 30.375, 20.375, 50.375, 40.375});
    const auto last = reader.record(3);
    REQUIRE(last.metrics.size() == 6);
    CHECK(std::isnan(last.metrics[0]));
}

TEST_CASE("results: the root says what the file is") {
    const samples::Folder folder;
    auto experiment = samples::small();
    experiment.head.runs_planned = 5;
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Reader reader(folder / "out.h5");
    const auto root = reader.attributes();
    CHECK(root["format"] == "thalweg-results");
    CHECK(root["format_version"] == "1.0");
    CHECK(root["Conventions"] == "CF-1.8");
    CHECK(root["experiment_toml"] == experiment.head.experiment_toml);
    CHECK(root["overrides"] == R"(["stop.steps=4"])");
    CHECK(root["experiment_hash"] == experiment.head.experiment_hash);
    CHECK(root["runs_planned"] == 5);
    CHECK(root["complete"] == 0); // 4 of 5
    CHECK_FALSE(reader.complete());
    CHECK(root["digest"].get<std::string>().size() == 32);
    CHECK_NOTHROW(reader.verify_digest());
}

TEST_CASE("results: f32 keeps iterates single and end points double") {
    const samples::Folder folder;
    samples::Experiment experiment;
    experiment.add(1, 2);
    experiment.record(0).iterates = {0.1, 0.25, 1e300, -0.0};
    experiment.record(0).x_final = {0.1, 0.2};
    experiment.head.record.single_precision = true;
    write(folder / "out.h5", experiment.head, experiment.runs());
    const auto record = Reader(folder / "out.h5").record(0);
    CHECK(record.iterates[0] == static_cast<double>(0.1F));
    CHECK(record.iterates[1] == 0.25);
    CHECK(std::isinf(record.iterates[2]));
    CHECK(record.x_final == std::vector<double>{0.1, 0.2});
}

TEST_CASE(
    "results: above 10000 dimensions only the last iterate is kept, rows wider than a chunk are whole") {
    const samples::Folder folder;
    samples::Experiment experiment;
    experiment.add(3, 300'001);
    write(folder / "out.h5", experiment.head, experiment.runs());
    const auto record = Reader(folder / "out.h5").record(0);
    CHECK(record.x_final == experiment.record(0).x_final);
    CHECK(record.x_best.empty());
    CHECK(record.x_solution.empty());
    CHECK(record.iterates == experiment.record(0).iterates);
}

TEST_CASE("results: a file without runs can be written and read") {
    const samples::Folder folder;
    samples::Experiment experiment;
    write(folder / "out.h5", experiment.head, {});
    const Reader reader(folder / "out.h5");
    CHECK(reader.runs().empty());
    CHECK(reader.complete()); // 0 of 0
}

TEST_CASE("results: predicted bytes are not less than what a file takes") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "out.h5", experiment.head, experiment.runs());
    const Expected expected{
        .runs = 4,
        .observations = 9,
        .hits = 6,
        .full = 6,
        .by_dimension = {{2, {.runs = 3, .iterates = 4}}, {3, {.runs = 1, .iterates = 2}}},
        .parameters = 4,
        .metrics = 2,
        .text_bytes = experiment.head.experiment_toml.size(),
        .traits = Expected::times | Expected::data | Expected::hessians | Expected::diagnostics};
    const auto size = std::filesystem::file_size(folder / "out.h5");
    CHECK(size <= predicted_bytes(expected));
    CHECK(predicted_bytes(expected) <= 2 * size);
}
