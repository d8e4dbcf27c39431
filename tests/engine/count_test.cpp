// SPDX-License-Identifier: MIT
// What is counted, observed and refused, for each of the three shapes of optimizers.
#include "bench.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using bench::Experiment;
using bench::one;
using engine::Cost;
using engine::Record;
using engine::Status;

namespace {

std::vector<double> values(const Record &record) {
    std::vector<double> all;
    for (const auto &o : record.observations)
        all.push_back(o.f);
    return all;
}

std::vector<std::uint64_t> evaluations(const Record &record) {
    std::vector<std::uint64_t> all;
    for (const auto &o : record.observations)
        all.push_back(o.cost.evaluations);
    return all;
}

Record run(const std::string &stop, const std::string &objective, const std::string &optimizer) {
    return Experiment(one(stop, objective, optimizer)).run();
}

const std::string bowl = "name = \"bowl\"\ndimensions = [1]";

} // namespace

TEST_CASE("rules: N steps give N + 1 observations, each step charged one gradient, f free") {
    const Record r = run("steps = 5", bowl, "name = \"walker\"");
    CHECK(r.status == Status::steps);
    CHECK(r.steps == 5);
    CHECK(values(r) == std::vector<double>{32, 24.5, 18, 12.5, 8, 4.5}); // ½ (8 - k)²
    CHECK(evaluations(r) == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5});
    CHECK(r.cost == Cost{.evaluations = 5, .g = 5});
    CHECK(r.observations[2].cost == Cost{.evaluations = 2, .g = 2});
    CHECK(r.observations[2].gradient_norm == 6);
    CHECK(r.f_start == 32);
    CHECK(r.f_final == 4.5);
    CHECK(r.f_best == 4.5);
    CHECK(r.f_incumbent == 4.5);
    CHECK(r.f_solution == 4.5);
    CHECK(r.step_best == 5);
    CHECK(r.gradient_norm_final == 3);
    CHECK(r.iterates == std::vector<double>{8, 7, 6, 5, 4, 3});
    CHECK(r.x_final == std::vector<double>{3});
    CHECK(r.x_best == std::vector<double>{3});
    CHECK(r.metrics == std::vector<double>{0, 1, 2, 3, 4, 5});
    CHECK(r.messages.empty());
}

TEST_CASE("rules: one that needs f is charged for it") {
    const Record r = run("steps = 2", bowl, "name = \"faller\""); // x - f/16: 8 - 2 = 6, 6 - 18/16 = 4.875
    CHECK(r.iterates == std::vector<double>{8, 6, 4.875});
    CHECK(r.cost == Cost{.evaluations = 2, .f = 2, .g = 2});
}

TEST_CASE("rules: the budget ends them after the step that spent it") {
    const Record r = run("evaluations = 3", bowl, "name = \"walker\"");
    CHECK(r.status == Status::evaluations);
    CHECK(r.steps == 3);
    CHECK(r.cost.evaluations == 3);
}

TEST_CASE("steps: every value asked for is counted, that of the observation is not") {
    const Record r = run("steps = 2", bowl, "name = \"asker\"");
    CHECK(r.status == Status::steps);
    CHECK(evaluations(r) == std::vector<std::uint64_t>{0, 3, 6});
    CHECK(r.cost == Cost{.evaluations = 6, .f = 6});
    CHECK(values(r) == std::vector<double>{32, 24.5, 18});
    // the last values that it saw: at 7 - 0.25 and 7 - 0.75
    CHECK(r.metrics[4] == 0.5 * 6.75 * 6.75);
    CHECK(r.metrics[5] == 0.5 * 6.25 * 6.25);
    CHECK(r.f_best == 18);
    CHECK(r.f_incumbent == 18); // at 6, the last iterate: better than 6.25
    const Record ahead = run("steps = 2", bowl, "name = \"asker\"\nparameters.trial = 1");
    CHECK(ahead.f_best == 18);
    CHECK(ahead.f_incumbent == 8); // at 7 - 3, seen by the oracle alone
}

