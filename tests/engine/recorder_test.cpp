// SPDX-License-Identifier: MIT
#include "engine/recorder.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using Kind = spec::Policy::Kind;
using engine::Observation;
using engine::Record;
using engine::Recorder;

namespace {

Observation seen(std::uint64_t step, double f) {
    Observation o;
    o.step = step;
    o.f = f;
    return o;
}

/// Feeds f(step), x = {step, -step}, metric = 10 step; keeps the record.
Record record_steps(const Recorder::Plan &plan, std::uint64_t steps, double (*f)(std::uint64_t)) {
    Record record;
    Recorder recorder;
    recorder.reset(plan, record);
    double best = INFINITY;
    std::vector<double> x(2);
    for (std::uint64_t step = 0; step <= steps; ++step) {
        const auto number = static_cast<double>(step);
        x = {number, -number};
        const double metric = 10 * number;
        const bool better = f(step) < best;
        best = std::fmin(best, f(step));
        recorder.observe(seen(step, f(step)), x, std::span(&metric, 1),
                         better ? Recorder::Improvement::yes : Recorder::Improvement::no);
    }
    const double metric = 10 * static_cast<double>(steps);
    recorder.finish({seen(steps, f(steps)), std::span(&metric, 1), x});
    return record;
}

/// Least at 37.
double valley(std::uint64_t step) { return std::fabs(static_cast<double>(step) - 37); }

std::vector<std::uint64_t> steps_of(const Record &record) {
    std::vector<std::uint64_t> steps;
    for (const Observation &o : record.observations)
        steps.push_back(o.step);
    return steps;
}

void check_rows(const Record &record) {
    REQUIRE(record.metrics.size() == record.observations.size());
    for (std::size_t i = 0; i < record.observations.size(); ++i)
        REQUIRE(record.metrics[i] == 10 * static_cast<double>(record.observations[i].step));
    REQUIRE(record.iterates.size() == 2 * record.iterate_steps.size());
    for (std::size_t i = 0; i < record.iterate_steps.size(); ++i) {
        REQUIRE(record.iterates[2 * i] == static_cast<double>(record.iterate_steps[i]));
        REQUIRE(record.iterates[2 * i + 1] == -static_cast<double>(record.iterate_steps[i]));
    }
}

} // namespace

TEST_CASE("recorder: first, best and last are kept whatever the policy") {
    const Record record = record_steps(
        {.observations = {Kind::every, 20}, .iterates = {{Kind::none, 0}, 0}, .dimension = 2, .metrics = 1},
        50, valley);
    CHECK(steps_of(record) == std::vector<std::uint64_t>{0, 20, 37, 40, 50});
    CHECK(record.iterate_steps == std::vector<std::uint64_t>{0, 37, 50});
    CHECK(record.observation_stride == 1);
    check_rows(record);
    CHECK(record.x_best == std::vector<double>{37, -37});
    CHECK(record.x_final == std::vector<double>{50, -50});
}

TEST_CASE("recorder: improvement keeps the steps that were better than all before") {
    const auto saw = [](std::uint64_t step) { // 10 8 9 7 8 6 ...
        return 10 - static_cast<double>(step) + (step % 2 == 0 ? 0.0 : -1.0) + (step % 2 == 0 ? 1.0 : 0.0);
    };
    // 11, 8, 9, 6, 7, 4, 5: better than all before at 0, 1, 3, 5; 6 is the last
    const Record record = record_steps({.observations = {Kind::improvement, 0},
                                        .iterates = {{Kind::improvement, 0}, 0},
                                        .dimension = 2,
                                        .metrics = 1},
                                       6, saw);
    CHECK(steps_of(record) == std::vector<std::uint64_t>{0, 1, 3, 5, 6});
    CHECK(record.iterate_steps == std::vector<std::uint64_t>{0, 1, 3, 5, 6});
    check_rows(record);
}

