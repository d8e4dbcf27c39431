// SPDX-License-Identifier: MIT
// The built plugins walk the tutorial's trajectories again.
#include "agreement.hpp"
#include "table.hpp"

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

#include <map>

using namespace thalweg::testing;
using reference::Agreement;
using reference::number;
using reference::whole;

namespace {

struct Method {
    const char *component;
    const char *swept; ///< the parameter in column lr_or_alpha
    Settings fixed;
    const char *second = nullptr; ///< the parameter in column m
    bool same_bits = true;
};

const std::map<std::string, Method, std::less<>> methods{
    {"gd", {"gradient_descent", "learning_rate", {}}},
    {"momentum", {"momentum", "learning_rate", {{"initial_velocity", 1.0}}, "momentum"}},
    {"adagrad", {"adagrad", "learning_rate", {{"epsilon", 1e-7}}}},
    {"rmsprop", {"rmsprop", "learning_rate", {{"decay", 0.8}, {"epsilon", 1e-6}}}},
    {"adam_carry", {"adam_carried", "learning_rate", {{"beta1", 0.9}, {"beta2", 0.9}, {"epsilon", 1e-8}}}},
    {"adam_carry_rho2_0.999",
     {"adam_carried", "learning_rate", {{"beta1", 0.9}, {"beta2", 0.999}, {"epsilon", 1e-8}}}},
    {"adam_standard",
     {"adam", "learning_rate", {{"beta1", 0.9}, {"beta2", 0.9}, {"epsilon", 1e-8}}, nullptr, false}},
    {"newton", {"newton", "damping", {}}},
};

using Trajectories = std::map<std::pair<std::string_view, std::string_view>, std::vector<double>>;

Trajectories trajectories(const reference::Table &table) {
    Trajectories all;
    for (const auto &row : table.rows)
        all[{row[0], row[1]}].push_back(number(row[3]));
    return all;
}

} // namespace

TEST_CASE("reference: the tutorial's trajectories are walked again") {
    const reference::Table summary("tutorial_summary.csv"), iterates("tutorial_x.csv.gz");
    const Trajectories expected = trajectories(iterates);
    REQUIRE(expected.size() == summary.rows.size());
    const Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    const Objective cliffs(plugins["cliffs"]);
    const std::size_t swept = summary.column("lr_or_alpha"), second = summary.column("m"),
                      comparable = summary.column("comparable_to_step");

    std::map<std::string_view, Agreement> by_method;
    for (const auto &row : summary.rows) {
        const Method &method = methods.at(std::string(row[0]));
        Settings settings = method.fixed;
        settings.push_back({method.swept, number(row[swept])});
        if (method.second)
            settings.push_back({method.second, number(row[second])});
        Optimizer optimizer(plugins[method.component], {-20.0}, settings);

        const std::vector<double> &walk = expected.at({row[0], row[1]});
        REQUIRE(walk.size() == 1001);
        const bool exact = method.same_bits && reference::libm_uses_fma();
        Agreement &agreement = by_method[row[0]];
        agreement.begin(reference::last_comparable(whole(row[comparable])), exact);
        agreement.compare(0, optimizer.x()[0], walk[0]);
        for (int step = 1; step <= 1000; ++step) {
            optimizer.iterate(cliffs);
            agreement.compare(step, optimizer.x()[0], walk[static_cast<std::size_t>(step)]);
        }
        INFO(row[0] << " i = " << row[1] << ": first unlike step " << agreement.first_unlike());
        CHECK(agreement.good());
    }
    reference::print_table(by_method);
}

TEST_CASE("reference: cliffs has the tutorial's values at the tutorial's iterates") {
    const reference::Table summary("tutorial_summary.csv");
    const Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    const Objective cliffs(plugins["cliffs"]);
    for (const char *step : {"999", "1000"}) {
        const std::size_t x = summary.column(std::string("x") + step),
                          f = summary.column(std::string("f") + step);
        for (const auto &row : summary.rows) {
            const double at = number(row[x]), expected = number(row[f]);
            INFO("x = " << row[x]);
            CHECK(std::abs(cliffs.value(std::array{at}) - expected) <=
                  1e-14 * std::max(1.0, std::abs(expected)));
        }
    }
}