TEST_CASE("steps: without a gradient among its needs |g| is NaN, but with steps = 0 it is taken") {
    for (const auto &o : run("steps = 2", bowl, "name = \"asker\"").observations)
        CHECK(std::isnan(o.gradient_norm));
    const Record start = run("steps = 0", bowl, "name = \"asker\"");
    CHECK(start.status == Status::steps);
    CHECK(start.steps == 0);
    CHECK(start.cost == Cost{});
    REQUIRE(start.observations.size() == 1);
    CHECK(start.observations[0].f == 32);
    CHECK(start.observations[0].gradient_norm == 8);
    const Record no_gradient = run("steps = 0", "name = \"heights\"", "name = \"asker\"");
    CHECK(no_gradient.f_final == 8);
    CHECK(std::isnan(no_gradient.gradient_norm_final));
}

TEST_CASE("steps: gradients, Hessians and products are counted by kind, a fused request once") {
    const Record r = run("steps = 3", "name = \"bowl\"\ndimensions = [2]", "name = \"curious\"");
    CHECK(r.cost == Cost{.evaluations = 6, .g = 3, .h = 3, .hv = 3});
    CHECK(r.observations[1].gradient_norm == Approx(std::hypot(4, 8))); // (4, 4) under curvatures 1 and 2
}

TEST_CASE("steps: the budget may be spent to the last, and what does not fit is refused") {
    const Record exact = run("evaluations = 9", bowl, "name = \"asker\"");
    CHECK(exact.status == Status::evaluations);
    CHECK(exact.steps == 3);
    CHECK(exact.observations.size() == 4);

    const Record cut = run("evaluations = 10", bowl, "name = \"asker\"");
    CHECK(cut.status == Status::evaluations);
    CHECK(cut.cost.evaluations == 10); // the one that was granted in the fourth step counts
    CHECK(cut.steps == 3);             // but the step is not observed
    CHECK(cut.observations.size() == 4);
    CHECK(cut.observations.back().cost.evaluations == 9);
    CHECK(cut.x_final == std::vector<double>{5});
    CHECK(cut.f_final == 12.5);
}

TEST_CASE("steps: a request for several points is refused whole and uncounted") {
    const Record r = run("evaluations = 5", bowl, "name = \"raw\"\nparameters.act = \"points\"");
    CHECK(r.status == Status::evaluations);
    CHECK(r.steps == 1);
    CHECK(r.cost == Cost{.evaluations = 3, .f = 3});
    CHECK(r.metrics[3] == 50); // ½ (8 + 2)²: the third point of the first step
    const Record two = run("steps = 1", bowl, "name = \"raw\"\nparameters.act = \"gradients\"");
    CHECK(two.cost == Cost{.evaluations = 2, .f = 2, .g = 2});
}

TEST_CASE("steps: one that ignores the refusal is ended all the same") {
    const Record r = run("evaluations = 4", bowl, "name = \"asker\"\nparameters.ignores_refusals = true");
    CHECK(r.status == Status::evaluations);
    CHECK(r.steps == 1);
    CHECK(r.cost.evaluations == 4);
    CHECK(r.x_final == std::vector<double>{7});
}

TEST_CASE("steps: what it says of f is not believed") {
    const Record r = run("steps = 1", bowl, "name = \"raw\"");
    CHECK(r.f_final == 24.5);
}

TEST_CASE("steps: requests that make no sense are answered with a code and not counted") {
    const auto answer = [](const std::string &act, const std::string &objective) {
        const Record r = run("steps = 1", objective, "name = \"raw\"\nparameters.act = \"" + act + "\"");
        CHECK(r.cost == Cost{});
        CHECK(r.status == Status::steps);
        return r.metrics[2];
    };
    for (const char *act :
         {"nothing", "missing", "old_struct", "no_points", "wrong_dimension", "short_rows", "null"}) {
        CAPTURE(act);
        CHECK(answer(act, bowl) == THALWEG_E_INVALID_ARG);
    }
    CHECK(answer("test_split", "name = \"ten_samples\"") == THALWEG_E_UNSUPPORTED);
    CHECK(answer("gradients", "name = \"heights\"") == THALWEG_E_UNSUPPORTED);
    CHECK(answer("report", bowl) == THALWEG_E_UNSUPPORTED);
}

