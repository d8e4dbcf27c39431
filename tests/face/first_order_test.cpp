// SPDX-License-Identifier: MIT
// Two steps of each rule that PyTorch has beyond the tutorial's, and of Lion, AdaBelief and Adan, worked by
// hand.
#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg::testing;

namespace {

const Plugins &plugins() {
    static const Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

} // namespace

TEST_CASE("gradient_descent: weight decay adds its share of x to g") {
    Optimizer descent(plugins()["gradient_descent"], {4.0}, {{"learning_rate", 0.25}, {"weight_decay", 0.5}});
    descent.update({2.0}); // g = 2 + 2
    CHECK(descent.x()[0] == 3.0);
    descent.update({-3.5}); // g = -3.5 + 1.5
    CHECK(descent.x()[0] == 3.5);
}

TEST_CASE("heavy_ball: two steps with dampening and weight decay equal the formula worked by hand") {
    Optimizer ball(plugins()["heavy_ball"], {4.0},
                   {{"learning_rate", 0.5}, {"momentum", 0.75}, {"dampening", 0.25}, {"weight_decay", 0.5}});
    ball.update({2.0}); // g = 4, v = g without dampening
    CHECK(ball.x()[0] == 2.0);
    ball.update({3.0}); // g = 4, v = 3 + 0.75 * 4
    CHECK(ball.x()[0] == -1.0);
}

TEST_CASE("nesterov: two steps with weight decay equal the formula worked by hand") {
    Optimizer nesterov(plugins()["nesterov"], {4.0},
                       {{"learning_rate", 0.5}, {"momentum", 0.75}, {"weight_decay", 0.5}});
    nesterov.update({2.0}); // g = 4, v = 4, 4 + 3
    CHECK(nesterov.x()[0] == 0.5);
    nesterov.update({-1.25}); // g = -1, v = 3 - 1, -1 + 1.5
    CHECK(nesterov.x()[0] == 0.25);
}

TEST_CASE("adagrad: an accumulator and decays work as by hand") {
    Optimizer adagrad(plugins()["adagrad"], {2.0},
                      {{"learning_rate", 3.0},
                       {"epsilon", 1.0},
                       {"learning_rate_decay", 0.5},
                       {"initial_accumulator", 7.0},
                       {"weight_decay", 0.5}});
    adagrad.update({2.0}); // g = 3, r = 7 + 9, 3 / (1 + 4) * 3
    CHECK(adagrad.x()[0] == Approx(0.2));
    adagrad.update({2.9}); // g = 3, r = 25, lr = 3 / 1.5: 2 / 6 * 3
    CHECK(adagrad.x()[0] == Approx(-0.8));
}

TEST_CASE("rmsprop: momentum and weight decay work as by hand") {
    Optimizer rmsprop(plugins()["rmsprop"], {4.0},
                      {{"learning_rate", 2.0},
                       {"decay", 0.75},
                       {"epsilon", 0.5},
                       {"momentum", 0.25},
                       {"weight_decay", 0.5}});
    rmsprop.update({2.0}); // g = 4, r = 4, v = 4 / 2.5
    CHECK(rmsprop.x()[0] == Approx(0.8));
    rmsprop.update({5.6}); // g = 6, r = 3 + 9, v = 0.4 + 6 / (0.5 + sqrt(12))
    CHECK(rmsprop.x()[0] == Approx(-12 / (0.5 + std::sqrt(12.0))));
}

TEST_CASE("rmsprop_centered: two steps equal the formula worked by hand") {
    Optimizer rmsprop(plugins()["rmsprop_centered"], {4.0},
                      {{"learning_rate", 2.0},
                       {"decay", 0.75},
                       {"epsilon", 0.5},
                       {"momentum", 0.25},
                       {"weight_decay", 0.5}});
    rmsprop.update({2.0}); // g = 4, r = 4, a = 1, v = 4 / (sqrt(3) + 0.5)
    const double first = 4 / (std::sqrt(3.0) + 0.5), x = 4 - 2 * first;
    CHECK(rmsprop.x()[0] == Approx(x));
    rmsprop.update({6 - x / 2}); // g = 6, r = 3 + 9, a = 3/4 + 6/4, r - a^2 = 111/16
    CHECK(rmsprop.x()[0] == Approx(x - 2 * (first / 4 + 6 / (std::sqrt(111.0) / 4 + 0.5))));
}

TEST_CASE("rmsprop_centered: a variance that rounding makes negative counts as 0") {
    // equal gradients: r and a^2 both tend to 0.49, which is no double
    Optimizer rmsprop(plugins()["rmsprop_centered"], {0.0}, {{"decay", 0.5}, {"epsilon", 1.0}});
    for (int step = 0; step < 100; ++step)
        rmsprop.update({0.7});
    CHECK(std::isfinite(rmsprop.x()[0]));
}

TEST_CASE("adadelta: weight decay adds its share of x to g") {
    Optimizer adadelta(plugins()["adadelta"], {8.0},
                       {{"learning_rate", 0.5}, {"decay", 0.75}, {"epsilon", 4.0}, {"weight_decay", 0.25}});
    adadelta.update({2.0}); // as the step of the undecayed rule for g = 4
    CHECK(adadelta.x()[0] == Approx(8 - std::sqrt(2.0)));
}

TEST_CASE("adam: weight decay adds its share of x to g") {
    Optimizer adam(
        plugins()["adam"], {4.0},
        {{"learning_rate", 1.0}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}, {"weight_decay", 0.5}});
    adam.update({-1.0}); // g = 1: m = v = 1, corrected
    CHECK(adam.x()[0] == Approx(4 - 1 / 1.5));
    adam.update({3 - (4 - 1 / 1.5) / 2}); // g = 3: as in the test without decay
    CHECK(adam.x()[0] == Approx(4 - 1 / 1.5 - 13.0 / 5 / (std::sqrt(39.0 / 7) + 0.5)));
}

