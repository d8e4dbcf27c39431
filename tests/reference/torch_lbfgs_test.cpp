// SPDX-License-Identifier: MIT
// lbfgs walks PyTorch's trajectories again: one step of ours is one optimizer.step(closure).
#include "agreement.hpp"
#include "table.hpp"

#include <built_plugins.hpp>
#include <thalweg/plugin.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace thalweg::testing;
using nlohmann::json;
using reference::Agreement;
using reference::number;
using reference::whole;
using thalweg::ConstSpan;
using thalweg::Span;

namespace {

/// 100 (y − x²)² + (1 − x)²
struct Rosenbrock2 {
    static constexpr auto name = "rosenbrock2";
    static constexpr auto dimensions = thalweg::only(2);
    double value(ConstSpan x) const {
        const double valley = x[1] - x[0] * x[0], rest = 1 - x[0];
        return 100 * valley * valley + rest * rest;
    }
    void gradient(ConstSpan x, Span g) const {
        const double valley = x[1] - x[0] * x[0];
        g[0] = -400 * valley * x[0] - 2 * (1 - x[0]);
        g[1] = 200 * valley;
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

/// ½ Σ i xᵢ²
struct Quad10 {
    static constexpr auto name = "quad10";
    static constexpr auto dimensions = thalweg::only(10);
    double value(ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            f += static_cast<double>(i + 1) * x[i] * x[i] / 2;
        return f;
    }
    void gradient(ConstSpan x, Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = static_cast<double>(i + 1) * x[i];
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

const thalweg_component &objective_of(const std::string &name, const Plugins &plugins) {
    static const thalweg::face::ComponentTable<Rosenbrock2> rosenbrock("Rosenbrock2");
    static const thalweg::face::ComponentTable<Quad10> quadratic("Quad10");
    if (name == "rosenbrock2")
        return rosenbrock.component;
    if (name == "quad10")
        return quadratic.component;
    return plugins[name == "saddle2" ? "saddle" : "cliffs"];
}

Settings translated(const json &params) {
    return {{"learning_rate", params.at("lr").get<double>()},
            {"max_iter", params.at("max_iter").get<double>()},
            {"history", params.value("history_size", 100.0)},
            {"line_search", params.contains("line_search_fn") ? "strong_wolfe" : "none"}};
}

} // namespace

TEST_CASE("reference: PyTorch's LBFGS trajectories are walked again") {
    const reference::Table table("torch_lbfgs.csv.gz");
    std::map<int, std::vector<const std::vector<std::string_view> *>> expected;
    for (const auto &row : table.rows)
        expected[whole(row[0])].push_back(&row);
    const Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    const std::string runs = reference::read("torch_lbfgs_runs.jsonl");

    std::map<std::string, Agreement> by_objective;
    std::size_t walked = 0;
    for (const std::string_view line : reference::cut(runs, '\n')) {
        if (line.empty())
            continue;
        const json run = json::parse(line);
        const Objective objective(objective_of(run.at("objective"), plugins));
        Optimizer optimizer(plugins["lbfgs"], run.at("x0").get<std::vector<double>>(),
                            translated(run.at("params")));
        const auto &rows = expected.at(run.at("run"));
        REQUIRE(rows.size() == run.at("steps_recorded").get<std::size_t>() + 1);
        Agreement &agreement = by_objective["LBFGS " + run.at("objective").get<std::string>()];
        agreement.begin(reference::last_comparable(run.at("comparable_to_step")), false);
        for (std::size_t step = 0; step < rows.size() && number((*rows[step])[2]) < 1e150; ++step) {
            if (static_cast<int>(step) > run.at("comparable_to_step").get<int>())
                break;
            if (step > 0)
                optimizer.iterate(objective);
            const auto x = reference::cut((*rows[step])[3], ' ');
            REQUIRE(x.size() == optimizer.x().size());
            for (std::size_t i = 0; i < x.size(); ++i)
                agreement.compare(static_cast<int>(step), optimizer.x()[i], number(x[i]));
        }
        ++walked;
        INFO("run " << line << ": first unlike step " << agreement.first_unlike());
        CHECK(agreement.good());
    }
    CHECK(walked == 28);
    reference::print_table(by_objective);
}
