// SPDX-License-Identifier: MIT
// Why runs end, and which reason counts where several hold at once.
#include "bench.hpp"
#include "same.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using bench::Experiment;
using bench::one;
using engine::Cost;
using engine::Record;
using engine::Status;

namespace {

Record run(const std::string &stop, const std::string &objective, const std::string &optimizer) {
    return Experiment(one(stop, objective, optimizer)).run();
}

const std::string bowl = "name = \"bowl\"\ndimensions = [1]", walker = "name = \"walker\"";

std::string trap(const std::string &how, double below = 5) {
    return "name = \"trap\"\nparameters.how = \"" + how + "\"\nparameters.below = " + std::to_string(below);
}

std::string raw(const std::string &act) { return "name = \"raw\"\nparameters.act = \"" + act + "\""; }

} // namespace

TEST_CASE("stop: of several reasons the first in the order of the design counts") {
    // after one step x = 7, f = 24.5, |g| = 7, one evaluation
    const std::string converges = walker + "\nparameters.converges_at = 1",
                      stalls = walker + "\nparameters.stalls_at = 1";
    const std::string all = "target = 24.5\ngradient_norm = 7\nevaluations = 1\nsteps = 1\nseconds = 1e-300";
    CHECK(run(all, trap("minus_inf", 7), converges).status == Status::diverged);
    CHECK(run(all, bowl, converges).status == Status::target);
    CHECK(run("gradient_norm = 7\nevaluations = 1\nsteps = 1\nseconds = 1e-300", bowl, converges).status ==
          Status::gradient_norm);
    CHECK(run("evaluations = 1\nsteps = 1\nseconds = 1e-300", bowl, converges).status == Status::converged);
    CHECK(run("evaluations = 1\nsteps = 1\nseconds = 1e-300", bowl, stalls).status == Status::stalled);
    CHECK(run("evaluations = 1\nsteps = 1\nseconds = 1e-300", bowl, walker).status == Status::evaluations);
    CHECK(run("steps = 1\nseconds = 1e-300", bowl, walker).status == Status::steps);
}

TEST_CASE("stop: each of them ends a run at its first chance, ends included") {
    CHECK(run("steps = 9\ntarget = 12.5", bowl, walker).steps == 3); // ½ 5²
    CHECK(run("steps = 9\ntarget = 12.4", bowl, walker).steps == 4);
    CHECK(run("steps = 9\ngradient_norm = 5", bowl, walker).steps == 3);
    CHECK(run("steps = 9", bowl, walker + "\nparameters.converges_at = 4").steps == 4);
    CHECK(run("steps = 9", bowl, walker + "\nparameters.stalls_at = 2").status == Status::stalled);
}

TEST_CASE("stop: seconds of objective and optimizer end a run") {
    for (const char *optimizer : {"walker", "asker"}) {
        const Record r = run("seconds = 0.01", bowl, std::string("name = \"") + optimizer + "\"");
        CHECK(r.status == Status::seconds);
        CHECK(r.seconds >= 0.01);
        CHECK(r.steps > 100);
        CHECK(r.seconds == Approx(r.seconds_objective + r.seconds_optimizer));
    }
    // one that never reports is refused within its only step
    const Record loop = run("seconds = 0.01", bowl,
                            "name = \"looper\"\nparameters.rounds = 1000000000\nparameters.stride = 0");
    CHECK(loop.status == Status::seconds);
}

TEST_CASE("stop: a start at the target is a run of no steps, whose hits cost one evaluation") {
    const Record r = run("steps = 9\ntarget = 32", bowl, walker);
    CHECK(r.status == Status::target);
    CHECK(r.steps == 0);
    CHECK(r.observations.size() == 1);
    CHECK(r.cost == Cost{});
    REQUIRE(r.hits.size() == 3); // 100, 63.1, 39.8
    CHECK(r.hits[2].step == 0);
    CHECK(r.hits[2].cost == Cost{.evaluations = 1, .f = 1});
}

TEST_CASE("stop: hits carry the cost of the point, thinned or not") {
    const Record r =
        Experiment("[record]\nobservations = \"every:100\"\n" + one("steps = 8", bowl, walker)).run();
    // f: 32 | 24.5 18 12.5 8 4.5 2 0.5 0: all 51 in the end
    REQUIRE(r.hits.size() == 51);
    CHECK(r.hits[3].step == 1); // 25.1
    CHECK(r.hits[3].cost == Cost{.evaluations = 1, .g = 1});
    CHECK(r.hits[4].step == 3); // 15.8, at 12.5
    CHECK(r.hits[50].step == 8);
    CHECK(r.hits[50].cost.evaluations == 8);
    // trial points count too: 8 - 3 · 0.25, asked for third
    const Record trial = run("steps = 1", bowl, "name = \"asker\"\nparameters.trial = 2");
    const auto hit = trial.hits.at(3); // 25.1: ½ 6² = 18 at the first trial
    CHECK(hit.cost == Cost{.evaluations = 1, .f = 1});
    CHECK(hit.step == 1);
}

