// SPDX-License-Identifier: MIT
// Rules that measure blocks, ask twice or estimate a distance: steps of each, worked by hand; and all special
// rules on a problem of least squares. No package of Debian 12 has them.
#include "examples.hpp"

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

#include <cmath>

using namespace thalweg::testing;
using thalweg::Role;
using Blocks = std::vector<thalweg::Block>;

namespace {

const Plugins &plugins() {
    static const Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

void check_x(const Optimizer &optimizer, const std::vector<double> &expected) {
    for (std::size_t i = 0; i < expected.size(); ++i) {
        INFO("x[" << i << "]");
        CHECK(optimizer.x()[i] == Approx(expected[i]).margin(1e-12));
    }
}

/// ½ ‖A (x − s)‖² in d = 20, A = diag(1 + i / 20) + sin(i + 2 j) / 20, s = cos(i).
struct LeastSquares {
    static constexpr auto name = "least_squares";
    static constexpr std::size_t n = 20;
    static constexpr auto dimensions = thalweg::only(n);
    static double a(std::size_t i, std::size_t j) {
        const auto row = static_cast<double>(i), column = static_cast<double>(j);
        return (i == j ? 1 + row / 20 : 0) + std::sin(row + 2 * column) / 20;
    }
    static std::vector<double> residual(thalweg::ConstSpan x) {
        std::vector<double> r(n);
        for (std::size_t i = 0; i < n; ++i)
            for (std::size_t j = 0; j < n; ++j)
                r[i] += a(i, j) * (x[j] - std::cos(static_cast<double>(j)));
        return r;
    }
    double value(thalweg::ConstSpan x) const {
        double sum = 0;
        for (const double r : residual(x))
            sum += r * r / 2;
        return sum;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        const std::vector<double> r = residual(x);
        for (std::size_t j = 0; j < n; ++j) {
            g[j] = 0;
            for (std::size_t i = 0; i < n; ++i)
                g[j] += a(i, j) * r[i];
        }
    }
    thalweg::Problem problem(std::size_t) const { return {.start = std::vector<double>(n, 0.5), .f_opt = 0}; }
};

} // namespace

TEST_CASE("lamb: two steps of two blocks equal Algorithm 2 worked by hand") {
    Optimizer lamb(
        plugins()["lamb"], {3.0, 4.0, 0.0},
        {{"learning_rate", 0.5}, {"beta1", 0.25}, {"beta2", 0.75}, {"epsilon", 1.0}, {"weight_decay", 0.5}},
        Blocks{{"w", Role::hidden, {2, 1}}, {"b", Role::bias, {1}}});
    lamb.update({3.0, -1.0, 3.0}); // u = (3/4 + 3/2, -1/2 + 2), ‖x‖ = 5; and 3/4, ratio 1 for x = 0
    const double step = 0.5 * 5 / std::sqrt(2.25 * 2.25 + 1.5 * 1.5);
    const std::vector<double> x = {3 - 2.25 * step, 4 - 1.5 * step, -0.375};
    check_x(lamb, x);
    lamb.update({-1.0, 3.0, -1.0}); // the second block: u < 0, of length 1 after the ratio: + 3/8 · 1/2
    const double m0 = -0.2, v0 = 31.0 / 7;                                                   // of 3, -1
    const double m1 = (-0.75 / 4 + 2.25) / (15.0 / 16), v1 = (0.75 / 4 + 2.25) / (7.0 / 16); // of -1, 3
    const double u0 = m0 / (std::sqrt(v0) + 1) + x[0] / 2, u1 = m1 / (std::sqrt(v1) + 1) + x[1] / 2;
    const double again = 0.5 * std::hypot(x[0], x[1]) / std::hypot(u0, u1);
    check_x(lamb, {x[0] - again * u0, x[1] - again * u1, -0.1875});
}

TEST_CASE("lamb: a block whose direction is zero stays where it is") {
    Optimizer lamb(plugins()["lamb"], {3.0, 4.0}, {{"weight_decay", 0.0}});
    lamb.update({0.0, 0.0});
    check_x(lamb, {3.0, 4.0});
}

TEST_CASE("adafactor: two steps of a matrix equal sums of rows and columns worked by hand") {
    Optimizer adafactor(plugins()["adafactor"], {2.0, -2.0, 2.0, 2.0},
                        {{"learning_rate", 0.5}, {"decay_exponent", 0.5}},
                        Blocks{{"w", Role::hidden, {2, 2}}});
    adafactor.update({1.0, 2.0, -3.0, 1.0});
    // beta 0, rows 5 and 10, columns 10 and 5, sum 15: v = 10/3, 5/3, 20/3, 10/3
    // u² = 3/10, 12/5, 27/20, 3/10, mean 1.0875 > 1; rms(x) = 2: steps of u / root of 1.0875
    const double r = std::sqrt(1.0875);
    const std::vector<double> x = {2 - std::sqrt(0.3) / r, -2 - std::sqrt(2.4) / r, 2 + std::sqrt(1.35) / r,
                                   2 - std::sqrt(0.3) / r};
    check_x(adafactor, x);
    // rows 4 and 1, columns 4 and 1 come in with 1 - beta, beta = 1 - 1/√2
    adafactor.update({2.0, 0.0, 0.0, 1.0});
    const double in = 1 / std::sqrt(2.0), out = 1 - in;
    const double r0 = 5 * out + 4 * in, r1 = 10 * out + in, c0 = 10 * out + 4 * in, c1 = 5 * out + in;
    const double u0 = 2 / std::sqrt(r0 * c0 / (r0 + r1)), u3 = 1 / std::sqrt(r1 * c1 / (r0 + r1));
    const double clip = std::max(1.0, std::sqrt((u0 * u0 + u3 * u3) / 4));
    const double rms = std::sqrt((x[0] * x[0] + x[1] * x[1] + x[2] * x[2] + x[3] * x[3]) / 4);
    const double length = rms * 0.5 / clip; // 1/2 < 1/√2
    check_x(adafactor, {x[0] - length * u0, x[1], x[2], x[3] - length * u3});
}

TEST_CASE("adafactor: a vector has steps of epsilon2 at least and of 1 / √t at most worked by hand") {
    Optimizer adafactor(plugins()["adafactor"], {0.0, 0.0}, {{"learning_rate", 0.6}, {"epsilon2", 8.0}});
    adafactor.update({3.0, -0.25}); // u = ±1, 8 · 0.6
    check_x(adafactor, {-4.8, 4.8});
    adafactor.update({-3.0, 0.25}); // 0.6 < 1/√2
    check_x(adafactor, {0.0, 0.0});
    adafactor.update({3.0, 0.25}); // 1/√3 < 0.6
    check_x(adafactor, {-8 / std::sqrt(3.0), -8 / std::sqrt(3.0)});
    adafactor.update({-3.0, -0.25}); // 1/2
    check_x(adafactor, {4 - 8 / std::sqrt(3.0), 4 - 8 / std::sqrt(3.0)});
}

TEST_CASE("adafactor: memory and clipping of a vector equal the formulas worked by hand") {
    Optimizer adafactor(plugins()["adafactor"], {0.0},
                        {{"learning_rate", 0.5}, {"epsilon2", 1.0}, {"clipping", 0.25}});
    adafactor.update({2.0}); // u = 1, clipped to 1/4
    check_x(adafactor, {-0.125});
    adafactor.update({1e-3}); // v = 4 (1 - 2^-0.8) + 1e-6 · 2^-0.8, u < 1/4
    const double in = std::pow(2.0, -0.8);
    check_x(adafactor, {-0.125 - 0.5e-3 / std::sqrt(4 * (1 - in) + 1e-6 * in)});
}

TEST_CASE("sam: two steps with momentum and weight decay equal Algorithm 1 worked by hand") {
    const Objective parabola(plugins()["parabola"]); // g = 2 x
    Optimizer sam(plugins()["sam"], {3.0},
                  {{"learning_rate", 0.25}, {"rho", 0.5}, {"momentum", 0.5}, {"weight_decay", 0.5}});
    sam.iterate(parabola); // at 3.5: g = 7, v = 7 + 3/2
    CHECK(sam.x()[0] == 0.875);
    sam.iterate(parabola); // at 1.375: g = 2.75, v = 4.25 + 2.75 + 0.4375
    CHECK(sam.x()[0] == 0.875 - 7.4375 / 4);
}

TEST_CASE("sam: the step uphill is rho long in the direction of the gradient") {
    const thalweg::face::ComponentTable<examples::Bowl> table("Bowl");
    const Objective bowl(table.component);
    Optimizer sam(plugins()["sam"], {14.0 / 11, 5.0 / 11}, {{"learning_rate", 1.0}, {"rho", 0.5}});
    sam.iterate(bowl); // g = (3, 4), up by (0.3, 0.4): g + (2 · 0.3 + 0.4, 0.3 + 6 · 0.4)
    check_x(sam, {14.0 / 11 - 4, 5.0 / 11 - 6.7});
}

TEST_CASE("sam: it asks for two gradients a step and stays where the gradient is zero") {
    const Objective parabola(plugins()["parabola"]);
    const Oracle oracle(parabola);
    Optimizer sam(plugins()["sam"], {0.0});
    sam.step(oracle);
    CHECK(oracle.requests() == 2);
    CHECK(sam.x()[0] == 0);
}

TEST_CASE("prodigy: three steps equal Algorithm 4 worked by hand and d grows by its formula") {
    const Settings settings = {
        {"d0", 0.5}, {"beta1", 0.25}, {"beta2", 0.9375}, {"beta3", 0.5}, {"epsilon", 0.5}};
    Optimizer prodigy(plugins()["prodigy"], {2.0}, settings);
    prodigy.update({4.0}); // m = 3/2, v = 1/4: 2 - 1/2 · 3/2 / (1/2 + 1/4); r = 0, s = 1/2
    CHECK(prodigy.x()[0] == 1.0);
    CHECK(prodigy.metrics()[0] == 0.5);
    prodigy.update({4.0}); // m = 15/8, v = 31/64; r = 1/2 · 1/4 · 4 · (2 - 1), s = 1/4 + 1/2: r / s = 2/3
    const double x = 1 - 0.5 * 1.875 / (std::sqrt(0.484375) + 0.25);
    CHECK(prodigy.x()[0] == Approx(x));
    CHECK(prodigy.metrics()[0] == Approx(2.0 / 3));
    prodigy.update({-1.0}); // d = 2/3: m = 15/32 - 1/2, v = 15/16 · 31/64 + 1/16 · 4/9
    const double v = 0.9375 * 0.484375 + 1.0 / 36;
    CHECK(prodigy.x()[0] == Approx(x + 2.0 / 3 * 0.03125 / (std::sqrt(v) + 1.0 / 3)));
    CHECK(prodigy.metrics()[0] == Approx(2.0 / 3)); // r is smaller: d does not shrink
}

TEST_CASE("prodigy: the 1-norm and the product run over all coordinates") {
    Optimizer prodigy(plugins()["prodigy"], {2.0, 0.0},
                      {{"d0", 0.5}, {"beta1", 0.25}, {"beta2", 0.9375}, {"beta3", 0.5}, {"epsilon", 0.5}});
    prodigy.update({4.0, -4.0}); // (2, 0) - (1, -1); s = (1/2, -1/2)
    check_x(prodigy, {1.0, 1.0});
    prodigy.update({12.0, -4.0}); // r = 1/8 · (12 + 4), s = (1/4 + 3/2, -1/4 - 1/2): 2 / (5/2)
    CHECK(prodigy.metrics()[0] == Approx(0.8));
}

TEST_CASE("prodigy: growth is the most that d is multiplied by") {
    Optimizer prodigy(plugins()["prodigy"], {2.0},
                      {{"d0", 0.5},
                       {"growth", 1.25},
                       {"beta1", 0.25},
                       {"beta2", 0.9375},
                       {"beta3", 0.5},
                       {"epsilon", 0.5}});
    prodigy.update({4.0});
    prodigy.update({4.0}); // 2/3 is more than 5/4 · 1/2
    CHECK(prodigy.metrics()[0] == 0.625);
}

TEST_CASE("prodigy: beta3 is the root of beta2 unless it is given") {
    const Settings common = {{"d0", 0.5}, {"beta1", 0.25}, {"beta2", 0.5625}, {"epsilon", 0.5}};
    Settings given = common;
    given.push_back({"beta3", 0.75});
    Optimizer usual(plugins()["prodigy"], {2.0}, common), same(plugins()["prodigy"], {2.0}, given);
    for (int step = 0; step < 3; ++step) {
        usual.update({4.0});
        same.update({4.0});
        CHECK(usual.metrics() == same.metrics());
    }
    CHECK(usual.metrics()[0] > 0.5);
}

TEST_CASE("special rules: least squares in d = 20 falls to a hundredth within 5000 steps") {
    // the start is 1 away from the solution in a coordinate; steps of bounded length, lr of 1e-3 in a
    // coordinate or of 1e-3 |x|, reach it in about 1000 and then stay within some lr of it, f within 20 · (5
    // · 1e-3)²
    const thalweg::face::ComponentTable<LeastSquares> table("LeastSquares");
    const Objective objective(table.component);
    const std::vector<double> x0(LeastSquares::n, 0.5);
    const Blocks blocks = {{"w", Role::hidden, {4, 4}}, {"b", Role::bias, {4}}};
    const std::pair<const char *, Settings> rules[] = {
        {"schedule_free_sgd", {{"learning_rate", 0.1}}},
        {"schedule_free_adamw", {{"learning_rate", 0.01}}},
        {"muon", {{"learning_rate", 1e-3}, {"adamw_learning_rate", 1e-3}}},
        {"shampoo", {}},
        {"adafactor", {{"learning_rate", 1e-3}}},
        {"lamb", {{"weight_decay", 0.0}}},
        {"sam", {{"learning_rate", 0.01}, {"rho", 1e-3}}},
        {"prodigy", {}},
    };
    for (const auto &[name, settings] : rules) {
        INFO(name);
        Optimizer optimizer(plugins()[name], x0, settings, blocks);
        const double f0 = objective.value(optimizer.x());
        for (int step = 0; step < 5000; ++step)
            optimizer.iterate(objective);
        UNSCOPED_INFO(objective.value(optimizer.solution()) / f0);
        CHECK(objective.value(optimizer.solution()) < f0 / 100);
    }
}