TEST_CASE("amsgrad: the denominator keeps the largest average") {
    Optimizer amsgrad(
        plugins()["amsgrad"], {6.0},
        {{"learning_rate", 1.0}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}, {"weight_decay", 0.5}});
    amsgrad.update({1.0}); // g = 4: m = 3, v = u = 4, corrected 4 and 16
    CHECK(amsgrad.x()[0] == Approx(6 - 4 / 4.5));
    amsgrad.update({1 - (6 - 4 / 4.5) / 2}); // g = 1: m = 3/2, v = 13/4, u = 4; 8/5 and 64/7
    CHECK(amsgrad.x()[0] == Approx(6 - 4 / 4.5 - 8.0 / 5 / (std::sqrt(64.0 / 7) + 0.5)));
}

TEST_CASE("adamw: the decay shrinks x past the averages") {
    Optimizer adamw(
        plugins()["adamw"], {4.0},
        {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}, {"weight_decay", 0.25}});
    adamw.update({1.0}); // 7/8 of 4, then Adam's step for g = 1, halved
    CHECK(adamw.x()[0] == Approx(3.5 - 1 / 3.0));
    adamw.update({3.0});
    CHECK(adamw.x()[0] == Approx(7.0 / 8 * (3.5 - 1 / 3.0) - 13.0 / 10 / (std::sqrt(39.0 / 7) + 0.5)));
}

TEST_CASE("adamw: with amsgrad the denominator keeps the largest average") {
    Optimizer adamw(plugins()["adamw"], {4.0},
                    {{"learning_rate", 0.5},
                     {"beta1", 0.25},
                     {"beta2", 0.75},
                     {"epsilon", 0.5},
                     {"weight_decay", 0.25},
                     {"amsgrad", 1.0}});
    adamw.update({4.0}); // 3.5 - 4 / 4.5 / 2
    CHECK(adamw.x()[0] == Approx(3.5 - 2 / 4.5));
    adamw.update({1.0}); // as amsgrad's second step, halved
    CHECK(adamw.x()[0] == Approx(7.0 / 8 * (3.5 - 2 / 4.5) - 4.0 / 5 / (std::sqrt(64.0 / 7) + 0.5)));
}

TEST_CASE("nadam: two steps equal Algorithm 2 worked by hand") {
    // without momentum_decay mu is beta1 / 2 = 1/4 at each step: products 1/4, 1/16, 1/64
    Optimizer nadam(plugins()["nadam"], {4.0},
                    {{"learning_rate", 1.0},
                     {"beta1", 0.5},
                     {"beta2", 0.75},
                     {"epsilon", 0.5},
                     {"momentum_decay", 0.0},
                     {"weight_decay", 0.5}});
    nadam.update({-1.0}); // g = 1: m = 1/2, v corrected to 1; 1/4 * 1/2 / (15/16) + 3/4 / (3/4) = 17/15
    const double x = 4 - 17.0 / 15 / 1.5;
    CHECK(nadam.x()[0] == Approx(x));
    // g = 3: m = 7/4, v = 39/7; 1/4 * 7/4 / (63/64) + 3/4 * 3 / (15/16) = 4/9 + 12/5
    nadam.update({3 - x / 2});
    CHECK(nadam.x()[0] == Approx(x - (4.0 / 9 + 12.0 / 5) / (std::sqrt(39.0 / 7) + 0.5)));
}