TEST_CASE("recorder: 100,000 observations are all kept, of one more every second") {
    const Recorder::Plan plan{
        .observations = {Kind::all, 0}, .iterates = {{Kind::none, 0}, 0}, .dimension = 2, .metrics = 1};
    const Record full = record_steps(plan, 99'999, valley);
    CHECK(full.observations.size() == 100'000);
    CHECK(full.observation_stride == 1);

    const Record thinned = record_steps(plan, 100'000, valley);
    CHECK(thinned.observation_stride == 2);
    CHECK(thinned.observations.size() == 50'001 + 1); // 0, 2, ... 100000, and the best, 37
    CHECK(thinned.observations[19].step == 37);
    CHECK(thinned.observations.back().step == 100'000);
    check_rows(thinned);
}

TEST_CASE("recorder: thinning doubles as often as it must") {
    const Record record = record_steps(
        {.observations = {Kind::all, 0}, .iterates = {{Kind::none, 0}, 0}, .dimension = 2, .metrics = 1},
        450'001, valley);
    CHECK(record.observation_stride == 8); // above 100,000, 200,000 and 400,000
    for (const Observation &o : record.observations)
        REQUIRE((o.step % 8 == 0 || o.step == 37 || o.step == 450'001));
    CHECK(record.observations.size() == 450'000 / 8 + 1 + 2);
    check_rows(record);
}

TEST_CASE("recorder: what was automatic stays below its cap of iterates") {
    const Record record = record_steps({.observations = {Kind::every, 1000},
                                        .iterates = {{Kind::all, 0}, 100},
                                        .dimension = 2,
                                        .metrics = 1},
                                       1000, valley);
    CHECK(record.iterate_steps.size() <= 100 + 2);
    CHECK(record.iterate_steps.size() > 50);
    CHECK(record.iterate_steps.front() == 0);
    CHECK(record.iterate_steps.back() == 1000);
    CHECK(std::find(record.iterate_steps.begin(), record.iterate_steps.end(), 37u) !=
          record.iterate_steps.end());
    check_rows(record);
}

TEST_CASE("recorder: a last iterate that is lost is taken from what was kept, or is NaN") {
    Record record;
    Recorder recorder;
    const std::vector<double> x{1.5, 2.5};
    for (const Kind kind : {Kind::all, Kind::none}) {
        recorder.reset(
            {.observations = {Kind::all, 0}, .iterates = {{kind, 0}, 0}, .dimension = 2, .metrics = 0},
            record);
        recorder.observe(seen(0, 2), x, {}, Recorder::Improvement::yes);
        recorder.observe(seen(1, 3), x, {}, Recorder::Improvement::no);
        recorder.finish({seen(1, 3), {}, {}});
        if (kind == Kind::all)
            CHECK(record.x_final == x);
        else
            CHECK((std::isnan(record.x_final[0]) && std::isnan(record.x_final[1])));
        CHECK(record.iterate_steps.size() == (kind == Kind::all ? 2 : 1));
    }
}

TEST_CASE("recorder: a full value that comes late replaces the last row, and may be the best") {
    Record record;
    Recorder recorder;
    recorder.reset(
        {.observations = {Kind::all, 0}, .iterates = {{Kind::none, 0}, 0}, .dimension = 1, .metrics = 0},
        record);
    const std::vector<double> a{1}, b{2};
    recorder.observe(seen(0, 5), a, {}, Recorder::Improvement::yes);
    recorder.observe(seen(1, NAN), b, {}, Recorder::Improvement::no);
    recorder.remember_best(seen(1, 4), b, {});
    recorder.finish({seen(1, 4), {}, b});
    REQUIRE(record.observations.size() == 2);
    CHECK(record.observations[1].f == 4);
    CHECK(record.x_best == b);
}

TEST_CASE("recorder: above ten thousand dimensions only the last iterate stands apart") {
    Record record;
    Recorder recorder;
    for (const std::size_t dimension : {10'000u, 10'001u}) {
        recorder.reset({.observations = {Kind::all, 0},
                        .iterates = {{Kind::none, 0}, 0},
                        .dimension = dimension,
                        .metrics = 0},
                       record);
        const std::vector<double> x(dimension, 1.0);
        recorder.observe(seen(0, 5), x, {}, Recorder::Improvement::yes);
        recorder.finish({seen(0, 5), {}, x});
        CHECK(record.x_final.size() == dimension);
        CHECK(record.x_best.size() == (dimension == 10'000 ? dimension : 0));
    }
}
