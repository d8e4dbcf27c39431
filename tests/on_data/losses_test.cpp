// SPDX-License-Identifier: MIT
// Two samples, worked by hand, for each objective on data.
#include "driven.hpp"

#include <cmath>

using namespace on_data;

TEST_CASE("linear_regression: value and derivatives of two samples worked by hand") {
    const Folder folder;
    const std::string file = folder.write("d", "1,2,3\n3,-1,1\n"); // u = (1, 2), y = 3; u = (3, -1), y = 1
    const std::vector<double> x{0.5, -1, 2};                       // z = 0.5 and 4.5: residuals -2.5 and 3.5
    const Objective plain(plugins()["linear_regression"], {{"file", file}});
    CHECK(plain.problem().n_samples == 2);
    CHECK(plain.value(x) == 4.625); // ¼ (6.25 + 12.25)
    CHECK(plain.gradient(x) ==
          thalweg::Vector{4, -4.25, 0.5}); // ½ (-2.5 u + 3.5 u'), likewise 1 for the bias
    CHECK(plain.hessian(x) ==
          thalweg::Vector{5, -0.5, 2, -0.5, 2.5, 0.5, 2, 0.5, 1}); // mean of (u, 1)(u, 1)'
    CHECK(hessian_vector(plain, x, {1, 2, -2}) == thalweg::Vector{0, 3.5, 1});
    CHECK(plain.problem().n_xopt == 0); // two samples, three unknowns
    const Objective penalised(plugins()["linear_regression"], {{"file", file}, {"l2", 2.0}});
    CHECK(penalised.value(x) == 5.875); // + ½ 2 (0.25 + 1)
    CHECK(penalised.gradient(x) == thalweg::Vector{5, -6.25, 0.5});
    CHECK(penalised.hessian(x)[4] == 4.5);
    CHECK(hessian_vector(penalised, x, {1, 2, -2}) == thalweg::Vector{2, 7.5, 1});
}

TEST_CASE("linear_regression: its least value is that of the line through three points") {
    const Folder folder; // u = 0, 1, 2; y = 0, 0, 3: slope 3/2, mean 1, so residuals -1/2, 1, -1/2
    const Objective line(plugins()["linear_regression"], {{"file", folder.write("d", "0,0\n1,0\n2,3\n")}});
    REQUIRE(line.problem().n_xopt == 1);
    CHECK(line.problem().xopt[0] == Approx(1.5));
    CHECK(line.problem().xopt[1] == Approx(-0.5));
    CHECK(line.problem().f_opt == Approx(0.25)); // (1/4 + 1 + 1/4) / 6
    const Objective twice(plugins()["linear_regression"],
                          {{"file", folder.write("e", "0,0,0\n1,1,0\n2,2,3\n")}});
    CHECK(twice.problem().n_xopt == 0); // columns that are equal: not one minimum
}

TEST_CASE("logistic_regression: value and derivatives and accuracy of two samples worked by hand") {
    const Folder folder; // z = ln 2 and -2 ln 2: sigmoids 2/3 and 1/5
    const Objective odds(plugins()["logistic_regression"], {{"file", folder.write("d", "1,1\n-2,0\n")}});
    const std::vector<double> x{std::log(2.0), 0};
    CHECK(odds.value(x) == Approx(0.5 * std::log(1.5 * 1.25)));
    const auto g = odds.gradient(x);
    CHECK(g[0] == Approx(-11.0 / 30)); // ½ (-1/3 - 2/5)
    CHECK(g[1] == Approx(-1.0 / 15));  // ½ (-1/3 + 1/5)
    const auto h = odds.hessian(x);
    CHECK(h[0] == Approx(0.5 * (2.0 / 9 + 16.0 / 25)));
    CHECK(h[1] == Approx(0.5 * (2.0 / 9 - 8.0 / 25)));
    CHECK(h[3] == Approx(0.5 * (2.0 / 9 + 4.0 / 25)));
    CHECK(accuracy(odds, x) == 1);
    CHECK(accuracy(odds, {std::log(2.0), 2}) == 0.5);     // z = 0.6 for the second sample
    CHECK(odds.value(std::vector{1000.0, 0.0}) == 0);     // no overflow on the right side
    CHECK(odds.value(std::vector{-1000.0, 0.0}) == 1500); // nor on the wrong one
}

TEST_CASE("softmax_regression: value and gradient and accuracy of two samples worked by hand") {
    const Folder folder;
    const Objective odds(plugins()["softmax_regression"], {{"file", folder.write("d", "1,1\n-1,2\n")}});
    REQUIRE(odds.dimension() == 6);
    // z = (0, ln 2, ln 3) and (0, -ln 2, ln 3): p = (1/6, 1/3, 1/2) and (2/9, 1/9, 2/3)
    const std::vector<double> x{0, std::log(2.0), 0, 0, 0, std::log(3.0)};
    CHECK(odds.value(x) == Approx(0.5 * (std::log(3.0) + std::log(1.5))));
    const double expected[] = {-1.0 / 36, -7.0 / 18, 5.0 / 12, 7.0 / 36, -5.0 / 18, 1.0 / 12};
    const auto g = odds.gradient(x);
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(g[i] == Approx(expected[i]));
    CHECK(odds.hessian(x)[5 * 6 + 4] == Approx(-0.5 * (1.0 / 6 + 2.0 / 27))); // mean of -p1 p2
    CHECK(accuracy(odds, x) == 0.5);
}

TEST_CASE("mlp: value and gradient of one neuron and two samples worked by hand") {
    const Folder folder; // a = ±1/2 = tanh(±½ ln 3), z = 2.5 and -0.5: residuals ½ and -½
    const Objective net(plugins()["mlp"], {{"file", folder.write("d", "1,2\n-1,0\n")},
                                           {"task", "numbers"},
                                           {"hidden", std::vector<std::int64_t>{1}}});
    const std::vector<double> x{0.5 * std::log(3.0), 0, 3, 1};
    CHECK(net.value(x) == Approx(0.125));
    const auto g = net.gradient(x);
    CHECK(g[0] == Approx(1.125)); // ½ (½ 3 ¾ 1 + -½ 3 ¾ (-1))
    CHECK(g[1] == Approx(0).margin(1e-15));
    CHECK(g[2] == Approx(0.25));
    CHECK(g[3] == Approx(0).margin(1e-15));
    CHECK(std::isnan(accuracy(net, x)));
}
