// SPDX-License-Identifier: MIT
// Second-order methods: steps worked by hand.
#include "functions.hpp"

using namespace functions;
using namespace thalweg::testing;

TEST_CASE("newton_armijo: one step to the minimum of a quadratic, two requests, then converged") {
    const Objective bowl(component<Bowl>());
    const Oracle oracle(bowl);
    Optimizer rule(built("newton_armijo"), {1.0, 2.0});
    CHECK(rule.step(oracle) == THALWEG_OK);
    CHECK(oracle.requests() == 2);
    CHECK(std::abs(rule.x()[0]) < 1e-14);
    CHECK(std::abs(rule.x()[1]) < 1e-14);
    CHECK(rule.step(oracle) == THALWEG_CONVERGED);
}

TEST_CASE("newton_armijo: a negative curvature is shifted to a thousandth, and the step goes down") {
    const Objective saddle(component<Diagonal>(), {{"a", 2.0}, {"b", -2.0}});
    Optimizer rule(built("newton_armijo"), {1.0, 0.5});
    rule.iterate(saddle); // tau = 0.001 + 2; p = -(2 / 4.001..., -1 / 0.001)
    CHECK(rule.metrics()[1] == Approx(2.001));
    CHECK(rule.x()[0] == Approx(1 - 2 / 4.001));
    CHECK(rule.x()[1] == Approx(1000.5));
}

TEST_CASE("newton_trust_region: a step to the boundary and one inside equal those worked by hand") {
    const Objective bowl(component<Diagonal>());
    Optimizer rule(built("newton_trust_region"), {3.0, 0.0});
    rule.iterate(bowl); // 3 / (1 + lambda) = 1: lambda = 2; rho = 1 at the boundary: the radius doubles
    CHECK(rule.x()[0] == Approx(2));
    CHECK(rule.metrics()[0] == 2);
    CHECK(rule.metrics()[1] == Approx(2));
    CHECK(rule.metrics()[2] == Approx(1));
    rule.iterate(bowl); // Newton's own step
    CHECK(std::abs(rule.x()[0]) < 1e-14);
    CHECK(rule.metrics()[1] == 0);
}

TEST_CASE("newton_trust_region: the boundary's solution meets (H + lambda I) p = -g and |p| = radius") {
    const Objective bowl(component<Bowl>());
    Optimizer rule(built("newton_trust_region"), {1.0, 2.0}, {{"initial_radius", 0.625}});
    rule.iterate(bowl);
    const double lambda = rule.metrics()[1], p0 = rule.x()[0] - 1, p1 = rule.x()[1] - 2;
    CHECK(std::hypot(p0, p1) == Approx(0.625).epsilon(1e-12));
    CHECK(lambda > 0);
    CHECK((2 + lambda) * p0 + p1 == Approx(-4).epsilon(1e-11));
    CHECK(p0 + (6 + lambda) * p1 == Approx(-13).epsilon(1e-11));
}

TEST_CASE("newton_trust_region: in the hard case it goes on to the boundary along the steepest curvature") {
    const Objective saddle(component<Diagonal>(), {{"a", 1.0}, {"b", -1.0}});
    Optimizer rule(built("newton_trust_region"), {1.0, 0.0});
    rule.iterate(saddle); // lambda = 1: p = (-1/2, +-sqrt(3)/2)
    CHECK(rule.x()[0] == Approx(0.5));
    CHECK(std::abs(rule.x()[1]) == Approx(std::sqrt(0.75)));
    Optimizer on_it(built("newton_trust_region"), {0.0, 0.0});
    CHECK(on_it.iterate(saddle) == THALWEG_OK); // g = 0, and not converged
    CHECK(std::abs(on_it.x()[1]) == Approx(1));
}

