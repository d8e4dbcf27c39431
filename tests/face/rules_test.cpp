// SPDX-License-Identifier: MIT
// Two steps of each optimizer, worked by hand.
#include "examples.hpp"

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

TEST_CASE("gradient_descent: two steps equal x - lr g worked by hand") {
    Optimizer descent(plugins()["gradient_descent"], {3.0}, {{"learning_rate", 0.25}});
    descent.update({2.0});
    CHECK(descent.x()[0] == 2.5); // 3 - 1/2
    descent.update({-6.0});
    CHECK(descent.x()[0] == 4.0); // 2.5 + 1.5
}

TEST_CASE("momentum: two steps equal the rolling ball worked by hand") {
    Optimizer momentum(plugins()["momentum"], {0.0},
                       {{"learning_rate", 0.25}, {"momentum", 0.75}, {"initial_velocity", 2.0}});
    momentum.update({4.0}); // v = 3/2 - 1
    CHECK(momentum.x()[0] == 0.5);
    momentum.update({-2.0}); // v = 3/8 + 1/2
    CHECK(momentum.x()[0] == 1.375);
}

TEST_CASE("adagrad: two steps with epsilon outside the root equal the formula worked by hand") {
    Optimizer adagrad(plugins()["adagrad"], {1.0}, {{"learning_rate", 2.0}, {"epsilon", 0.5}});
    adagrad.update({3.0}); // r = 9, 1 - 2 * 3 / 3.5
    CHECK(adagrad.x()[0] == Approx(-5.0 / 7));
    adagrad.update({4.0}); // r = 25, 2 * 4 / 5.5
    CHECK(adagrad.x()[0] == Approx(-5.0 / 7 - 16.0 / 11));
}

TEST_CASE("adagrad: two steps with epsilon inside the root equal the formula worked by hand") {
    Optimizer adagrad(plugins()["adagrad"], {1.0},
                      {{"learning_rate", 2.0}, {"epsilon", 7.0}, {"epsilon_place", "inside"}});
    adagrad.update({3.0}); // r = 9, 1 - 2 * 3 / sqrt(16)
    CHECK(adagrad.x()[0] == Approx(-0.5));
    adagrad.update({-4.0}); // r = 25, + 2 * 4 / sqrt(32)
    CHECK(adagrad.x()[0] == Approx(-0.5 + std::sqrt(2.0)));
}

TEST_CASE("rmsprop: two steps with epsilon outside the root equal the formula worked by hand") {
    Optimizer rmsprop(plugins()["rmsprop"], {0.0},
                      {{"learning_rate", 3.0}, {"decay", 0.75}, {"epsilon", 0.5}});
    rmsprop.update({4.0}); // r = 4, 3 * 4 / 2.5
    CHECK(rmsprop.x()[0] == Approx(-4.8));
    rmsprop.update({10.0}); // r = 3 + 25
    CHECK(rmsprop.x()[0] == Approx(-4.8 - 30 / (0.5 + std::sqrt(28.0))));
}

TEST_CASE("rmsprop: two steps with epsilon inside the root equal the formula worked by hand") {
    Optimizer rmsprop(
        plugins()["rmsprop"], {0.0},
        {{"learning_rate", 3.0}, {"decay", 0.75}, {"epsilon", 5.0}, {"epsilon_place", "inside"}});
    rmsprop.update({4.0}); // r = 4, 3 * 4 / sqrt(9)
    CHECK(rmsprop.x()[0] == Approx(-4.0));
    rmsprop.update({-6.0}); // r = 3 + 9
    CHECK(rmsprop.x()[0] == Approx(-4 + 18 / std::sqrt(17.0)));
}

TEST_CASE("adadelta: two steps equal Algorithm 1 worked by hand") {
    Optimizer adadelta(plugins()["adadelta"], {0.0},
                       {{"learning_rate", 0.5}, {"decay", 0.75}, {"epsilon", 4.0}});
    adadelta.update({4.0}); // r = 4, delta = 4 * sqrt(4) / sqrt(8), s = 8 / 4
    CHECK(adadelta.x()[0] == Approx(-std::sqrt(2.0)));
    adadelta.update({-6.0}); // r = 3 + 9, delta = -6 * sqrt(6) / sqrt(16)
    CHECK(adadelta.x()[0] == Approx(-std::sqrt(2.0) + 0.75 * std::sqrt(6.0)));
}

