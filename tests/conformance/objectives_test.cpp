// SPDX-License-Identifier: MIT
// What the house asks of its own objectives beyond the promises: exact facts, derivatives to tight
// tolerances.
#include "built.hpp"
#include "conformance/evaluate.hpp"

#include <cmath>

using namespace thalweg::testing;
using namespace conformance;
using thalweg::conformance::points;
using thalweg::conformance::splits;

namespace {

constexpr std::uint32_t G = THALWEG_W_G, H = THALWEG_W_H;

double size_of(double value) { return std::max(1.0, std::abs(value)); }

std::vector<double> moved(std::vector<double> x, std::size_t i, double by) {
    x[i] += by;
    return x;
}

std::vector<std::vector<double>> rows(const double *data, std::uint64_t n, std::uint64_t d) {
    std::vector<std::vector<double>> all;
    for (std::uint64_t k = 0; k < n; ++k)
        all.emplace_back(data + k * d, data + (k + 1) * d);
    return all;
}

/// Those that have samples; all of a function without data.
std::vector<std::uint32_t> splits_of(const Objective &objective) {
    std::vector<std::uint32_t> some;
    for (const std::uint32_t split : splits) {
        const std::vector<double> x(objective.dimension());
        if (thalweg::conformance::evaluate(objective, {THALWEG_W_F, split, x}).status !=
            THALWEG_E_UNSUPPORTED)
            some.push_back(split);
    }
    return some;
}

template <class Check> void for_each_objective(Check check) {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OBJECTIVE)) {
        INFO(component->name);
        const Objective objective(*component);
        check(objective, *component);
    }
}

} // namespace

TEST_CASE("objectives: start and region have the dimension, and the start lies in region and bounds") {
    for_each_objective([](const Objective &objective, const thalweg_component &component) {
        const auto &vt = *static_cast<const thalweg_objective_vt *>(component.vtable);
        const thalweg_problem &p = objective.problem();
        CHECK((vt.default_dim == 0 || p.dim == vt.default_dim));
        CHECK((p.dim >= vt.min_dim && (vt.max_dim == 0 || p.dim <= vt.max_dim)));
        CHECK((p.caps & vt.caps) == vt.caps);
        REQUIRE((p.x0 || vt.start));
        REQUIRE((p.region_lower && p.region_upper));
        for (std::size_t i = 0; i < p.dim; ++i) {
            CHECK(p.region_lower[i] < p.region_upper[i]);
            CHECK((!p.x0 || (p.region_lower[i] <= p.x0[i] && p.x0[i] <= p.region_upper[i])));
            CHECK((!p.x0 || !p.lower || (p.lower[i] <= p.x0[i] && p.x0[i] <= p.upper[i])));
        }
    });
}

// Central differences with h = 1e-5 max(1, |x|): of f''' about 100 an error of 1e-7 at |x| = 20, allowed
// 1e-6.
TEST_CASE("objectives: the gradient is the slope of f") {
    for_each_objective([](const Objective &objective, const thalweg_component &) {
        const thalweg_problem &p = objective.problem();
        if (!(p.caps & G) || p.differentiable != THALWEG_DIFFERENTIABLE)
            return;
        for (const std::uint32_t split : splits_of(objective))
            for (const auto &x : points(p, 100)) {
                const auto g = objective.gradient(x, split);
                for (std::size_t i = 0; i < p.dim; ++i) {
                    const double h = 1e-5 * size_of(x[i]);
                    const double slope =
                        (objective.value(moved(x, i, h), split) - objective.value(moved(x, i, -h), split)) /
                        (2 * h);
                    INFO("x[" << i << "] = " << x[i] << ", g " << g[i] << ", slope " << slope);
                    REQUIRE(std::abs(g[i] - slope) <= 1e-6 * size_of(slope));
                }
            }
    });
}

// As above; f'''' is about 500, hence 1e-5.
TEST_CASE("objectives: the Hessian is the slope of the gradient, and symmetric") {
    for_each_objective([](const Objective &objective, const thalweg_component &) {
        const thalweg_problem &p = objective.problem();
        if (!(p.caps & H) || p.differentiable != THALWEG_DIFFERENTIABLE)
            return;
        for (const std::uint32_t split : splits_of(objective))
            for (const auto &x : points(p, 100)) {
                const auto hessian = objective.hessian(x, split);
                for (std::size_t i = 0; i < p.dim; ++i) {
                    const double h = 1e-5 * size_of(x[i]);
                    const auto above = objective.gradient(moved(x, i, h), split),
                               below = objective.gradient(moved(x, i, -h), split);
                    for (std::size_t j = 0; j < p.dim; ++j) {
                        const double slope = (above[j] - below[j]) / (2 * h);
                        INFO("x[" << i << "] = " << x[i] << ", H " << hessian[i * p.dim + j] << ", slope "
                                  << slope);
                        REQUIRE(std::abs(hessian[i * p.dim + j] - slope) <= 1e-5 * size_of(slope));
                        REQUIRE(hessian[i * p.dim + j] == hessian[j * p.dim + i]);
                    }
                }
            }
    });
}

