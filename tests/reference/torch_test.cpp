// SPDX-License-Identifier: MIT
// The built plugins walk PyTorch's trajectories again, where their parameters can say the same.
#include "agreement.hpp"
#include "table.hpp"

#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace thalweg::testing;
using nlohmann::json;
using reference::Agreement;
using reference::number;
using reference::whole;

namespace {

struct Run {
    std::string component;
    Settings settings;
};

/// torch.optim's constructor arguments as a component and its parameters.
Run translated(const std::string &optimizer, const json &params) {
    const double lr = params.at("lr");
    const auto argument = [&](const char *key, double standard) { return params.value(key, standard); };
    if (optimizer == "SGD" && !params.contains("momentum"))
        return {"gradient_descent", {{"learning_rate", lr}}};
    if (optimizer == "SGD")
        return {"momentum", {{"learning_rate", lr}, {"momentum", argument("momentum", 0)}}};
    if (optimizer == "Adagrad")
        return {"adagrad", {{"learning_rate", lr}, {"epsilon", 1e-10}}};
    if (optimizer == "RMSprop")
        return {"rmsprop", {{"learning_rate", lr}, {"decay", argument("alpha", 0.99)}, {"epsilon", 1e-8}}};
    if (optimizer == "Adadelta")
        return {"adadelta",
                {{"learning_rate", lr}, {"decay", argument("rho", 0.9)}, {"epsilon", argument("eps", 1e-6)}}};
    if (optimizer == "Adam") {
        const json betas = params.value("betas", json{0.9, 0.999});
        return {"adam",
                {{"learning_rate", lr},
                 {"beta1", betas[0].get<double>()},
                 {"beta2", betas[1].get<double>()},
                 {"epsilon", argument("eps", 1e-8)}}};
    }
    throw std::runtime_error("no component for torch.optim." + optimizer);
}

} // namespace

TEST_CASE("reference: PyTorch's trajectories are walked again") {
    const reference::Table table("torch.csv.gz");
    std::map<int, std::vector<const std::vector<std::string_view> *>> expected;
    for (const auto &row : table.rows)
        expected[whole(row[0])].push_back(&row);
    const Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    const std::string runs = reference::read("torch_runs.jsonl");

    std::map<std::string, Agreement> by_optimizer;
    for (const std::string_view line : reference::cut(runs, '\n')) {
        if (line.empty())
            continue;
        const json run = json::parse(line);
        const std::string name = run.at("optimizer");
        const Objective objective(plugins[run.at("objective") == "saddle2" ? "saddle" : "cliffs"]);
        const auto [component, settings] = translated(name, run.at("params"));
        Optimizer optimizer(plugins[component], run.at("x0").get<std::vector<double>>(), settings);

        const auto &rows = expected.at(run.at("run"));
        REQUIRE(rows.size() == run.at("steps_recorded").get<std::size_t>() + 1);
        Agreement &agreement = by_optimizer[name];
        agreement.begin(reference::last_comparable(run.at("comparable_to_step")), false);
        for (std::size_t step = 0; step < rows.size() && number((*rows[step])[2]) < 1e150; ++step) {
            if (step > 0)
                optimizer.iterate(objective);
            const auto x = reference::cut((*rows[step])[3], ' ');
            REQUIRE(x.size() == optimizer.x().size());
            for (std::size_t i = 0; i < x.size(); ++i)
                agreement.compare(static_cast<int>(step), optimizer.x()[i], number(x[i]));
        }
        INFO("run " << line << ": first unlike step " << agreement.first_unlike());
        CHECK(agreement.good());
    }
    CHECK(by_optimizer.size() == 5);
    reference::print_table(by_optimizer);
}