TEST_CASE("nadam: momentum_decay lets the momentum rise to beta1") {
    // 0.96^(1000 t) is below 1e-17: mu is beta1 = 1/2; products 1/2, 1/4
    Optimizer nadam(plugins()["nadam"], {0.0},
                    {{"learning_rate", 1.0},
                     {"beta1", 0.5},
                     {"beta2", 0.75},
                     {"epsilon", 0.5},
                     {"momentum_decay", 1000.0}});
    nadam.update({1.0}); // 1/2 * 1/2 / (3/4) + 1/2 / (1/2) = 4/3
    CHECK(nadam.x()[0] == Approx(-4.0 / 3 / 1.5));
}

TEST_CASE("radam: it is momentum alone until the variance can be told") {
    // beta2 = 7/8: the length is at most 15; at the second step 15 - 4 * 49/64 / (15/64) = 29/15: too short
    Optimizer radam(
        plugins()["radam"], {4.0},
        {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.875}, {"epsilon", 0.5}, {"weight_decay", 0.5}});
    radam.update({-1.0}); // g = 1, corrected m = 1
    CHECK(radam.x()[0] == Approx(3.5));
    radam.update({1.25}); // g = 3, corrected m = 13/5
    CHECK(radam.x()[0] == Approx(2.2));
}

TEST_CASE("radam: it divides by the root of v once the variance can be told") {
    // equal gradients 3: corrected m = 3, and v = 9 (1 - (7/8)^t)
    Optimizer radam(plugins()["radam"], {0.0},
                    {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.875}, {"epsilon", 0.5}});
    for (int step = 1; step <= 4;
         ++step) // the length at step 4: 15 - 8 * 2401 / (4096 - 2401), which is 3.67
        radam.update({3.0});
    CHECK(radam.x()[0] == Approx(-6.0));
    radam.update({3.0}); // step 5: 15 - 10 * 16807 / (32768 - 16807) = 71345 / 15961, which is 4.47
    CHECK(radam.x()[0] == Approx(-7.5));
    radam.update({3.0});
    const double p = 117649.0 / 262144, length = 15 - 12 * p / (1 - p); // 5.23
    const double r = std::sqrt((length - 4) * (length - 2) * 15 / (11 * 13 * length));
    CHECK(radam.x()[0] == Approx(-7.5 - 0.5 * 3 * r * std::sqrt(1 - p) / (3 * std::sqrt(1 - p) + 0.5)));
}

TEST_CASE("adamax: two steps equal Algorithm 2 worked by hand") {
    Optimizer adamax(
        plugins()["adamax"], {4.0},
        {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}, {"weight_decay", 0.5}});
    adamax.update({2.0}); // g = 4: m = 3, corrected 4; u = 4.5
    CHECK(adamax.x()[0] == Approx(4 - 2 / 4.5));
    adamax.update({1 - (4 - 2 / 4.5) / 2}); // g = 1: m = 3/2, corrected 8/5; u = 27/8, above 1.5
    CHECK(adamax.x()[0] == Approx(4 - 2 / 4.5 - 4.0 / 5 * 8 / 27));
}

TEST_CASE("rprop: a step grows while the sign stays and shrinks without a move when it turns") {
    const Settings settings{
        {"learning_rate", 0.5}, {"eta_minus", 0.25}, {"eta_plus", 1.5}, {"step_max", 1.0}};
    Optimizer rprop(plugins()["rprop"], {0.0}, settings);
    rprop.update({3.0});
    CHECK(rprop.x()[0] == -0.5);
    rprop.update({0.1}); // 0.75
    CHECK(rprop.x()[0] == -1.25);
    rprop.update({0.1}); // 1.125, but step_max
    CHECK(rprop.x()[0] == -2.25);
    rprop.update({-2.0}); // 0.25, and no move
    CHECK(rprop.x()[0] == -2.25);
    rprop.update({-2.0}); // after the turn the sign counts as new
    CHECK(rprop.x()[0] == -2.0);
}