TEST_CASE("stop: without a known optimum a target means nothing") {
    const Record r = run("steps = 2\ntarget = 1e9", bowl + "\ntransform = [{ negate = true }]", walker);
    CHECK(r.status == Status::steps);
    CHECK(r.hits.empty());
    CHECK(r.f_start == -32);
    const Record moved =
        run("steps = 9\ntarget = 12.5", bowl + "\nparameters.offset = 3", walker); // f_opt = 3
    CHECK(moved.steps == 3);
}

TEST_CASE("diverged: what is not finite at an iterate is its last observation") {
    for (const char *how : {"nan", "inf", "nan_gradient", "minus_inf"}) {
        CAPTURE(how);
        const Record r = run("steps = 9", trap(how), walker); // 8, 7, 6, 5
        CHECK(r.status == Status::diverged);
        CHECK(r.steps == 3);
        REQUIRE(r.observations.size() == 4);
        CHECK_FALSE((std::isfinite(r.observations[3].f) && std::isfinite(r.observations[3].gradient_norm)));
        CHECK(r.x_final == std::vector<double>{5});
        CHECK(r.messages.empty());
        if (std::string_view(how) == "nan" || std::string_view(how) == "inf")
            CHECK(r.step_best == 2);
    }
    const Record start = run("steps = 9", trap("nan", 9), walker);
    CHECK(start.status == Status::diverged);
    CHECK(start.steps == 0);
    CHECK(start.observations.size() == 1);
}

TEST_CASE("diverged: a trial point is handed back as it is") {
    const std::string asker =
        "name = \"asker\"\nparameters.trial = 4\nparameters.asks = 1\nparameters.stride = 0.5";
    const Record r = run("steps = 2", trap("nan"), asker);
    CHECK(r.status == Status::steps);
    CHECK(std::isnan(r.metrics[2]));
    CHECK(r.cost.f == 2);
    CHECK(r.f_incumbent == 24.5); // at 7; a NaN is no incumbent
    CHECK(run("steps = 1", bowl, raw("nonfinite")).status == Status::diverged);
}

TEST_CASE("failed: an objective that fails at an iterate leaves a row without a value") {
    const Record r = run("steps = 9", trap("fails"), walker);
    CHECK(r.status == Status::failed);
    CHECK(r.steps == 3);
    REQUIRE(r.observations.size() == 4);
    CHECK(std::isnan(r.observations[3].f));
    CHECK(r.x_final == std::vector<double>{5});
    CHECK(r.iterates == std::vector<double>{8, 7, 6, 5});
    CHECK(r.f_best == 18);
    REQUIRE(r.messages.size() == 1);
    CHECK(r.messages[0] == "eval of the objective returned E_FAIL: caught in the trap");
    CHECK(r.hessian_negative == -1);

    const Record start = run("steps = 9", trap("fails", 9), walker);
    CHECK(start.status == Status::failed);
    CHECK(start.steps == 0);
    CHECK(start.cost == Cost{});
    const Record reported = run("steps = 9", trap("fails"), "name = \"looper\"");
    CHECK(reported.status == Status::failed);
    CHECK(reported.steps == 3);
    CHECK(reported.x_final == std::vector<double>{5});
}

TEST_CASE("failed: at a trial point the objective is blamed, not the optimizer") {
    const Record r = run("steps = 9", trap("fails"), "name = \"asker\"\nparameters.trial = 1");
    CHECK(r.status == Status::failed);
    CHECK(r.steps == 0);
    CHECK(r.x_final == std::vector<double>{8});
    CHECK(r.messages.at(0) == "eval of the objective returned E_FAIL: caught in the trap");
    CHECK(r.cost.f == 2); // at 7 and 6
}

TEST_CASE("failed: no memory has a status of its own") {
    CHECK(run("steps = 9", trap("no_memory"), walker).status == Status::out_of_memory);
    CHECK(run("steps = 9", trap("no_memory"), "name = \"asker\"\nparameters.trial = 1").status ==
          Status::out_of_memory);
    CHECK(run("steps = 9", bowl, "name = \"stubborn\"\nparameters.how = \"memory\"").status ==
          Status::out_of_memory);
    CHECK(run("steps = 9", bowl, raw("throws_memory")).status == Status::out_of_memory);
}

