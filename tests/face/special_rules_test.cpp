// SPDX-License-Identifier: MIT
// Rules that use more of the ABI than x and g: steps of each, worked by hand. No package of Debian 12 has
// them.
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

/// u vᵀ row by row, uᵢ = sin(i + 1), vⱼ = cos(2 j).
std::vector<double> rank_one(std::size_t rows, std::size_t cols) {
    std::vector<double> matrix(rows * cols);
    for (std::size_t i = 0; i < rows; ++i)
        for (std::size_t j = 0; j < cols; ++j)
            matrix[i * cols + j] =
                std::sin(static_cast<double>(i + 1)) * std::cos(2 * static_cast<double>(j));
    return matrix;
}

double norm(const std::vector<double> &a) {
    double sum = 0;
    for (const double value : a)
        sum += value * value;
    return std::sqrt(sum);
}

/// What an iteration of Muon makes of a singular value.
double quintic(double s) { return 3.4445 * s - 4.7750 * s * s * s + 2.0315 * s * s * s * s * s; }

} // namespace

TEST_CASE("schedule_free_sgd: three steps equal the average of z worked by hand and the iterate is y") {
    Optimizer sgd(plugins()["schedule_free_sgd"], {4.0},
                  {{"learning_rate", 0.5}, {"beta", 0.75}, {"warmup_steps", 2.0}});
    CHECK(sgd.solution()[0] == 4.0);
    sgd.update({4.0}); // length 1/4, z = 4 - 1, c = 1: x = 3, y = 3
    CHECK(sgd.solution()[0] == 3.0);
    CHECK(sgd.x()[0] == 3.0);
    sgd.update({2.0}); // length 1/2, z = 2, c = (1/4) / (1/16 + 1/4) = 4/5: x = 3/5 + 8/5, y = 1/2 + 3/4 x
    CHECK(sgd.solution()[0] == Approx(2.2));
    CHECK(sgd.x()[0] == Approx(2.15));
    sgd.update({-1.0}); // z = 5/2, c = (1/4) / (9/16) = 4/9: x = 11/9 + 10/9, y = 5/8 + 7/4
    CHECK(sgd.solution()[0] == Approx(7.0 / 3));
    CHECK(sgd.x()[0] == Approx(2.375));
}

TEST_CASE("schedule_free_sgd: weight decay pulls z along y") {
    Optimizer sgd(plugins()["schedule_free_sgd"], {4.0},
                  {{"learning_rate", 0.5}, {"beta", 0.75}, {"weight_decay", 0.25}});
    sgd.update({1.0}); // z = 4 - (1 + 1) / 2 = x = y
    CHECK(sgd.x()[0] == 3.0);
    sgd.update({-2.0}); // z = 3 - (-2 + 3/4) / 2 = 29/8, c = 1/2: x = 53/16, y = 29/32 + 159/64
    CHECK(sgd.solution()[0] == 3.3125);
    CHECK(sgd.x()[0] == 3.390625);
    sgd.update({0.0}); // decay at y, neither at z nor at x: z = 29/8 - 3.390625 / 8, c = 1/3
    CHECK(sgd.solution()[0] == Approx(3.3125 * 2 / 3 + (3.625 - 3.390625 / 8) / 3));
}

TEST_CASE("schedule_free_adamw: two steps equal Algorithm 1 worked by hand and the iterate is y") {
    Optimizer adamw(
        plugins()["schedule_free_adamw"], {2.0},
        {{"learning_rate", 0.5}, {"beta1", 0.75}, {"beta2", 0.25}, {"epsilon", 1.0}, {"weight_decay", 0.5}});
    CHECK(adamw.solution()[0] == 2.0);
    adamw.update({3.0}); // corrected v = 9: z = 2 - (3/4 + 1) / 2, c = 1
    CHECK(adamw.solution()[0] == 1.125);
    CHECK(adamw.x()[0] == 1.125);
    adamw.update({-4.0}); // v = 27/16 + 12, corrected by 15/16: 73/5, c = 1/2
    const double z = 1.125 - 0.5 * (-4 / (std::sqrt(14.6) + 1) + 0.5 * 1.125);
    const double x = (1.125 + z) / 2;
    CHECK(adamw.solution()[0] == Approx(x));
    CHECK(adamw.x()[0] == Approx(0.25 * z + 0.75 * x));
}

