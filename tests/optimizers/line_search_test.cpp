// SPDX-License-Identifier: MIT
// First-order methods with a line search: steps worked by hand, and what ends or endangers them.
#include "functions.hpp"

using namespace functions;
using namespace thalweg::testing;

TEST_CASE("steepest_descent: two steps with backtracking equal those worked by hand") {
    const Objective parabola(component<Parabola>());
    const Oracle oracle(parabola);
    Optimizer rule(built("steepest_descent"), {1.5}, {{"initial_step", 0.75}});
    rule.step(oracle); // g = 6; t = 3/4: x = -3 is higher; t = 3/8: x = -3/4
    CHECK(rule.x()[0] == -0.75);
    CHECK(oracle.requests() == 3);
    rule.step(oracle); // g = -3; t = 3/8 * 36 / 9 = 3/2: 15/4, 3/4: 3/2, 3/8: 3/8, the first that is lower
    CHECK(rule.x()[0] == 0.375);
    CHECK(oracle.requests() == 7); // f is known, g is asked for
    CHECK(rule.metrics()[0] == 0.375);
}

TEST_CASE("steepest_descent: strong Wolfe goes to the minimum of a parabola by one interpolation") {
    const Objective parabola(component<Parabola>());
    const Oracle oracle(parabola);
    Optimizer rule(built("steepest_descent"), {1.5},
                   {{"initial_step", 0.75}, {"line_search", "strong_wolfe"}});
    CHECK(rule.step(oracle) ==
          THALWEG_OK); // t = 3/4 is too high; the cubic through both is the parabola: t = 1/4
    CHECK(rule.x()[0] == Approx(0).margin(1e-15));
    CHECK(oracle.requests() == 3);
    CHECK(rule.step(oracle) == THALWEG_CONVERGED);
    CHECK(oracle.requests() == 3); // f and g are known from the search
}

TEST_CASE("conjugate_gradient: with exact searches it is at the minimum of a quadratic after d steps") {
    const Objective bowl(component<Bowl>());
    const Oracle oracle(bowl);
    Optimizer rule(built("conjugate_gradient"), {1.0, 2.0}, {{"curvature", 2e-4}});
    rule.step(oracle); // g = (4, 13), g·g = 185, g·Hg = 1150: t = 185/1150
    CHECK(rule.x()[0] == Approx(1 - 4 * 185.0 / 1150));
    CHECK(rule.x()[1] == Approx(2 - 13 * 185.0 / 1150));
    CHECK(rule.metrics()[1] == 0); // beta
    rule.step(oracle);
    CHECK(rule.metrics()[1] > 0);
    CHECK(std::abs(rule.x()[0]) < 1e-10);
    CHECK(std::abs(rule.x()[1]) < 1e-10);
}

TEST_CASE("conjugate_gradient: after `restart` steps the direction is the gradient's again") {
    // after an exact search along -g the next gradient is at right angles to g: beta = |g+|^2 / |g|^2 > 0
    const Objective chain(component<Chain>(), {}, 5);
    const Oracle oracle(chain);
    Optimizer rule(built("conjugate_gradient"), {1.0, -2.0, 0.5, 3.0, 1.5},
                   {{"restart", 2.0}, {"curvature", 2e-4}});
    for (const bool restarted : {true, false, true, false}) {
        rule.step(oracle);
        CHECK((rule.metrics()[1] == 0) == restarted);
    }
}

TEST_CASE("bfgs: its first update in one dimension is the secant") {
    const Objective quartic(component<Quartic>());
    const Oracle oracle(quartic);
    Optimizer rule(built("bfgs"), {2.0});
    rule.step(oracle); // g = 8; t = 1/8: x = 1
    CHECK(rule.x()[0] == 1);
    rule.step(oracle); // s = -1, y = 1 - 8: H = 1/7, g = 1
    CHECK(rule.x()[0] == Approx(6.0 / 7));
    CHECK(oracle.requests() == 3);
}

TEST_CASE("bfgs: its second step from a scaled identity equals the one worked by hand") {
    const Objective bowl(component<Bowl>());
    Optimizer rule(built("bfgs"), {1.0, 2.0});
    rule.iterate(bowl); // g = (4, 13), t = 1/17: s = -(4, 13)/17, y = -(21, 82)/17, g+ = (47, 139)/17
    rule.iterate(
        bowl); // y.s/y.y = 1150/7165; H g+ = (8.660537, 22.111331)/17 by two loops; x = (13, 21)/17 - H g+
    CHECK(rule.x()[0] == Approx(0.255263).epsilon(1e-5));
    CHECK(rule.x()[1] == Approx(-0.065372).epsilon(1e-4));
}