TEST_CASE("newton_trust_region: a step that raises f is followed by a quarter of it in the same step") {
    const Objective cage(component<Cage>(), {}, 1);
    const Oracle oracle(cage);
    Optimizer rule(built("newton_trust_region"), {1.0}, {{"initial_radius", 0.25}});
    rule.step(oracle); // exact model: accepted at once, the radius doubles
    CHECK(rule.x()[0] == Approx(0.75));
    CHECK(rule.metrics()[0] == 0.5);
    const Objective liar(component<Liar>(), {}, 1);
    const Oracle misleading(liar);
    Optimizer misled(built("newton_trust_region"), {1.0});
    CHECK(misled.step(misleading) == THALWEG_STALLED);
    CHECK(misleading.requests() == 26); // 4^-25 is the first radius below 1e-15
}

TEST_CASE("saddle_free_newton: it leaves a saddle at the pace at which newton would seek it") {
    const Objective saddle(component<Diagonal>(), {{"a", 2.0}, {"b", -2.0}});
    Optimizer rule(built("saddle_free_newton"), {1.0, 0.001});
    rule.iterate(saddle); // g = (2, -0.002), |H| = 2 I
    CHECK(std::abs(rule.x()[0]) < 1e-15);
    CHECK(rule.x()[1] == Approx(0.002));
    CHECK(rule.metrics()[0] == Approx(-2));
    rule.iterate(saddle);
    CHECK(rule.x()[1] == Approx(0.004));
}

TEST_CASE("saddle_free_newton: |H| of a full matrix, damped, equals the one worked by hand") {
    // H = [2 1; 1 6] is positive: |H| + I = [3 1; 1 7], its inverse is [7 -1; -1 3] / 20; g = (4, 13)
    const Objective bowl(component<Bowl>());
    Optimizer rule(built("saddle_free_newton"), {1.0, 2.0}, {{"damping", 1.0}});
    rule.iterate(bowl);
    CHECK(rule.x()[0] == Approx(0.25));
    CHECK(rule.x()[1] == Approx(0.25));
}

TEST_CASE("newton_cg: it stops at the residual that a far point deserves") {
    const Objective bowl(component<Bowl>());
    Optimizer rule(built("newton_cg"), {1.0, 2.0});
    rule.iterate(bowl); // g = (4, 13); one product leaves |r| = 0.65 of at most 6.8: p = -185/1150 g
    CHECK(rule.metrics()[1] == 1);
    CHECK(rule.x()[0] == Approx(1 - 4 * 185.0 / 1150));
    CHECK(rule.x()[1] == Approx(2 - 13 * 185.0 / 1150));
}

TEST_CASE("newton_cg: near a minimum it takes the products that it needs, conjugate to one another") {
    const Objective bowl(component<Bowl>());
    Optimizer rule(built("newton_cg"), {1e-6, 2e-6});
    rule.iterate(bowl); // one product leaves |r|/|g| = 0.05, more than sqrt|g| = 0.0037; two are exact in two
                        // dimensions
    CHECK(rule.metrics()[1] == 2);
    CHECK(std::abs(rule.x()[0]) < 1e-15);
    CHECK(std::abs(rule.x()[1]) < 1e-15);
}

TEST_CASE("newton_cg: a negative curvature at once makes the step the gradient's") {
    const Objective saddle(component<Diagonal>(), {{"a", 2.0}, {"b", -2.0}});
    Optimizer rule(built("newton_cg"), {0.0, 0.5});
    rule.iterate(saddle); // g = (0, -1)
    CHECK(rule.x()[1] == Approx(1.5));
}

TEST_CASE("newton_cg: it converges in a million dimensions") {
    const std::size_t d = 1'000'000;
    const Objective chain(component<Chain>(), {}, d);
    std::vector<double> x0(d);
    for (std::size_t i = 0; i < d; ++i)
        x0[i] = std::sin(static_cast<double>(i));
    Optimizer rule(built("newton_cg"), x0, {{"gradient_tolerance", 1e-8}});
    int steps = 1;
    while (rule.iterate(chain) == THALWEG_OK && steps < 50)
        ++steps;
    CHECK(rule.iterate(chain) == THALWEG_CONVERGED);
    CHECK(steps < 50);
    double largest = 0;
    for (const double g : chain.gradient(rule.x()))
        largest = std::max(largest, std::abs(g));
    CHECK(largest <= 1e-8);
}
