// SPDX-License-Identifier: MIT
// The textbook's bowls in two dimensions: where its rules are after 20 steps.
#include "table.hpp"

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

#include <cmath>
#include <cstdio>
#include <map>

using namespace thalweg::testing;
using reference::number;
using reference::whole;

namespace {

/// a x1^2 + b x2^2.
struct Bowl {
    double a = 0, b = 0;
    std::vector<double> gradient(const thalweg::Vector &x) const { return {2 * a * x[0], 2 * b * x[1]}; }
};
const std::map<std::string, Bowl, std::less<>> bowls{{"x1^2+2x2^2", {1, 2}}, {"0.1x1^2+2x2^2", {0.1, 2}}};

/// "eta=0.4 gamma=0.5": the number after a name, or what it is where the book does not say.
double hyper(std::string_view text, std::string_view name, double standard) {
    const std::size_t at = text.find(name);
    return at == text.npos ? standard : number(text.substr(at + name.size()));
}

struct Rule {
    std::string component;
    Settings settings;
};
Rule rule_of(std::string_view method, std::string_view text) {
    const double rate = hyper(text, "eta=", 0);
    if (method == "gd")
        return {"gradient_descent", {{"learning_rate", rate}}};
    if (method == "momentum") // v = gamma v + eta g, x = x - v
        return {"momentum", {{"learning_rate", rate}, {"momentum", hyper(text, "gamma=", 0)}}};
    if (method == "adagrad")
        return {"adagrad", {{"learning_rate", rate}, {"epsilon", 1e-6}, {"epsilon_place", "inside"}}};
    if (method == "rmsprop")
        return {"rmsprop",
                {{"learning_rate", rate},
                 {"decay", hyper(text, "gamma=", 0)},
                 {"epsilon", 1e-6},
                 {"epsilon_place", "inside"}}};
    throw std::runtime_error("no component for " + std::string(method));
}

} // namespace

TEST_CASE("reference: the textbook's rules end where it says on its bowls") {
    const reference::Table table("d2l_quoted_toy2d.csv");
    const std::size_t steps = table.column("steps"), text = table.column("hyper");
    const Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    double worst = 0;
    for (const auto &row : table.rows) {
        const auto words = reference::cut(row[0], ' ');
        const auto &[component, settings] = rule_of(words[0], row[text]);
        const Bowl &bowl = bowls.find(words[1])->second;
        Optimizer optimizer(plugins[component], {-5, -2}, settings);
        for (int step = 0; step < whole(row[steps]); ++step)
            optimizer.update(bowl.gradient(optimizer.x()));
        for (std::size_t i = 0; i < 2; ++i) {
            const std::string axis = i == 0 ? "x1" : "x2";
            const double quoted = number(row[table.column("quoted_" + axis)]),
                         repeated = number(row[table.column("repro_" + axis)]);
            INFO(row[0] << ", " << row[text] << ", " << axis << " = " << optimizer.x()[i]);
            CHECK(std::abs(optimizer.x()[i] - quoted) <= 0.5e-6 * (1 + 1e-9)); // six decimals
            const double deviation =
                std::abs(optimizer.x()[i] - repeated) / std::max(1.0, std::abs(repeated));
            CHECK(deviation <= 1e-12);
            worst = std::max(worst, deviation);
        }
    }
    CHECK(table.rows.size() == 8);
    std::printf("textbook's bowls: %zu trajectories, %zu values, worst %.1e\n", table.rows.size(),
                2 * table.rows.size(), worst);
}