// x_opt is rounded to a double: g there is at most H times half an ulp, and the sum's own error.
TEST_CASE("objectives: at a known minimum the gradient vanishes and f is f_opt") {
    for_each_objective([](const Objective &objective, const thalweg_component &) {
        const thalweg_problem &p = objective.problem();
        CHECK(((p.caps & THALWEG_OBJ_HAS_XOPT) != 0) == (p.n_xopt > 0));
        CHECK((p.n_xopt == 0 || (p.caps & THALWEG_OBJ_HAS_FOPT)));
        for (const auto &x : rows(p.xopt, p.n_xopt, p.dim)) {
            CHECK(std::abs(objective.value(x) - p.f_opt) <= 1e-14 * size_of(p.f_opt));
            for (const double slope : objective.gradient(x))
                CHECK(std::abs(slope) <= 1e-13);
        }
        for (const auto &x : rows(p.xlocal, p.n_local, p.dim)) {
            CHECK(objective.value(x) > p.f_opt);
            for (const double slope : objective.gradient(x))
                CHECK(std::abs(slope) <= 1e-13);
        }
    });
}

TEST_CASE("objectives: known minima are minima: f is greater all around") {
    for_each_objective([](const Objective &objective, const thalweg_component &) {
        const thalweg_problem &p = objective.problem();
        auto known = rows(p.xopt, p.n_xopt, p.dim);
        for (const auto &x : rows(p.xlocal, p.n_local, p.dim))
            known.push_back(x);
        for (const auto &x : known)
            for (std::size_t i = 0; i < p.dim; ++i)
                for (const double by : {-1e-3, 1e-3}) {
                    INFO("x[" << i << "] = " << x[i]);
                    CHECK(objective.value(moved(x, i, by)) > objective.value(x));
                }
    });
}

TEST_CASE("objectives: no point of a fine grid on the region lies below f_opt") {
    for_each_objective([](const Objective &objective, const thalweg_component &) {
        const thalweg_problem &p = objective.problem();
        if (!(p.caps & THALWEG_OBJ_HAS_FOPT) || p.dim > 2)
            return;
        const int n = p.dim == 1 ? 100'000 : 400;
        const auto at = [&](std::size_t i, int k) {
            return p.region_lower[i] + (p.region_upper[i] - p.region_lower[i]) * k / n;
        };
        double least = INFINITY;
        for (int k = 0; k <= n; ++k)
            for (int l = 0; l <= (p.dim == 1 ? 0 : n); ++l) {
                std::vector<double> x{at(0, k)};
                if (p.dim == 2)
                    x.push_back(at(1, l));
                least = std::min(least, objective.value(x));
            }
        CHECK(least >= p.f_opt - 1e-14 * size_of(p.f_opt));
    });
}

TEST_CASE("objectives: in one dimension every minimum of the region is known") {
    for_each_objective([](const Objective &objective, const thalweg_component &) {
        const thalweg_problem &p = objective.problem();
        if (p.dim != 1 || p.n_xopt == 0)
            return;
        std::vector<double> known(p.xopt, p.xopt + p.n_xopt);
        known.insert(known.end(), p.xlocal, p.xlocal + p.n_local);
        const int n = 20'000;
        const double width = (p.region_upper[0] - p.region_lower[0]) / n;
        double left = objective.gradient(std::vector<double>{p.region_lower[0]})[0];
        for (int k = 1; k <= n; ++k) {
            const double x = p.region_lower[0] + k * width;
            const double right = objective.gradient(std::vector<double>{x})[0];
            if (left < 0 && right >= 0) {
                INFO("a minimum between " << x - width << " and " << x);
                CHECK(std::any_of(known.begin(), known.end(),
                                  [&](double minimum) { return std::abs(minimum - x) <= 1.5 * width; }));
            }
            left = right;
        }
    });
}
