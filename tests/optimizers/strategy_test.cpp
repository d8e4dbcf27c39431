// SPDX-License-Identifier: MIT
// The default strategy parameters of CMA-ES, against table 1 of arXiv:1604.00772 worked by hand.
#include "../../plugins/optimizers/cma_strategy.hpp"

#include <catch2/catch.hpp>
#include <numeric>

using thalweg::optimizers::CmaStrategy;

TEST_CASE("cma_es: the standard population is 4 + floor(3 ln n)") {
    CHECK(CmaStrategy::standard_lambda(1) == 4);
    CHECK(CmaStrategy::standard_lambda(2) == 6);   // 3 * 0.693 = 2.08
    CHECK(CmaStrategy::standard_lambda(10) == 10); // 3 * 2.303 = 6.9
    CHECK(CmaStrategy::standard_lambda(40) == 15); // 3 * 3.689 = 11.07
}

TEST_CASE("cma_es: weights and rates in ten dimensions equal the table worked by hand") {
    CmaStrategy s;
    s.reset(10, 0);
    CHECK(s.mu == 5);
    // ln 5.5 - ln i: 1.70475, 1.01160, 0.60614, 0.31845, 0.09531, sum 3.73625, squares 4.40739
    CHECK(s.mu_eff == Approx(3.1673).epsilon(2e-5)); // 3.73625^2 / 4.40739
    CHECK(s.weights[0] == Approx(0.45627).epsilon(2e-5));
    CHECK(s.weights[4] == Approx(0.02551).epsilon(2e-4));
    CHECK(std::accumulate(s.weights.begin(), s.weights.begin() + 5, 0.0) == Approx(1));
    CHECK(s.c_sigma == Approx(5.1673 / 18.1673).epsilon(2e-5));
    CHECK(s.d_sigma == Approx(1 + 5.1673 / 18.1673).epsilon(2e-5)); // sqrt(2.1673 / 11) < 1
    CHECK(s.c_c == Approx(4.31673 / 14.63346).epsilon(2e-5));       // (4 + 0.31673) / (14 + 0.63346)
    CHECK(s.c_1 == Approx(2 / 130.8573).epsilon(2e-5));             // 11.3^2 + 3.1673
    CHECK(s.c_mu == Approx(2 * 1.73303 / 147.1673).epsilon(2e-5));  // 0.25 + 3.1673 + 0.31573 - 2
    CHECK(s.length == Approx(3.16228 * (1 - 0.025 + 1.0 / 2100)).epsilon(1e-5));
    // the negative half adds up to the least of 1 + c1/cmu = 1.6489, 1 + 2 * 3.989 / 5.1673, 4.081
    CHECK(std::accumulate(s.weights.begin() + 5, s.weights.end(), 0.0) == Approx(-1.6489).epsilon(1e-4));
    CHECK(s.weights[9] == Approx(-0.5498).epsilon(1e-3)); // ln 5.5 - ln 10 = -0.59784 of -1.79318
}
