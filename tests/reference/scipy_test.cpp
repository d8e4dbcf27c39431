// SPDX-License-Identifier: MIT
// scipy's simplices are walked again, and its minima found (scipy_optimizers.py has made the numbers).
#include "agreement.hpp"
#include "table.hpp"

#include <built_plugins.hpp>
#include <thalweg/plugin.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

using namespace thalweg::testing;
using reference::number;
using reference::whole;
using thalweg::ConstSpan;
using thalweg::Span;

namespace {

/// Σ 100 (xᵢ₊₁ − xᵢ²)² + (1 − xᵢ)²
struct Rosenbrock {
    static constexpr auto name = "rosenbrock";
    double value(ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double valley = x[i + 1] - x[i] * x[i], rest = 1 - x[i];
            f += 100 * valley * valley + rest * rest;
        }
        return f;
    }
    void gradient(ConstSpan x, Span g) const {
        std::fill(g.begin(), g.end(), 0.0);
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double valley = x[i + 1] - x[i] * x[i];
            g[i] += -400 * valley * x[i] - 2 * (1 - x[i]);
            g[i + 1] += 200 * valley;
        }
    }
    void hessian(ConstSpan x, Span h) const {
        const std::size_t d = x.size();
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i + 1 < d; ++i) {
            h[i * d + i] += 1200 * x[i] * x[i] - 400 * x[i + 1] + 2;
            h[(i + 1) * d + i + 1] += 200;
            h[i * d + i + 1] = h[(i + 1) * d + i] = -400 * x[i];
        }
    }
    void hessian_vector(ConstSpan x, ConstSpan v, Span hv) const {
        const std::size_t d = x.size();
        thalweg::Vector h(d * d);
        hessian(x, h);
        for (std::size_t i = 0; i < d; ++i) {
            hv[i] = 0;
            for (std::size_t k = 0; k < d; ++k)
                hv[i] += h[i * d + k] * v[k];
        }
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// ½ Σ i xᵢ²
struct Quadratic {
    static constexpr auto name = "quadratic";
    double value(ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            f += static_cast<double>(i + 1) * x[i] * x[i] / 2;
        return f;
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

const thalweg_component &objective_of(std::string_view name) {
    static const thalweg::face::ComponentTable<Rosenbrock> rosenbrock("Rosenbrock");
    static const thalweg::face::ComponentTable<Quadratic> quadratic("Quadratic");
    return name == "rosenbrock" ? rosenbrock.component : quadratic.component;
}

std::vector<double> point(std::string_view text) {
    std::vector<double> x;
    for (const std::string_view value : reference::cut(text, ' '))
        x.push_back(number(value));
    return x;
}

const Plugins &plugins() {
    static const Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

} // namespace

TEST_CASE("reference: scipy's Nelder-Mead trajectories are walked again") {
    const reference::Table table("scipy_nelder_mead.csv.gz"); // objective,adaptive,run,step,x
    std::map<std::string, reference::Agreement> by_method;
    std::unique_ptr<Objective> objective;
    std::unique_ptr<Optimizer> optimizer;
    reference::Agreement *agreement = nullptr;
    int runs = 0;
    for (const auto &row : table.rows) {
        const std::vector<double> x = point(row[4]);
        const int step = whole(row[3]);
        const bool adaptive = row[1] == "1";
        if (step == 0) {
            objective = std::make_unique<Objective>(objective_of(row[0]), Settings{}, x.size());
            optimizer = std::make_unique<Optimizer>(plugins()["nelder_mead"], x,
                                                    Settings{{"adaptive", adaptive ? 1.0 : 0.0}});
            agreement = &by_method[std::string(row[0]) + (adaptive ? " adaptive" : "")];
            agreement->begin(1000, false);
            ++runs;
        } else {
            optimizer->iterate(*objective);
        }
        for (std::size_t i = 0; i < x.size(); ++i)
            agreement->compare(step, optimizer->x()[i], x[i]);
        if (!agreement->good()) {
            FAIL("run " << row[2] << ", first unlike step " << agreement->first_unlike());
        }
    }
    CHECK(runs == 10);
    reference::print_table(by_method);
}

TEST_CASE("reference: scipy's minima are found from its starts") {
    const reference::Table table("scipy_results.csv"); // method,objective,start,x,f
    const std::map<std::string_view, const char *> ours = {{"CG", "conjugate_gradient"},
                                                           {"BFGS", "bfgs"},
                                                           {"Newton-CG", "newton_cg"},
                                                           {"trust-exact", "newton_trust_region"}};
    double worst = 0;
    for (const auto &row : table.rows) {
        const std::vector<double> start = point(row[2]), x = point(row[3]);
        INFO(row[0] << " from " << row[2]);
        const Objective objective(objective_of(row[1]), {}, start.size());
        Optimizer optimizer(plugins()[ours.at(row[0])], start, {{"gradient_tolerance", 1e-9}});
        thalweg_status status = THALWEG_OK;
        for (int step = 0; step < 1000 && status == THALWEG_OK; ++step)
            status = optimizer.iterate(objective);
        CHECK(status == THALWEG_CONVERGED);
        // both end where the gradient is about 1e-9 or, Newton-CG, where a step is 1e-12: x within 1e-6
        for (std::size_t i = 0; i < x.size(); ++i) {
            CHECK(optimizer.x()[i] == Approx(x[i]).epsilon(1e-6));
            worst = std::max(worst, std::abs(optimizer.x()[i] - x[i]));
        }
        CHECK(objective.value(optimizer.x()) == Approx(number(row[4])).margin(1e-12));
    }
    CHECK(table.rows.size() == 12);
    std::printf("scipy's minima: %zu runs, worst deviation of x %.1e\n", table.rows.size(), worst);
}
