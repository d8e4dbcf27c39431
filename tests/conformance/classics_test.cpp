// SPDX-License-Identifier: MIT
// The classic objectives have the values, minima and shapes of their papers.
#include "built.hpp"

#include <Eigen/Eigenvalues>
#include <cmath>
#include <numbers>

using namespace thalweg::testing;
using namespace conformance;

namespace {

double value(const char *name, const std::vector<double> &x) {
    return Objective(plugins()[name], {}, x.size()).value(x);
}

Eigen::VectorXd eigenvalues(const Objective &objective, const std::vector<double> &x) {
    const auto d = static_cast<Eigen::Index>(x.size());
    const auto h = objective.hessian(x);
    return Eigen::SelfAdjointEigenSolver<Eigen::MatrixXd>(Eigen::Map<const Eigen::MatrixXd>(h.data(), d, d))
        .eigenvalues();
}

std::vector<std::vector<double>> known_minima(const thalweg_problem &p) {
    std::vector<std::vector<double>> all;
    for (std::uint64_t k = 0; k < p.n_xopt; ++k)
        all.emplace_back(p.xopt + k * p.dim, p.xopt + (k + 1) * p.dim);
    for (std::uint64_t k = 0; k < p.n_local; ++k)
        all.emplace_back(p.xlocal + k * p.dim, p.xlocal + (k + 1) * p.dim);
    return all;
}

constexpr const char *any_dimension[] = {"sphere",    "ill_conditioned", "styblinski_tang",
                                         "rastrigin", "ackley",          "griewank"};
constexpr const char *two_variables[] = {"beale", "himmelblau", "booth", "three_hump_camel",
                                         "goldstein_price"};

} // namespace

TEST_CASE("classics: each function has the value worked by hand") {
    constexpr double e = std::numbers::e, pi = std::numbers::pi;
    CHECK(value("sphere", {1, 2, 3}) == 14);
    CHECK(value("ill_conditioned", {2, 3}) == Approx(4502));             // (4 + 1000 * 9) / 2
    CHECK(value("beale", {0, 7}) == 14.203125);                          // 1.5^2 + 2.25^2 + 2.625^2
    CHECK(value("beale", {2, 2}) == 356.703125);                         // 3.5^2 + 8.25^2 + 16.625^2
    CHECK(value("himmelblau", {1, 2}) == 68);                            // (-8)^2 + (-2)^2
    CHECK(value("booth", {2, 5}) == 41);                                 // 5^2 + 4^2
    CHECK(value("styblinski_tang", {1, -2}) == -34);                     // (-10 + -58) / 2
    CHECK(value("rastrigin", {0.5, 1}) == Approx(21.25));                // 0.25 + 20 + 1
    CHECK(value("three_hump_camel", {2, 1}) == Approx(73.0 / 15));       // 8 - 16.8 + 64/6 + 2 + 1
    CHECK(value("goldstein_price", {0, 0}) == 600);                      // (1 + 19) * 30
    CHECK(value("goldstein_price", {1, 1}) == 1876);                     // (1 + 9 * 3) * (30 + 37)
    CHECK(value("monkey_saddle", {3, 2}) == -9);                         // 27 - 36
    CHECK(value("ackley", {3, -3}) == Approx(20 - 20 * std::exp(-0.6))); // all cosines 1
    CHECK(value("ackley", {1.5}) == Approx(20 - 20 * std::exp(-0.3) + e - 1 / e));
    CHECK(value("griewank", {2 * pi, 0}) == Approx(pi * pi / 1000));                   // cosines 1 and 1
    CHECK(value("griewank", {pi, std::sqrt(2.0) * pi}) == Approx(3 * pi * pi / 4000)); // -1 and -1
}

TEST_CASE("classics: f_opt is the literature's to its last digit") {
    for (const std::size_t d : {1, 2, 10, 1000}) {
        const Objective styblinski(plugins()["styblinski_tang"], {}, d);
        CHECK(styblinski.problem().f_opt ==
              Approx(-39.16616570377142 * static_cast<double>(d)).epsilon(1e-15));
        CHECK(styblinski.problem().xopt[d - 1] == Approx(-2.903534027771177).epsilon(1e-15));
    }
    CHECK(Objective(plugins()["goldstein_price"]).problem().f_opt == 3);
    CHECK(!(Objective(plugins()["monkey_saddle"]).problem().caps & THALWEG_OBJ_HAS_FOPT));
}

