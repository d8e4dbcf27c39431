// SPDX-License-Identifier: MIT
// What the house asks of its own objectives beyond the promises: exact facts, derivatives to tight
// tolerances.
#include "built.hpp"
#include "conformance/differences.hpp"
#include "conformance/evaluate.hpp"

#include <cmath>

using namespace thalweg::testing;
using namespace conformance;
using thalweg::conformance::points;
using thalweg::conformance::settled_slopes_of;
using thalweg::conformance::splits;

namespace {

constexpr std::uint32_t G = THALWEG_W_G, H = THALWEG_W_H;

double size_of(double value) { return std::max(1.0, std::abs(value)); }

double largest(const thalweg::Vector &values) {
    double size = 0;
    for (const double v : values)
        size = std::max(size, std::abs(v));
    return size;
}

/// (8 (f(h) − f(−h)) − (f(2h) − f(−2h))) / 12h: wrong by f⁽⁵⁾ h⁴/30.
double slope_of(double far_below, double below, double above, double far_above, double h) {
    return (8 * (above - below) - (far_above - far_below)) / (12 * h);
}

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

// Central differences with h = 1e-5 max(1, |x|), and what two other steps and the size of f say of their
// error: 1e-7 where f''' is 100 at |x| = 20, more where f is 1e7 or its curvature jumps.
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
                    const auto slopes = settled_slopes_of(
                        [&](double t) { return std::vector{objective.value(moved(x, i, t), split)}; }, h);
                    const double slope = slopes.values[0];
                    INFO("x[" << i << "] = " << x[i] << ", g " << g[i] << ", slope " << slope);
                    REQUIRE(slopes.is_settled);
                    REQUIRE(std::abs(g[i] - slope) <= 1e-6 * size_of(slope) + 2 * slopes.errors[0]);
                }
            }
    });
}

// As above, of the gradient.
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
                    const auto g = [&](double by) { return objective.gradient(moved(x, i, by), split); };
                    const auto above = g(h), below = g(-h), far_above = g(2 * h), far_below = g(-2 * h);
                    const double rounding = 1e-10 * std::max(largest(far_above), largest(far_below));
                    for (std::size_t j = 0; j < p.dim; ++j) {
                        const double slope = slope_of(far_below[j], below[j], above[j], far_above[j], h);
                        INFO("x[" << i << "] = " << x[i] << ", H " << hessian[i * p.dim + j] << ", slope "
                                  << slope);
                        REQUIRE(std::abs(hessian[i * p.dim + j] - slope) <= 1e-5 * size_of(slope) + rounding);
                        REQUIRE(hessian[i * p.dim + j] == hessian[j * p.dim + i]);
                    }
                }
            }
    });
}

// x_opt is rounded to a double: granted is what a step of an ulp changes, in any of the coordinates. That of
// bbob_f20 is defined with eleven digits: H, 500 to first order, times 3e-10.
TEST_CASE("objectives: at a known minimum the gradient vanishes and f is f_opt") {
    for_each_objective([](const Objective &objective, const thalweg_component &component) {
        const thalweg_problem &p = objective.problem();
        const double least_granted = std::string_view(component.name) == "bbob_f20" ? 1e-6 : 1e-13;
        CHECK(((p.caps & THALWEG_OBJ_HAS_XOPT) != 0) == (p.n_xopt > 0));
        CHECK((p.n_xopt == 0 || (p.caps & THALWEG_OBJ_HAS_FOPT)));
        const auto ulps = [&](const std::vector<double> &x) {
            std::vector<std::vector<double>> neighbours;
            for (std::size_t i = 0; i < p.dim; ++i)
                for (const double end : {-INFINITY, INFINITY})
                    neighbours.push_back(moved(x, i, x[i] == 0 ? 0 : std::nextafter(x[i], end) - x[i]));
            return neighbours;
        };
        const auto require_flat = [&](const std::vector<double> &x) {
            const auto g = objective.gradient(x);
            std::vector<double> granted(p.dim, least_granted);
            for (const auto &neighbour : ulps(x)) {
                const auto there = objective.gradient(neighbour);
                for (std::size_t j = 0; j < p.dim; ++j)
                    granted[j] += std::abs(there[j] - g[j]);
            }
            for (std::size_t j = 0; j < p.dim; ++j) {
                INFO("at x[" << j << "] = " << x[j]);
                CHECK(std::abs(g[j]) <= granted[j]);
            }
        };
        for (const auto &x : rows(p.xopt, p.n_xopt, p.dim)) {
            const double f = objective.value(x);
            double granted = 1e-14 * size_of(p.f_opt);
            for (const auto &neighbour : ulps(x))
                granted += std::abs(objective.value(neighbour) - f);
            CHECK(std::abs(f - p.f_opt) <= granted);
            require_flat(x);
        }
        for (const auto &x : rows(p.xlocal, p.n_local, p.dim)) {
            CHECK(objective.value(x) > p.f_opt);
            require_flat(x);
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
                    const double beside = objective.value(moved(x, i, by));
                    if (p.region_lower[i] <= x[i] + by && x[i] + by <= p.region_upper[i])
                        CHECK(beside > objective.value(x));
                    else // bbob_f5 is flat there
                        CHECK(beside >= objective.value(x));
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
