// SPDX-License-Identifier: MIT
// Objectives on data have the minima and the losses of programs that this project did not write.
#include "agreement.hpp"
#include "table.hpp"

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <numeric>

using namespace thalweg::testing;
using nlohmann::json;
using reference::Agreement;
using reference::number;

namespace {

const std::string folder = THALWEG_SOURCE_DIR "/experiments/data/";

const Plugins &plugins() {
    static const Plugins all({std::begin(built_plugins), std::end(built_plugins)});
    return all;
}

/// The textbook's: the first 1500 rows, standardised by all 1503.
Objective airfoil() {
    static const std::string file = folder + "airfoil_self_noise.dat";
    return Objective(plugins()["linear_regression"],
                     {{"file", file}, {"rows", 1500.0}, {"standardize", "all"}, {"statistics", "all_rows"}});
}

struct Rule {
    const char *component;
    Settings fixed;
    std::vector<std::pair<const char *, const char *>> names; ///< hyper-parameter there, parameter here
};
const std::map<std::string, Rule, std::less<>> rules{
    {"sgd", {"gradient_descent", {}, {{"lr", "learning_rate"}}}},
    {"momentum", {"momentum", {}, {{"lr", "learning_rate"}, {"momentum", "momentum"}}}},
    {"adagrad", {"adagrad", {{"epsilon", 1e-6}, {"epsilon_place", "inside"}}, {{"lr", "learning_rate"}}}},
    {"adadelta", {"adadelta", {{"epsilon", 1e-5}}, {{"rho", "decay"}}}},
};

Settings settings_of(const json &run) {
    const Rule &rule = rules.at(run["optimizer"].get<std::string>());
    Settings settings = rule.fixed;
    for (const auto &[theirs, ours] : rule.names)
        settings.push_back({ours, run["hyper"].at(theirs).get<double>()});
    return settings;
}

/// One step on the samples from .. from + size - 1.
void step(Optimizer &optimizer, const Objective &objective, std::uint64_t from, std::uint64_t size) {
    std::vector<std::uint64_t> indices(size);
    std::iota(indices.begin(), indices.end(), from);
    const thalweg_batch batch{sizeof batch, 0, 0, 0, size, indices.data()};
    thalweg::Vector g(objective.dimension());
    thalweg_eval request{};
    request.struct_size = sizeof request;
    request.want = THALWEG_W_G;
    request.n_points = 1;
    request.dim = objective.dimension();
    request.ld = 8;
    request.x = optimizer.x().data();
    request.g = g.data();
    request.batch = &batch;
    REQUIRE(objective.evaluate(request) == THALWEG_OK);
    optimizer.update({g.begin(), g.end()});
}

} // namespace

TEST_CASE("reference: the textbook's least squares on airfoil has its least value") {
    const json book = json::parse(reference::read("d2l_airfoil_sequential.json"));
    const Objective objective = airfoil();
    const thalweg_problem &p = objective.problem();
    CHECK(p.f_opt == Approx(book["ols_optimum_loss"].get<double>()).epsilon(1e-14));
    REQUIRE(p.n_xopt == 1);
    for (std::size_t i = 0; i < 6; ++i)
        CHECK(p.xopt[i] == Approx(book["ols_theta"][i].get<double>()).margin(1e-13));
}

TEST_CASE("reference: the textbook's minibatches in order give its losses and weights") {
    const json book = json::parse(reference::read("d2l_airfoil_sequential.json"));
    const Objective objective = airfoil();
    std::map<std::string, Agreement> by_rule;
    for (const json &run : book["runs"]) {
        const auto name = run["optimizer"].get<std::string>();
        const auto batch = run["batch"].get<std::uint64_t>(), epochs = run["epochs"].get<std::uint64_t>();
        const auto losses = run["losses_every_100_examples"].get<std::vector<double>>();
        const auto theta = run["final_theta"].get<std::vector<double>>();
        Optimizer optimizer(plugins()[rules.at(name).component], std::vector<double>(6, 0.0),
                            settings_of(run));
        Agreement &agreement = by_rule[name];
        agreement.begin(1000, false); // within 1e-8 of max(1, |value|)
        agreement.compare(0, objective.value(optimizer.x()), losses[0]);
        int seen = 0;
        double worst = 0;
        for (std::uint64_t from = 0; from < epochs * 1500; from += batch) {
            step(optimizer, objective, from % 1500, batch);
            if ((from + batch) % 100 != 0)
                continue;
            const double loss = losses.at(static_cast<std::size_t>(++seen)),
                         ours = objective.value(optimizer.x());
            agreement.compare(seen, ours, loss);
            worst = std::max(worst, std::abs(ours - loss));
        }
        for (std::size_t i = 0; i < theta.size(); ++i) {
            agreement.compare(seen, optimizer.x()[i], theta[i]);
            worst = std::max(worst, std::abs(optimizer.x()[i] - theta[i]));
        }
        INFO(name << ", batches of " << batch);
        CHECK(agreement.good());
        CHECK(worst <= 1e-12);
        CHECK(static_cast<std::size_t>(seen) + 1 == losses.size());
    }
    reference::print_table(by_rule);
}

TEST_CASE(
    "reference: logistic regression has numpy's minima on breast_cancer, and Newton's method finds them") {
    const reference::Table table("logistic_optimum.csv");
    const std::string file = folder + "breast_cancer.csv";
    std::map<std::string, Agreement> all;
    for (const auto &row : table.rows) {
        const Objective objective(
            plugins()["logistic_regression"],
            {{"file", file}, {"skip_lines", 1.0}, {"standardize", "features"}, {"l2", number(row[0])}});
        std::vector<double> best;
        for (const std::string_view text : reference::cut(row[3], ' '))
            best.push_back(number(text));
        REQUIRE(best.size() == objective.dimension());
        INFO("l2 = " << row[0]);
        CHECK(objective.value(best) == Approx(number(row[1])).epsilon(1e-13));
        for (const double slope : objective.gradient(best))
            CHECK(std::abs(slope) <= 1e-14);

        Optimizer newton(plugins()["newton"], std::vector<double>(best.size(), 0.0));
        for (int k = 0; k < 30; ++k)
            newton.iterate(objective);
        Agreement &agreement = all["newton"];
        agreement.begin(1, false);
        agreement.compare(0, objective.value(newton.x()), number(row[1]));
        for (std::size_t i = 0; i < best.size(); ++i) {
            agreement.compare(1, newton.x()[i], best[i]);
            CHECK(std::abs(newton.x()[i] - best[i]) <= 1e-10);
        }
        CHECK(agreement.good());
    }
    reference::print_table(all);
}