TEST_CASE("schedule_free_adamw: warmup reaches the step length after so many steps") {
    Optimizer adamw(
        plugins()["schedule_free_adamw"], {0.0},
        {{"learning_rate", 8.0}, {"beta1", 0.0}, {"beta2", 0.5}, {"epsilon", 1.0}, {"warmup_steps", 4.0}});
    const double z[] = {-1, -3, -6, -10, -14}; // g = 1, corrected v = 1: steps of 4 · 1/4, 2/4, 3/4, 1, 1
    for (const double expected : z) {
        adamw.update({1.0});
        CHECK(adamw.x()[0] == Approx(expected)); // y = z
    }
}

TEST_CASE("muon: a hidden matrix moves by the polynomial of its singular values worked by hand") {
    Optimizer muon(plugins()["muon"], {1.0, 2.0, -3.0, 5.0},
                   {{"learning_rate", 0.5}, {"momentum", 0.5}, {"iterations", 2.0}, {"weight_decay", 0.25}},
                   Blocks{{"w", Role::hidden, {2, 2}}});
    muon.update({3.0, 0.0, 0.0, 4.0}); // m = g, o = 3/2 g / 7.5 = diag(3, 4) / 5
    const double shrink = 1 + 1e-7 / 7.5;
    const double a = quintic(quintic(0.6 / shrink)), b = quintic(quintic(0.8 / shrink));
    const std::vector<double> x = {0.875 - a / 2, 1.75, -2.625, 4.375 - b / 2};
    check_x(muon, x);
    muon.update({1.0, 0.0, 0.0, -2.0}); // m = diag(5/2, 0), o of diag(9/4, -2)
    const double length = std::sqrt(81.0 / 16 + 4) + 1e-7;
    check_x(muon, {0.875 * x[0] - quintic(quintic(2.25 / length)) / 2, 0.875 * 1.75, -0.875 * 2.625,
                   0.875 * x[3] + quintic(quintic(2 / length)) / 2});
}

TEST_CASE("muon: with more outputs than inputs a matrix moves by the root of their ratio more") {
    const double p = quintic(1 / (1 + 1e-7 / 5)); // momentum 0: o = g / 5, one singular value
    const auto moved = [](std::vector<std::uint64_t> shape) {
        Optimizer muon(plugins()["muon"], {0.0, 0.0, 0.0, 0.0},
                       {{"learning_rate", 1.0}, {"momentum", 0.0}, {"iterations", 1.0}},
                       Blocks{{"w", Role::hidden, std::move(shape)}});
        muon.update({0.0, 3.0, 0.0, -4.0});
        return muon.x();
    };
    CHECK(moved({1, 4})[1] == Approx(-2 * p * 0.6)); // a row an input, a column an output
    CHECK(moved({1, 4})[3] == Approx(2 * p * 0.8));
    CHECK(moved({4, 1})[1] == Approx(-p * 0.6));
    CHECK(moved({2, 1, 2})[3] == Approx(p * 0.8));      // 2 by 2
    CHECK(moved({1, 1, 4})[1] == Approx(-2 * p * 0.6)); // 1 by 4
}

TEST_CASE("muon: large matrices and their transposes move as their one singular value does") {
    for (const auto &[rows, cols] : {std::pair<std::size_t, std::size_t>{70, 300}, {300, 70}}) {
        const std::vector<double> g = rank_one(rows, cols);
        Optimizer muon(plugins()["muon"], std::vector<double>(g.size(), 0.0), {{"learning_rate", 1.0}},
                       Blocks{{"w", Role::hidden, {rows, cols}}});
        muon.update(g);
        double p = 1 / (1 + 1e-7 / (1.95 * norm(g)));
        for (int n = 0; n < 5; ++n)
            p = quintic(p);
        const double scale =
            p / norm(g) * std::sqrt(std::max(1.0, static_cast<double>(cols) / static_cast<double>(rows)));
        for (std::size_t i = 0; i < g.size(); i += 37)
            CHECK(muon.x()[i] == Approx(-scale * g[i]).epsilon(1e-9));
    }
}

TEST_CASE("muon: whatever is no hidden matrix gets two steps of AdamW worked by hand") {
    Optimizer muon(plugins()["muon"], {2.0, 2.0, 2.0, 2.0, 2.0, 2.0},
                   {{"adamw_learning_rate", 0.25},
                    {"adamw_beta1", 0.25},
                    {"adamw_beta2", 0.75},
                    {"adamw_epsilon", 1.0},
                    {"weight_decay", 0.5}},
                   Blocks{{"first", Role::input, {1, 1}},
                          {"hidden row", Role::hidden, {1}},
                          {"bias", Role::bias, {1}},
                          {"norm", Role::norm, {1}},
                          {"last", Role::output, {1, 1}},
                          {"other", Role::other, {1, 1}}});
    muon.update(std::vector<double>(6, 3.0)); // 7/8 · 2 - 1/4 · 3 / (3 + 1)
    check_x(muon, std::vector<double>(6, 1.5625));
    muon.update(std::vector<double>(6, -1.0)); // m = -3/16 / (15/16), v = 31/16 / (7/16)
    check_x(muon, std::vector<double>(6, 0.875 * 1.5625 + 0.25 * 0.2 / (std::sqrt(31.0 / 7) + 1)));
}

