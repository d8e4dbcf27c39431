// SPDX-License-Identifier: MIT
// The tutorial's functions have the values of mission's formulas.
#include "built.hpp"

#include <cmath>
#include <numbers>

using namespace thalweg::testing;
using namespace conformance;

TEST_CASE("tutorial: each function has the value worked by hand") {
    constexpr double pi = std::numbers::pi;
    const auto value = [](const char *name, const std::vector<double> &x) {
        return Objective(plugins()[name]).value(x);
    };
    CHECK(value("cliffs", {0}) == Approx(1.2));                                           // 1 + 1/5
    CHECK(value("cliffs", {pi / 2}) == Approx(0.0225 * pi * pi / 4 - 1.0 / 3 - 1.0 / 7)); // sines: -1, -1
    CHECK(value("parabola", {-20}) == 400);
    CHECK(value("parabola_cosine", {20}) == Approx(401));         // cos(pi) = -1
    CHECK(value("cosine_well", {-15}) == Approx(std::sqrt(0.5))); // -cos(3 pi/4)
    CHECK(value("x_cos_pi_x", {1.0 / 3}) == Approx(1.0 / 6));     // cos(pi/3) = 1/2
    CHECK(value("risk", {0.5 + 1.0 / 6}) == Approx(-1.0 / 3));    // 2/3 cos(2 pi/3)
    CHECK(value("cubic", {-2}) == -8);
    CHECK(value("saddle", {3, 2}) == 5);
    CHECK(value("tanh", {std::log(2.0)}) == Approx(0.6)); // (2 - 1/2) / (2 + 1/2)
    CHECK(value("half_parabola", {3}) == 4.5);
    CHECK(value("cosine_pi", {1.0 / 3}) == Approx(0.5));
    CHECK(value("exp_half", {2 * std::log(3.0)}) == Approx(3));
    CHECK(value("bowl_ripple", {2, 1.0 / 6}) == Approx(4.25)); // 4 + cos(pi/3) / 2
}

TEST_CASE("risk: the test split has a ripple that the train split has not, and its minimum elsewhere") {
    const Objective risk(plugins()["risk"]);
    CHECK(risk.value(std::vector{1.0}) == Approx(-1));
    CHECK(risk.value(std::vector{1.0}, THALWEG_SPLIT_VALID) == Approx(-1));
    CHECK(risk.value(std::vector{1.0}, THALWEG_SPLIT_TEST) == Approx(-1.2)); // 0.2 cos(5 pi)
    // least on [0.5, 1.5] by tests/reference/minima.py
    const std::vector<double> best{1.0169834031079086};
    CHECK(std::abs(risk.gradient(best, THALWEG_SPLIT_TEST)[0]) <= 1e-13);
    CHECK(risk.value(best, THALWEG_SPLIT_TEST) == Approx(-1.2084614338727624).epsilon(1e-14));
    for (int k = 0; k <= 1000; ++k)
        CHECK(risk.value(std::vector{0.5 + k / 1000.0}, THALWEG_SPLIT_TEST) >= -1.2084614338727625);
}

TEST_CASE("tutorial: the starts are the tutorial's") {
    const auto start = [](const char *name) { return Objective(plugins()[name]).problem().x0[0]; };
    CHECK(start("cliffs") == -20);
    CHECK(start("parabola") == -20);
    CHECK(start("parabola_cosine") == -20);
    CHECK(start("cosine_well") == -15);
    CHECK(start("tanh") == 4);
}

TEST_CASE("tutorial: a function without a least value claims none") {
    for (const char *name : {"cubic", "saddle"})
        CHECK(!(Objective(plugins()[name]).problem().caps & THALWEG_OBJ_HAS_FOPT));
    for (const char *name : {"tanh", "exp_half"}) // least as a limit, at no point
        CHECK(Objective(plugins()[name]).problem().n_xopt == 0);
}