TEST_CASE("classics: the local minima have the values of the literature") {
    const Objective price(plugins()["goldstein_price"]), camel(plugins()["three_hump_camel"]);
    const auto deep = known_minima(price.problem());
    REQUIRE(deep.size() == 4);
    CHECK(price.value(deep[1]) == Approx(30));
    CHECK(price.value(deep[2]) == Approx(84));
    CHECK(price.value(deep[3]) == Approx(840));
    // s = x^2 = 2.1 + sqrt 0.91 and y = -x/2: s (7/4 - 1.05 s + s^2/6)
    const double s = 2.1 + std::sqrt(0.91);
    CHECK(camel.value(known_minima(camel.problem())[1]) == Approx(s * (1.75 - 1.05 * s + s * s / 6)));
    CHECK(known_minima(Objective(plugins()["himmelblau"]).problem()).size() == 4);
    CHECK(known_minima(Objective(plugins()["styblinski_tang"], {}, 4).problem()).size() == 16);
}

TEST_CASE("classics: at every known minimum the Hessian is positive definite") {
    std::vector<std::pair<const char *, std::size_t>> all;
    for (const char *name : any_dimension)
        for (const std::size_t d : {1, 2, 3, 7})
            all.emplace_back(name, d);
    for (const char *name : two_variables)
        all.emplace_back(name, 2);
    for (const auto &[name, d] : all) {
        const Objective objective(plugins()[name], {}, d);
        REQUIRE(!known_minima(objective.problem()).empty());
        for (const auto &x : known_minima(objective.problem())) {
            INFO(name << ", d = " << d << ", x[0] = " << x[0]);
            CHECK(eigenvalues(objective, x).minCoeff() > 1e-3);
            for (const double slope : objective.gradient(x))
                CHECK(std::abs(slope) <=
                      1e-11); // Goldstein and Price's curvature is 1e5 at decimal fractions
        }
    }
}

TEST_CASE("classics: derivatives fit each other in three dimensions and seven as in two") {
    for (const char *name : any_dimension)
        for (const std::size_t d : {1, 3, 7}) {
            const Objective objective(plugins()[name], {}, d);
            std::vector<double> x(d), v(d);
            for (std::size_t i = 0; i < d; ++i) {
                x[i] = std::sin(1.0 + static_cast<double>(i));
                v[i] = std::cos(2.0 * static_cast<double>(i));
            }
            const auto g = objective.gradient(x), h = objective.hessian(x);
            thalweg::Vector hv(d);
            const thalweg::Vector at(x.begin(), x.end()), along(v.begin(), v.end());
            thalweg_eval request{};
            request.struct_size = sizeof request;
            request.want = THALWEG_W_HV;
            request.n_points = 1;
            request.dim = d;
            request.x = at.data();
            request.v = along.data();
            request.hv = hv.data();
            REQUIRE(objective.evaluate(request) == THALWEG_OK);
            for (std::size_t i = 0; i < d; ++i) {
                auto above = x, below = x;
                above[i] += 1e-4;
                below[i] -= 1e-4;
                double product = 0;
                for (std::size_t j = 0; j < d; ++j) {
                    product += h[i * d + j] * v[j];
                    // h^2 f''' / 6 is at most 5e-6 with rastrigin's f''' of 2480
                    CHECK(h[i * d + j] ==
                          Approx((objective.gradient(above)[j] - objective.gradient(below)[j]) / 2e-4)
                              .margin(1e-3));
                }
                INFO(name << ", d = " << d << ", i = " << i);
                CHECK(g[i] == Approx((objective.value(above) - objective.value(below)) / 2e-4).margin(1e-5));
                CHECK(hv[i] == Approx(product).margin(1e-12));
            }
        }
}

TEST_CASE("classics: ill_conditioned has the condition that it is asked for") {
    const Objective bowl(plugins()["ill_conditioned"], {{"condition", 1e6}}, 4);
    const auto curvatures = eigenvalues(bowl, {1, 1, 1, 1}); // 10^(6 i / 3)
    CHECK(curvatures[0] == Approx(1));
    CHECK(curvatures[1] == Approx(1e2));
    CHECK(curvatures[2] == Approx(1e4));
    CHECK(curvatures[3] == Approx(1e6));
}

TEST_CASE("ackley: at its kink the gradient is told as 0 and f is 0 exactly") {
    const Objective ackley(plugins()["ackley"], {}, 3);
    CHECK(ackley.problem().differentiable == THALWEG_DIFFERENTIABLE_ALMOST);
    CHECK(ackley.value(std::vector{0.0, 0.0, 0.0}) == 0);
    for (const double slope : ackley.gradient(std::vector{0.0, 0.0, 0.0}))
        CHECK(slope == 0);
    // beside it the slope is 4/sqrt 3
    CHECK(ackley.gradient(std::vector{1e-9, 0.0, 0.0})[0] == Approx(4 / std::sqrt(3.0)));
}
