// SPDX-License-Identifier: MIT
// Optimizers without derivatives: steps worked by hand, bounds, seeds, and goals that are met by a wide
// margin.
#include "functions.hpp"

#include <set>

using namespace functions;
using namespace thalweg::testing;

namespace {

constexpr const char *all[] = {"nelder_mead", "cma_es", "random_search", "differential_evolution",
                               "coordinate_search"};
constexpr const char *random_ones[] = {"cma_es", "random_search", "differential_evolution"};

/// Back to x0 with the stream of a seed.
void reseed(Optimizer &rule, const std::vector<double> &x0, std::uint64_t seed) {
    rule.reset();
    const thalweg::Vector start(x0.begin(), x0.end());
    const thalweg_run_info info{sizeof info, 0, start.data(), seed, 0, 0};
    REQUIRE(rule.table().reset(rule.self(), &info, nullptr) == THALWEG_OK);
}

/// Requests until f(x) is below the goal; most: not within them.
std::uint64_t requests_to(double goal, Optimizer &rule, const Objective &objective, std::uint64_t most) {
    const Oracle oracle(objective);
    while (oracle.requests() < most) {
        rule.step(oracle);
        if (objective.value(rule.x()) < goal)
            return oracle.requests();
    }
    return most;
}

} // namespace

TEST_CASE("coordinate_search: three sweeps equal those worked by hand") {
    const Objective function(component<OffCentre>());
    const Oracle oracle(function);
    Optimizer rule(built("coordinate_search"), {0.0, 0.0}); // f = 0.81
    rule.step(oracle);                                      // x: 1.21, 2.41, both worse; y: 5.21, then 0.41
    CHECK(rule.x() == thalweg::Vector{0.0, -1.0});
    CHECK(oracle.requests() == 5);
    rule.step(oracle); // x: 0.81, 2.01; y: 0.81, 4.01: none better
    CHECK(rule.x() == thalweg::Vector{0.0, -1.0});
    CHECK(rule.metrics()[0] == 0.5);
    CHECK(oracle.requests() == 9);
    rule.step(oracle); // x + 1/2: 0.04 + 0.32; y + 1/2: 0.04 + 0.02
    CHECK(rule.x() == thalweg::Vector{0.5, -0.5});
    CHECK(oracle.requests() == 11);
}

TEST_CASE("coordinate_search: it is converged when its step is below the tolerance") {
    const Objective function(component<OffCentre>());
    Optimizer rule(built("coordinate_search"), {0.3, -0.6}, {{"step_tolerance", 0.2}});
    CHECK(rule.iterate(function) == THALWEG_OK); // 1/2
    CHECK(rule.iterate(function) == THALWEG_OK); // 1/4
    CHECK(rule.iterate(function) == THALWEG_CONVERGED);
}