TEST_CASE("shampoo: two steps of a row equal the inverse fourth roots worked by hand") {
    Optimizer shampoo(plugins()["shampoo"], {0.0, 0.0}, {{"learning_rate", 2.0}, {"epsilon", 11.0}},
                      Blocks{{"w", Role::other, {1, 2}}});
    shampoo.update({3.0, 4.0}); // L = 36; R = 11 I + g gᵀ is 36 along g: step g / 6
    check_x(shampoo, {-1.0, -4.0 / 3});
    shampoo.update({-4.0, 3.0}); // L = 61; R = 36 I
    const double scale = 2 / std::sqrt(std::sqrt(61.0 * 36));
    check_x(shampoo, {-1 + 4 * scale, -4.0 / 3 - 3 * scale});
}

TEST_CASE("shampoo: roots stay as they are until update_frequency steps have passed") {
    Optimizer shampoo(plugins()["shampoo"], {0.0, 0.0},
                      {{"learning_rate", 2.0}, {"epsilon", 11.0}, {"update_frequency", 2.0}},
                      Blocks{{"w", Role::other, {1, 2}}});
    shampoo.update({3.0, 4.0});
    shampoo.update({-4.0, 3.0}); // L was 36, R was 11 across g
    const double scale = 2 / std::sqrt(std::sqrt(36.0 * 11));
    check_x(shampoo, {-1 + 4 * scale, -4.0 / 3 - 3 * scale});
    shampoo.update({3.0, 4.0}); // L = 86; R = 36 I + g gᵀ is 61 along g
    const double again = 2 / std::sqrt(std::sqrt(86.0 * 61));
    check_x(shampoo, {-1 + 4 * scale - 3 * again, -4.0 / 3 - 3 * scale - 4 * again});
}

TEST_CASE("shampoo: a step divides each singular value s by the root of epsilon + s² worked by hand") {
    // g = U diag(5, 2) Vᵀ with the columns u = (2, 1, 2)/3, (-2, 2, 1)/3 and v = (3, 4)/5, (-4, 3)/5
    const double u[3][2] = {{2.0 / 3, -2.0 / 3}, {1.0 / 3, 2.0 / 3}, {2.0 / 3, 1.0 / 3}};
    const double v[2][2] = {{0.6, -0.8}, {0.8, 0.6}};
    std::vector<double> g(6), x(6);
    for (std::size_t i = 0; i < 3; ++i)
        for (std::size_t j = 0; j < 2; ++j) {
            g[i * 2 + j] = 5 * u[i][0] * v[j][0] + 2 * u[i][1] * v[j][1];
            x[i * 2 + j] = 1 - 5.0 / 6 * u[i][0] * v[j][0] - 2 / std::sqrt(15.0) * u[i][1] * v[j][1];
        }
    Optimizer shampoo(plugins()["shampoo"], std::vector<double>(6, 1.0),
                      {{"learning_rate", 1.0}, {"epsilon", 11.0}}, Blocks{{"w", Role::hidden, {3, 2}}});
    shampoo.update(g);
    check_x(shampoo, x);
}

TEST_CASE("shampoo: large matrices move as their one singular value does") {
    const std::vector<double> g = rank_one(70, 300);
    Optimizer shampoo(plugins()["shampoo"], std::vector<double>(g.size(), 0.0),
                      {{"learning_rate", 1.0}, {"epsilon", 1.0}}, Blocks{{"w", Role::hidden, {70, 300}}});
    shampoo.update(g);
    const double scale = 1 / std::sqrt(1 + norm(g) * norm(g));
    for (std::size_t i = 0; i < g.size(); i += 37)
        CHECK(shampoo.x()[i] == Approx(-scale * g[i]).epsilon(1e-9).margin(1e-12));
}

TEST_CASE("shampoo: a vector gets two steps of diagonal AdaGrad worked by hand") {
    Optimizer shampoo(plugins()["shampoo"], {1.0, 1.0}, {{"learning_rate", 2.0}, {"epsilon", 7.0}});
    shampoo.update({3.0, 0.0}); // 1 - 2 · 3 / 4
    check_x(shampoo, {-0.5, 1.0});
    shampoo.update({-3.0, 3.0}); // sums 25 and 16
    check_x(shampoo, {-0.5 + 1.2, -0.5});
}
