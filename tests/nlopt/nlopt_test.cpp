// SPDX-License-Identifier: MIT
// The wrapped algorithms beside NLopt called directly: the same questions, the same end; refusals come back.
#include "valley.hpp"

#include <nlopt.h>

#include <cmath>

using namespace wrapped;
using thalweg::testing::Optimizer;
using thalweg::testing::Settings;

namespace {

const std::vector<double> start{-1.2, 1.0, 0.25};

/// NLopt without thalweg: the points that it asks for, and its end.
struct Direct {
    std::vector<std::vector<double>> asked;
    std::vector<double> end = start;

    static double answer(unsigned n, const double *x, double *g, void *self) {
        static_cast<Direct *>(self)->asked.emplace_back(x, x + n);
        return valley({x, n}, g);
    }
    template <class Prepare> Direct(nlopt_algorithm algorithm, Prepare prepare) {
        nlopt_opt opt = nlopt_create(algorithm, static_cast<unsigned>(start.size()));
        nlopt_set_min_objective(opt, answer, this);
        nlopt_set_xtol_rel(opt, 1e-4);
        prepare(opt);
        double f = 0;
        CHECK(nlopt_optimize(opt, end.data(), &f) > 0);
        nlopt_destroy(opt);
    }
    /// The points that are better than all before.
    std::vector<std::vector<double>> progress() const {
        std::vector<std::vector<double>> better;
        double best = HUGE_VAL;
        for (const std::vector<double> &x : asked)
            if (const double f = valley(x, nullptr); f < best) {
                best = f;
                better.push_back(x);
            }
        return better;
    }
};

void check_same(const Direct &direct, const char *name, const Settings &settings) {
    INFO(name);
    Optimizer optimizer(plugins()[name], start, settings);
    const Witness witness(start.size());
    CHECK(run(optimizer, witness) == THALWEG_CONVERGED);
    REQUIRE(direct.asked.size() > 20);
    CHECK(witness.asked == direct.asked);
    CHECK(witness.reported == direct.progress());
    CHECK(std::vector<double>(optimizer.x().begin(), optimizer.x().end()) == direct.end);
    CHECK(witness.aligned);
}

} // namespace

TEST_CASE("nlopt: each algorithm asks for the points, and ends at the one, that NLopt alone does") {
    check_same(Direct(NLOPT_LD_LBFGS, [](nlopt_opt opt) { nlopt_set_vector_storage(opt, 4); }), "nlopt_lbfgs",
               {{"memory", 4.0}, {"x_tolerance", 1e-4}});
    check_same(Direct(NLOPT_LN_NELDERMEAD, [](nlopt_opt opt) { nlopt_set_initial_step1(opt, 0.75); }),
               "nlopt_nelder_mead", {{"initial_step", 0.75}, {"x_tolerance", 1e-4}});
    check_same(Direct(NLOPT_LN_COBYLA, [](nlopt_opt opt) { nlopt_set_initial_step1(opt, 0.75); }),
               "nlopt_cobyla", {{"initial_step", 0.75}, {"x_tolerance", 1e-4}});
}

TEST_CASE("nlopt: the minimum of the valley is found") {
    for (const char *name : {"nlopt_lbfgs", "nlopt_nelder_mead"}) {
        INFO(name);
        Optimizer optimizer(plugins()[name], start);
        const Witness witness(start.size());
        CHECK(run(optimizer, witness) >= THALWEG_OK);
        for (const double x : optimizer.x())
            CHECK(x == Approx(1.0).epsilon(1e-6));
    }
}

TEST_CASE("nlopt: a refusal at any request or report is what run returns, and nothing is asked after it") {
    for (const char *name : names)
        for (std::uint64_t k = 1; k <= 12; ++k)
            for (const thalweg_status code : {THALWEG_E_BUDGET, THALWEG_E_CANCELLED, THALWEG_E_FAIL}) {
                INFO(name << " refused at " << k << " with " << code);
                Optimizer optimizer(plugins()[name], start);
                Witness eval(start.size()), report(start.size());
                eval.refuse_eval = report.refuse_report = k;
                eval.code = report.code = code;
                CHECK(run(optimizer, eval) == code);
                CHECK(eval.asked.size() == k - 1);
                CHECK(eval.calls == k + eval.reported.size());
                optimizer.reset();
                CHECK(run(optimizer, report) == code);
                CHECK(report.reported.size() == k - 1);
                CHECK(report.calls == report.asked.size() + k);
            }
}

TEST_CASE("nlopt: hard bounds hold for every point that is asked for") {
    const std::vector<double> lower{-1.5, -0.5, -0.5}, upper{0.5, 1.5, 0.75};
    for (const char *name : names) {
        INFO(name);
        Optimizer optimizer(plugins()[name], start);
        Witness witness(start.size());
        witness.bound(lower, upper);
        CHECK(run(optimizer, witness) >= THALWEG_OK);
        CHECK(witness.asked.size() > 20);
        for (const auto &x : witness.asked)
            for (std::size_t i = 0; i < x.size(); ++i)
                CHECK((x[i] >= lower[i] && x[i] <= upper[i]));
    }
}

TEST_CASE("nlopt: a start that NLopt does not accept is a refusal with its reason") {
    Optimizer optimizer(plugins()["nlopt_cobyla"], start);
    const std::vector<double> lower{2, 2, 2}, upper{3, 3, 3};
    Witness witness(start.size());
    witness.bound(lower, upper);
    CHECK(run(optimizer, witness) == THALWEG_E_INVALID_ARG);
    CHECK(witness.calls == 0);
}