TEST_CASE("adam: two steps equal Algorithm 1 worked by hand") {
    Optimizer adam(plugins()["adam"], {0.0},
                   {{"learning_rate", 1.0}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}});
    adam.update({1.0}); // m = 3/4, v = 1/4, both corrected to 1
    CHECK(adam.x()[0] == Approx(-1 / 1.5));
    adam.update({3.0}); // m = 39/16 / (15/16) = 13/5, v = 39/16 / (7/16) = 39/7
    CHECK(adam.x()[0] == Approx(-1 / 1.5 - 13.0 / 5 / (std::sqrt(39.0 / 7) + 0.5)));
}

TEST_CASE("adam_carried: the second step starts from the corrected averages of the first") {
    Optimizer adam(plugins()["adam_carried"], {0.0},
                   {{"learning_rate", 1.0}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 0.5}});
    adam.update({1.0}); // s = 3/4 / (3/4), r = 1/4 / (1/4)
    CHECK(adam.x()[0] == Approx(-1 / 1.5));
    adam.update({3.0}); // s = (1/4 + 9/4) / (15/16) = 8/3, r = (3/4 + 9/4) / (7/16) = 48/7
    CHECK(adam.x()[0] == Approx(-1 / 1.5 - 8.0 / 3 / (std::sqrt(48.0 / 7) + 0.5)));
}

TEST_CASE("newton: two damped steps on a parabola equal x - g / (H + damping) worked by hand") {
    const Objective parabola(plugins()["parabola"]);
    Optimizer newton(plugins()["newton"], {3.0}, {{"damping", 0.5}});
    newton.iterate(parabola); // 3 - 6 / 2.5
    CHECK(newton.x()[0] == Approx(0.6));
    newton.iterate(parabola); // 0.6 - 1.2 / 2.5
    CHECK(newton.x()[0] == Approx(0.12));
}

TEST_CASE("newton: undamped, it goes to the saddle point in one step") {
    const Objective saddle(plugins()["saddle"]);
    Optimizer newton(plugins()["newton"], {1.0, 0.001});
    newton.iterate(saddle);
    CHECK(newton.x()[0] == 0);
    CHECK(newton.x()[1] == 0);
}

TEST_CASE("newton: two damped steps with a full Hessian equal the inverse worked by hand") {
    // H + I = [3 1; 1 7], its inverse is [7 -1; -1 3] / 20
    const thalweg::face::ComponentTable<examples::Bowl> table("Bowl");
    const Objective bowl(table.component);
    Optimizer newton(plugins()["newton"], {1.0, 2.0}, {{"damping", 1.0}});
    newton.iterate(bowl); // g = (4, 13), step (15, 35) / 20
    CHECK(newton.x()[0] == Approx(0.25));
    CHECK(newton.x()[1] == Approx(0.25));
    newton.iterate(bowl); // g = (3/4, 7/4), step (7/2, 9/2) / 20
    CHECK(newton.x()[0] == Approx(0.075));
    CHECK(newton.x()[1] == Approx(0.025));
}

TEST_CASE("newton: one step asks the oracle once") {
    const Objective saddle(plugins()["saddle"]);
    const Oracle oracle(saddle);
    Optimizer newton(plugins()["newton"], {1.0, 0.001});
    newton.step(oracle);
    CHECK(oracle.requests() == 1);
}

TEST_CASE("rules: each coordinate goes its own way") {
    // a step in d = 37 (whole vectors and a rest) equals 37 steps in d = 1, bit for bit
    const std::size_t d = 37;
    for (const char *name : {"gradient_descent",
                             "momentum",
                             "adagrad",
                             "rmsprop",
                             "adadelta",
                             "adam",
                             "adam_carried",
                             "adabelief",
                             "adamax",
                             "adamw",
                             "adan",
                             "amsgrad",
                             "asgd",
                             "heavy_ball",
                             "lion",
                             "nadam",
                             "nesterov",
                             "radam",
                             "rmsprop_centered",
                             "rprop"}) {
        std::vector<double> x0(d), g1(d), g2(d);
        for (std::size_t i = 0; i < d; ++i) {
            x0[i] = std::cos(static_cast<double>(i));
            g1[i] = std::sin(3.0 * static_cast<double>(i) + 1);
            g2[i] = std::sin(5.0 * static_cast<double>(i) + 2);
        }
        Optimizer together(plugins()[name], x0);
        together.update(g1);
        together.update(g2);
        for (std::size_t i = 0; i < d; ++i) {
            Optimizer alone(plugins()[name], {x0[i]});
            alone.update({g1[i]});
            alone.update({g2[i]});
            INFO(name << ", coordinate " << i);
            CHECK(alone.x()[0] == together.x()[i]);
        }
    }
}