TEST_CASE("bfgs: with exact searches it is at the minimum of a quadratic after d steps") {
    // as conjugate gradients (Nocedal & Wright, theorem 6.4); a wrong second update would go elsewhere
    const Objective bowl(component<Bowl>());
    const Oracle oracle(bowl);
    Optimizer rule(built("bfgs"), {1.0, 2.0}, {{"curvature", 2e-4}});
    rule.step(oracle);
    CHECK(rule.x()[1] == Approx(2 - 13 * 185.0 / 1150));
    rule.step(oracle);
    CHECK(std::abs(rule.x()[0]) < 1e-10);
    CHECK(std::abs(rule.x()[1]) < 1e-10);
}

TEST_CASE("line searches: NaN beyond a wall shortens the step") {
    const Objective cage(component<Cage>(), {}, 2);
    const std::vector<std::pair<const char *, Settings>> all = {
        {"steepest_descent", {{"initial_step", 64.0}}},
        {"steepest_descent", {{"initial_step", 64.0}, {"line_search", "strong_wolfe"}}},
        {"conjugate_gradient", {}},
        {"bfgs", {}},
        {"lbfgs", {{"learning_rate", 64.0}}},
        {"newton_armijo", {}},
        {"newton_trust_region", {{"initial_radius", 100.0}}},
        {"newton_cg", {}}};
    for (const auto &[name, settings] : all) {
        INFO(name);
        Optimizer rule(built(name), {1.9, -3.0}, settings);
        for (int step = 0; step < 30; ++step)
            rule.iterate(cage);
        CHECK(cage.value(rule.x()) < 1e-10);
    }
}

TEST_CASE("line searches: where there is no lower point along the direction they are stalled, and stay") {
    const Objective liar(component<Liar>(), {}, 2);
    const std::vector<std::pair<const char *, Settings>> all = {
        {"steepest_descent", {}},
        {"steepest_descent", {{"line_search", "strong_wolfe"}}},
        {"conjugate_gradient", {}},
        {"bfgs", {}},
        {"lbfgs", {}},
        {"newton_armijo", {}},
        {"newton_cg", {}},
        {"newton_trust_region", {}}};
    for (const auto &[name, settings] : all) {
        INFO(name);
        Optimizer rule(built(name), {1.0, 2.0}, settings);
        CHECK(rule.iterate(liar) == THALWEG_STALLED);
        CHECK(rule.x() == thalweg::Vector{1.0, 2.0});
    }
}

TEST_CASE("lbfgs: a step without a search is learning_rate times the two-loop direction, worked by hand") {
    const Objective quartic(component<Quartic>());
    const Oracle oracle(quartic);
    Optimizer rule(built("lbfgs"), {2.0}, {{"line_search", "none"}, {"learning_rate", 0.5}});
    rule.step(oracle); // g = 8; t = min(1, 1/8)/2 = 1/16: x = 3/2
    CHECK(rule.x()[0] == 1.5);
    rule.step(oracle); // s = -1/2, y = 27/8 - 8 = -37/8: H = 4/37; x = 3/2 - 4/37 * 27/8 / 2
    CHECK(rule.x()[0] == Approx(1.5 - 27.0 / 148));
    CHECK(oracle.requests() == 2);
}

TEST_CASE("lbfgs: max_iter iterations in a step are as many steps of one") {
    const Objective chain(component<Chain>(), {}, 5);
    Optimizer five(built("lbfgs"), {1.0, -2.0, 0.5, 3.0, 1.5}, {{"max_iter", 5.0}, {"max_eval", 100.0}}),
        one(built("lbfgs"), {1.0, -2.0, 0.5, 3.0, 1.5});
    five.iterate(chain);
    for (int step = 0; step < 5; ++step)
        one.iterate(chain);
    CHECK(five.x() == one.x());
}

TEST_CASE("lbfgs: what only the change test ends is stalled, and a small gradient converged") {
    const Objective quartic(component<Quartic>());
    Optimizer flat(built("lbfgs"), {0.02}); // g = 8e-6: p·g = -6.4e-11
    CHECK(flat.iterate(quartic) == THALWEG_STALLED);
    CHECK(flat.x()[0] == 0.02);
    Optimizer patient(built("lbfgs"), {0.02}, {{"change_tolerance", 0.0}});
    CHECK(patient.iterate(quartic) == THALWEG_OK);
    Optimizer there(built("lbfgs"), {0.004}); // g = 6.4e-8
    CHECK(there.iterate(quartic) == THALWEG_CONVERGED);
}