TEST_CASE("rprop: step_min is the shortest step, and weight decay adds its share of x to g") {
    Optimizer rprop(
        plugins()["rprop"], {4.0},
        {{"learning_rate", 0.5}, {"eta_minus", 0.25}, {"step_min", 0.375}, {"weight_decay", 0.5}});
    rprop.update({-1.0}); // g = 1
    CHECK(rprop.x()[0] == 3.5);
    rprop.update({-5.0}); // g = -3.25: a turn, 0.125 but step_min
    rprop.update({-5.0});
    CHECK(rprop.x()[0] == 3.875);
}

TEST_CASE("rprop: a shortest step above the longest is refused with a reason") {
    CHECK_THROWS_WITH(Optimizer(plugins()["rprop"], {0.0}, {{"step_min", 2.0}, {"step_max", 1.0}}),
                      Catch::Contains("step_min is above step_max"));
}

TEST_CASE("asgd: the rate falls and the solution is the average") {
    Optimizer asgd(
        plugins()["asgd"], {4.0},
        {{"learning_rate", 0.5}, {"lambda", 2.0}, {"alpha", 2.0}, {"t0", 0.0}, {"weight_decay", 0.25}});
    CHECK(asgd.solution()[0] == 4.0);
    asgd.update({1.0}); // g = 2, x = (1 - 1) 4 - 1
    CHECK(asgd.x()[0] == -1.0);
    CHECK(asgd.solution()[0] == -1.0);
    asgd.update({8.25}); // g = 8, the rate 0.5 / 2^2: x = -(1 - 1/4) - 1; from 1 / max(1, 1) on it averages
    CHECK(asgd.x()[0] == -1.75);
    CHECK(asgd.solution()[0] == -1.75);
    asgd.update({0.4375}); // g = 0, the rate 0.5 / 3^2: x = -1.75 * 8/9... - half of the way
    CHECK(asgd.x()[0] == Approx(-1.75 * 8 / 9));
    CHECK(asgd.solution()[0] == Approx((-1.75 - 1.75 * 8 / 9) / 2));
}

TEST_CASE("lion: two steps equal Algorithm 2 worked by hand") {
    Optimizer lion(plugins()["lion"], {2.0, 2.0},
                   {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.75}, {"weight_decay", 0.25}});
    lion.update({4.0, -4.0}); // x = 7/8 * 2 -+ 0.5; m = +-1
    CHECK(lion.x()[0] == 1.25);
    CHECK(lion.x()[1] == 2.25);
    lion.update({-0.25, 0.5}); // c = 1/4 - 3/16 and -1/4 + 3/8: both positive
    CHECK(lion.x()[0] == 0.875 * 1.25 - 0.5);
    CHECK(lion.x()[1] == 0.875 * 2.25 - 0.5);
}

TEST_CASE("adabelief: two steps equal Algorithm 2 worked by hand") {
    Optimizer belief(
        plugins()["adabelief"], {4.0},
        {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}, {"weight_decay", 0.25}});
    belief.update({4.0}); // m = 3, s = 1/4 + 1/2, corrected 4 and 3
    const double x = 3.5 - 2 / (std::sqrt(3.0) + 0.5);
    CHECK(belief.x()[0] == Approx(x));
    belief.update({1.0}); // m = 3/2, s = 9/16 + 1/16 + 1/2 = 9/8, corrected 8/5 and 18/7
    CHECK(belief.x()[0] == Approx(7.0 / 8 * x - 4.0 / 5 / (std::sqrt(18.0 / 7) + 0.5)));
}

TEST_CASE("adan: two steps equal the formula worked by hand") {
    Optimizer adan(plugins()["adan"], {5.0},
                   {{"learning_rate", 0.5},
                    {"beta1", 0.25},
                    {"beta2", 0.75},
                    {"beta3", 0.5},
                    {"epsilon", 0.5},
                    {"weight_decay", 0.5}});
    adan.update({4.0}); // m = 3, v = 0, n = 8, corrected 4, 0, 16
    const double x = (5 - 2 / 4.5) / 1.25;
    CHECK(adan.x()[0] == Approx(x));
    // the change is -4: m = 3/4, corrected 4/5; v = -1, corrected -16/7; n = 4 + 9/2, corrected 34/3
    adan.update({0.0});
    CHECK(adan.x()[0] == Approx((x - 0.5 * (4.0 / 5 - 12.0 / 7) / (std::sqrt(34.0 / 3) + 0.5)) / 1.25));
}