TEST_CASE("failed: a rule that fails loses the step it was in") {
    const Record r = run("steps = 9", bowl, walker + "\nparameters.fails_at = 2");
    CHECK(r.status == Status::failed);
    CHECK(r.steps == 1);
    CHECK(r.observations.size() == 2);
    CHECK(r.x_final == std::vector<double>{7});
    CHECK(r.iterates == std::vector<double>{8, 7});
    CHECK(r.cost.g == 2); // it had asked for the gradient
    CHECK(r.messages.at(0) == "update of the optimizer returned E_FAIL");
}

TEST_CASE("failed: reset's reason is the message") {
    const Record r = run("steps = 9", bowl, "name = \"stubborn\"");
    CHECK(r.status == Status::failed);
    CHECK(r.messages.at(0) == "reset of the optimizer returned E_FAIL: I will not");
    CHECK(r.x_final == std::vector<double>{8});
}

TEST_CASE("failed: codes out of place and exceptions across the ABI are named") {
    const auto message = [](const std::string &act) {
        const Record r = run("steps = 9", bowl, raw(act));
        CHECK(r.status == Status::failed);
        CHECK(r.steps == 0);
        CHECK(r.f_start == 32);
        return r.messages.at(0);
    };
    CHECK(message("budget") == "step of the optimizer returned E_BUDGET, though nothing was refused");
    CHECK(message("cancelled") == "step of the optimizer returned E_CANCELLED, though nothing was refused");
    CHECK_THAT(message("throws"), Catch::Contains("exception") && Catch::Contains("over the fence"));
    CHECK_THAT(message("throws_int"), Catch::Contains("exception"));
    CHECK_THAT(message("unterminated"), Catch::Contains(std::string(511, 'x')));
}

TEST_CASE("failed: the next run is as if nothing had been") {
    const std::string text = "[stop]\nsteps = 9\n[[objective]]\nname = \"trap\"\nparameters.how = \"fails\"\n"
                             "parameters.below = 0\nstarts = [[3.0], [20.0]]\n[[optimizer]]\n" +
                             walker;
    Experiment both(text), fresh(text);
    CHECK(both.run(0).status == Status::failed);
    CHECK(bench::difference(both.run(1), fresh.run(1)).empty());
}

TEST_CASE("failed: an instance that cannot be made is the reason of its run") {
    Experiment experiment(one("steps = 9", "name = \"unmakeable\"", "name = \"asker\""));
    setenv("THALWEG_TEST_UNMAKEABLE", "1", 1);
    const Record r = experiment.run();
    unsetenv("THALWEG_TEST_UNMAKEABLE");
    CHECK(r.status == Status::failed);
    CHECK_THAT(r.messages.at(0), Catch::Contains("create") && Catch::Contains("out of clay"));
    CHECK(r.x_final.size() == 1);
    CHECK(r.cost == Cost{});
}

TEST_CASE("hessian: the signs of its eigenvalues where the run stopped") {
    // curvatures 1, 0, -1, -2
    const Record r = run("steps = 1", "name = \"bowl\"\ndimensions = [4]\nparameters.spread = -1", walker);
    CHECK(r.hessian_min == Approx(-2));
    CHECK(r.hessian_max == Approx(1));
    CHECK(r.hessian_negative == 2);
    CHECK(r.hessian_zero == 1);
    CHECK(r.cost.h == 0);
    const Record turned = run("steps = 1",
                              "name = \"bowl\"\ndimensions = [4]\nparameters.spread = -1\n"
                              "transform = [{ rotate = true }]",
                              walker);
    CHECK(turned.hessian_min == Approx(-2));
    CHECK(turned.hessian_negative == 2);
    CHECK(turned.hessian_zero == 1);
    const Record none = run("steps = 1", "name = \"heights\"", "name = \"asker\"");
    CHECK(none.hessian_negative == -1);
    CHECK(none.hessian_zero == -1);
    CHECK(std::isnan(none.hessian_min));
    CHECK(run("steps = 1", "name = \"bowl\"\ndimensions = [201]", walker).hessian_negative == -1);
}

TEST_CASE("sizes: above ten thousand dimensions only x_final is kept") {
    const Record r = run("steps = 1", "name = \"bowl\"\ndimensions = [10001]\nparameters.spread = 0", walker);
    CHECK(r.x_final == std::vector<double>(10'001, 7));
    CHECK(r.x_best.empty());
    CHECK(r.x_solution.empty());
    CHECK(r.f_final == Approx(10'001 * 24.5));
}

TEST_CASE("timing: each observation has its seconds where they are asked for") {
    const Record r =
        Experiment("[record]\ntiming = \"observation\"\n" + one("steps = 50", bowl, walker)).run();
    CHECK(r.observations[0].seconds == 0);
    for (std::size_t i = 1; i < r.observations.size(); ++i)
        CHECK(r.observations[i].seconds >= r.observations[i - 1].seconds);
    CHECK(r.seconds == r.observations.back().seconds);
    CHECK(std::isnan(run("steps = 1", bowl, walker).observations[1].seconds));
}