TEST_CASE("steps: the oracle gives the hard bounds, in the coordinates of the optimizer") {
    const Record r =
        run("steps = 1", bowl + "\nparameters.edge = 3", "name = \"raw\"\nparameters.act = \"bounds\"");
    CHECK(r.metrics[3] == -3);
    CHECK(r.metrics[2] == 6);
    const Record shifted = run("steps = 1", bowl + "\nparameters.edge = 3\ntransform = [{ shift = 1.0 }]",
                               "name = \"raw\"\nparameters.act = \"bounds\"");
    CHECK(shifted.metrics[3] == -2);
    CHECK(shifted.metrics[2] == 7);
}

TEST_CASE("run: each report is a step, and its return is an end of its own") {
    const Record r = run("steps = 100", bowl, "name = \"looper\"");
    CHECK(r.status == Status::converged);
    CHECK(r.steps == 5);
    CHECK(evaluations(r) == std::vector<std::uint64_t>{0, 1, 2, 3, 4, 5});
    CHECK(values(r) == std::vector<double>{32, 24.5, 18, 12.5, 8, 4.5});
    CHECK(std::isnan(r.metrics[0]));
    CHECK(std::vector<double>(r.metrics.begin() + 1, r.metrics.end()) == std::vector<double>{1, 2, 3, 4, 5});
    CHECK(run("steps = 100", bowl, "name = \"looper\"\nparameters.stalls = true").status == Status::stalled);
}

TEST_CASE("run: a result that it did not report is one more iterate") {
    const Record r = run("steps = 100", bowl, "name = \"looper\"\nparameters.last_unreported = true");
    CHECK(r.status == Status::converged);
    CHECK(r.steps == 6);
    CHECK(r.x_final == std::vector<double>{2});
}

TEST_CASE("run: budgets and steps end it at a report, or where it is refused") {
    const Record steps = run("steps = 2", bowl, "name = \"looper\"");
    CHECK(steps.status == Status::steps);
    CHECK(steps.steps == 2);
    CHECK(steps.cost.evaluations == 2);
    CHECK(steps.x_final == std::vector<double>{6});
    const Record budget = run("evaluations = 3", bowl, "name = \"looper\"");
    CHECK(budget.status == Status::evaluations);
    CHECK(budget.steps == 3);
    const Record start = run("steps = 0", bowl, "name = \"looper\"");
    CHECK(start.steps == 0);
    CHECK(start.cost == Cost{});
}

TEST_CASE("solution: the point it would return is evaluated for nobody") {
    const Record r = run("steps = 2", bowl, "name = \"averager\"");
    CHECK(r.x_final == std::vector<double>{6});
    CHECK(r.x_solution == std::vector<double>{3});
    CHECK(r.f_final == 18);
    CHECK(r.f_solution == 4.5);
    CHECK(r.f_incumbent == 18);
    CHECK(r.cost == Cost{.evaluations = 2, .g = 2});
}

TEST_CASE("schedules: they set their parameter before each step, whatever the shape") {
    for (const char *name : {"walker", "asker", "looper"}) {
        CAPTURE(name);
        const Record r = run("steps = 4", bowl,
                             std::string("name = \"") + name +
                                 "\"\nparameters.stride = { schedule = \"linear\", from = 1.0, to = 0.0 }");
        CHECK(r.iterates == std::vector<double>{8, 7, 6.25, 5.75, 5.5}); // strides 1, 3/4, 1/2, 1/4
    }
}

TEST_CASE("schedules: the next run of the same instance starts with the first value again") {
    Experiment twice(one("steps = 4", "name = \"bowl\"\ndimensions = [1]\nstarts = [[8.0], [16.0]]",
                         "name = \"walker\"\nparameters.stride = "
                         "{ schedule = \"linear\", from = 1.0, to = 0.0 }"));
    twice.run(0);
    CHECK(twice.run(1).iterates == std::vector<double>{16, 15, 14.25, 13.75, 13.5});
}

TEST_CASE("starts: the component's own is mapped through the transforms") {
    const Record r =
        run("steps = 1", bowl + "\ntransform = [{ shift = 1.0 }, { scale = 2.0 }]", "name = \"walker\"");
    CHECK(r.iterates[0] == 4.5); // 2 · 4.5 - 1 = 8
    CHECK(r.f_start == 32);
    const Record given =
        run("steps = 1", bowl + "\nstarts = [[3.0]]\ntransform = [{ shift = 1.0 }]", "name = \"walker\"");
    CHECK(given.iterates[0] == 3);
    CHECK(given.f_start == 2); // ½ (3 - 1)²
}