TEST_CASE("derivative-free: hard bounds are never left, and the minimum beside them is found") {
    // the objective throws outside; the start is the corner, then outside
    const Objective boxed(component<Boxed>(), {}, 3);
    for (const char *name : all)
        for (const double from : {0.75, -1.0, 4.0}) {
            INFO(name << " from " << from);
            Optimizer rule(built(name), {from, from, from});
            CHECK(requests_to(name == std::string_view("random_search") ? 0.1 : 1e-6, rule, boxed, 20'000) <
                  20'000);
            CHECK(boxed.value(rule.solution()) < 0.1);
        }
}

TEST_CASE("derivative-free: NaN is worse than any value") {
    const Objective cage(component<Cage>(), {}, 2);
    for (const char *name : all) {
        INFO(name);
        Optimizer rule(built(name), {1.95, 1.0});
        CHECK(requests_to(name == std::string_view("random_search") ? 1.0 : 1e-6, rule, cage, 20'000) <
              20'000);
    }
}

TEST_CASE("derivative-free: a seed decides the iterates, and another one gives others") {
    const std::vector<double> x0 = {1.0, -0.5, 2.0};
    const Objective sphere(component<Sphere>(), {}, 3);
    for (const char *name : random_ones) {
        INFO(name);
        Optimizer rule(built(name), x0);
        std::set<std::vector<double>> distinct;
        for (const std::uint64_t seed : {7ULL, 8ULL, 7ULL, 1ULL << 40}) {
            reseed(rule, x0, seed);
            for (int step = 0; step < 10; ++step)
                rule.iterate(sphere);
            distinct.insert({rule.x().begin(), rule.x().end()});
        }
        CHECK(distinct.size() == 3);
    }
}

TEST_CASE("cma_es: 1e-8 on the sphere in ten dimensions within 6000 evaluations for each of ten seeds") {
    // the tutorial's figure 5 and COCO have about 1800 from such a start
    const std::vector<double> x0(10, 1.0);
    const Objective sphere(component<Sphere>(), {}, 10);
    Optimizer rule(built("cma_es"), x0);
    for (std::uint64_t seed = 1; seed <= 10; ++seed) {
        reseed(rule, x0, seed);
        CHECK(requests_to(1e-8, rule, sphere, 6000) < 6000);
    }
}

TEST_CASE("cma_es: it learns the shape of a function whose axes differ by a thousand") {
    const Objective shaped(component<Diagonal>(), {{"a", 1.0}, {"b", 1e6}});
    const std::vector<double> x0 = {3.0, 3.0};
    Optimizer rule(built("cma_es"), x0);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        reseed(rule, x0, seed);
        CHECK(requests_to(1e-8, rule, shaped, 6000) < 6000);
        CHECK(rule.metrics()[1] > 100); // the axis ratio goes to 1000
    }
}

TEST_CASE("cma_es: x is a sample, the solution the mean, and the end is convergence") {
    const Objective sphere(component<Sphere>(), {}, 2);
    Optimizer rule(built("cma_es"), {1.0, 2.0}, {{"x_tolerance", 1e-6}});
    CHECK(rule.solution() == thalweg::Vector{0.0 + 1.0, 2.0});
    rule.iterate(sphere);
    CHECK(rule.solution() != rule.x());
    thalweg_status status = THALWEG_OK;
    for (int step = 0; step < 1000 && status == THALWEG_OK; ++step)
        status = rule.iterate(sphere);
    CHECK(status == THALWEG_CONVERGED);
    CHECK(sphere.value(rule.solution()) < 1e-8);
}

TEST_CASE(
    "differential_evolution: 1e-8 on the sphere in five dimensions within 60000 evaluations for five seeds") {
    const std::vector<double> x0(5, 1.0);
    const Objective sphere(component<Sphere>(), {}, 5);
    Optimizer rule(built("differential_evolution"), x0);
    for (std::uint64_t seed = 1; seed <= 5; ++seed) {
        reseed(rule, x0, seed);
        CHECK(requests_to(1e-8, rule, sphere, 60'000) < 60'000);
    }
}

TEST_CASE("differential_evolution: the first step asks for the population, each further one for as many") {
    const Objective sphere(component<Sphere>(), {}, 2);
    const Oracle oracle(sphere);
    Optimizer rule(built("differential_evolution"), {1.0, 1.0}, {{"population", 7.0}});
    for (const std::uint64_t requests : {7ULL, 14ULL, 21ULL}) {
        rule.step(oracle);
        CHECK(oracle.requests() == requests);
    }
    CHECK_THROWS_AS(Optimizer(built("differential_evolution"), {1.0}, {{"population", 3.0}}), Failed);
    CHECK_THROWS_AS(Optimizer(built("cma_es"), {1.0}, {{"population", 3.0}}), Failed);
}

TEST_CASE("differential_evolution: without crossover a child differs from its parent in one coordinate") {
    const Objective sphere(component<Sphere>(), {}, 4);
    Optimizer rule(built("differential_evolution"), {0.1, 0.1, 0.1, 0.1}, {{"crossover", 0.0}});
    rule.iterate(sphere);
    int changes = 0;
    for (int step = 0; step < 20; ++step) {
        const thalweg::Vector before = rule.x();
        rule.iterate(sphere);
        int differing = 0;
        for (std::size_t i = 0; i < 4; ++i)
            differing += rule.x()[i] != before[i];
        changes += differing == 1;
    }
    CHECK(changes > 0); // often the best is its own child
}

TEST_CASE("random_search: it draws within the radius of the start, keeps the best, and counts its samples") {
    const Objective sphere(component<Sphere>(), {}, 2);
    const Oracle oracle(sphere);
    Optimizer rule(built("random_search"), {5.0, -5.0}, {{"radius", 0.5}, {"samples", 20.0}});
    double best = 50;
    for (int step = 1; step <= 20; ++step) {
        rule.step(oracle);
        CHECK(oracle.requests() == 1 + 20 * static_cast<std::uint64_t>(step));
        CHECK(sphere.value(rule.x()) <= best);
        best = sphere.value(rule.x());
        CHECK((rule.x()[0] >= 4.5 && rule.x()[0] <= 5.5 && rule.x()[1] >= -5.5 && rule.x()[1] <= -4.5));
    }
    CHECK(best < 42); // the corner has 40.5; none of 400 below 42 has a probability of 0.97^400 or 1e-5
}
