// SPDX-License-Identifier: MIT
// Rosenbrock's function and the quadratic: numbers worked by hand, and minima in other dimensions than the
// standard one.
#include "built.hpp"

#include <cmath>

using namespace thalweg::testing;
using namespace conformance;

TEST_CASE("rosenbrock: value and derivatives in three dimensions equal those worked by hand") {
    const Objective rosenbrock(plugins()["rosenbrock"], {}, 3);
    const std::vector<double> x{2, 3, -1};
    CHECK(rosenbrock.value(x) == 10105); // 100 (3 - 4)² + (1 - 2)² + 100 (-1 - 9)² + (1 - 3)²
    // -400·2·(-1) + 2;  200·(-1) - 400·3·(-10) + 4;  200·(-10)
    CHECK(rosenbrock.gradient(x) == thalweg::Vector{802, 11804, -2000});
    // 1200·4 - 400·3 + 2;  200 + 1200·9 + 400 + 2
    CHECK(rosenbrock.hessian(x) == thalweg::Vector{3602, -800, 0, -800, 11402, -1200, 0, -1200, 200});
}

TEST_CASE("rosenbrock: a local minimum is listed in d = 4 to 7 and the gradient vanishes there") {
    for (const std::size_t d : {2, 3, 4, 5, 6, 7, 8}) {
        const Objective rosenbrock(plugins()["rosenbrock"], {}, d);
        const thalweg_problem &p = rosenbrock.problem();
        INFO("d = " << d);
        REQUIRE(p.n_local == (d >= 4 && d <= 7 ? 1u : 0u));
        if (p.n_local == 0)
            continue;
        const std::vector<double> x(p.xlocal, p.xlocal + d);
        CHECK(rosenbrock.value(x) > 3.7);
        // x is rounded by up to 2^-54, times the rows of the Hessian: at most 2002 + 800
        for (const double slope : rosenbrock.gradient(x))
            CHECK(std::abs(slope) <= 2802 * 0x1p-54 + 1e-13);
        CHECK(p.x0[d - 1] == (d % 2 == 0 ? 1.0 : -1.2));
    }
}

TEST_CASE("quadratic_1_to_d: value and derivatives in three dimensions equal those worked by hand") {
    const Objective quadratic(plugins()["quadratic_1_to_d"], {}, 3);
    const std::vector<double> x{2, -3, 4};
    CHECK(quadratic.value(x) == 35); // (4 + 2·9 + 3·16) / 2
    CHECK(quadratic.gradient(x) == thalweg::Vector{2, -6, 12});
    CHECK(quadratic.hessian(x) == thalweg::Vector{1, 0, 0, 0, 2, 0, 0, 0, 3});
}
