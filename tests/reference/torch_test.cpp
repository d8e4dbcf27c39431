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

/// A constructor argument of torch.optim as a parameter of ours.
struct Argument {
    const char *theirs, *ours;
};
constexpr Argument arguments[] = {
    {"lr", "learning_rate"},
    {"momentum", "momentum"},
    {"dampening", "dampening"},
    {"weight_decay", "weight_decay"},
    {"lr_decay", "learning_rate_decay"},
    {"initial_accumulator_value", "initial_accumulator"},
    {"alpha", "decay"}, // of RMSprop
    {"rho", "decay"},
    {"eps", "epsilon"},
    {"momentum_decay", "momentum_decay"},
    {"max_iter", "max_iter"},
    {"history_size", "history"},
    {"line_search_fn", "line_search"},
};

struct Rule {
    std::string component;
    Settings standard; ///< PyTorch's defaults where ours differ
};
Rule rule_of(const std::string &optimizer, const json &params) {
    const bool amsgrad = params.value("amsgrad", false);
    if (optimizer == "SGD" && !params.contains("momentum"))
        return {"gradient_descent", {}};
    if (optimizer == "SGD")
        return {params.value("nesterov", false) ? "nesterov" : "heavy_ball", {}};
    if (optimizer == "Adagrad")
        return {"adagrad", {{"epsilon", 1e-10}}};
    if (optimizer == "RMSprop" && params.value("centered", false))
        return {"rmsprop_centered", {}};
    if (optimizer == "RMSprop")
        return {"rmsprop", {{"decay", 0.99}, {"epsilon", 1e-8}}};
    if (optimizer == "Adadelta")
        return {"adadelta", {{"decay", 0.9}}};
    if (optimizer == "Adam")
        return {amsgrad ? "amsgrad" : "adam", {}};
    if (optimizer == "LBFGS") // one step of ours is one optimizer.step(closure)
        return {"lbfgs", {{"history", 100.0}, {"line_search", "none"}}};
    if (optimizer == "AdamW")
        return {"adamw", {{"amsgrad", amsgrad ? 1.0 : 0.0}}};
    static const std::map<std::string, std::string> others{{"NAdam_corrected", "nadam"},
                                                           {"RAdam", "radam"},
                                                           {"Adamax", "adamax"},
                                                           {"Rprop", "rprop"},
                                                           {"ASGD", "asgd"}};
    return {others.at(optimizer), {}};
}

/// torch.optim's constructor arguments as a component and its parameters.
Run translated(const std::string &optimizer, const json &params) {
    auto [component, settings] = rule_of(optimizer, params);
    const auto pair = [&](const char *theirs, const char *first, const char *second) {
        settings.push_back({first, params.at(theirs)[0].get<double>()});
        settings.push_back({second, params.at(theirs)[1].get<double>()});
    };
    for (const auto &[key, value] : params.items()) {
        if (key == "betas")
            pair("betas", "beta1", "beta2");
        else if (key == "etas")
            pair("etas", "eta_minus", "eta_plus");
        else if (key == "step_sizes")
            pair("step_sizes", "step_min", "step_max");
        else if (optimizer == "ASGD" && (key == "alpha" || key == "t0"))
            settings.push_back({key == "alpha" ? "alpha" : "t0", value.get<double>()});
        else if (key == "lambd")
            settings.push_back({"lambda", value.get<double>()});
        else if (!value.is_boolean()) { // those name another component
            const auto *const known = std::find_if(std::begin(arguments), std::end(arguments),
                                                   [&](const Argument &a) { return key == a.theirs; });
            if (known == std::end(arguments))
                throw std::runtime_error("torch.optim." + optimizer + " has no translation for " + key);
            if (value.is_string())
                settings.push_back({known->ours, std::string_view(value.get_ref<const std::string &>())});
            else
                settings.push_back({known->ours, value.get<double>()});
        }
    }
    return {component, settings};
}

/// README.md: "NAdam" is PyTorch 1.13 as shipped, with a factor too many; ours is the paper's, which is
/// NAdam_corrected.
bool is_ours(const std::string &optimizer) { return optimizer != "NAdam"; }

/// The table's line: the optimizer, and what sets a variant apart.
std::string title(const std::string &optimizer, const json &params) {
    std::string all = optimizer;
    for (const char *key : {"momentum", "nesterov", "dampening", "centered", "amsgrad", "weight_decay"})
        if (params.contains(key))
            all += std::string(" ") + key;
    return all;
}

const std::map<std::string, std::string> objectives{{"multimodal1d", "cliffs"},
                                                    {"rosenbrock2", "rosenbrock"},
                                                    {"quad10", "quadratic_1_to_d"},
                                                    {"saddle2", "saddle"}};

using Rows = std::vector<const std::vector<std::string_view> *>;

/// All recorded steps of one run, while f < 1e150.
void walk(const json &run, const Rows &rows, const Plugins &plugins, Agreement &agreement) {
    const auto x0 = run.at("x0").get<std::vector<double>>();
    const Objective objective(plugins[objectives.at(run.at("objective"))], {}, x0.size());
    const auto [component, settings] = translated(run.at("optimizer"), run.at("params"));
    Optimizer optimizer(plugins[component], x0, settings);
    const int last = reference::last_comparable(run.at("comparable_to_step"));
    agreement.begin(last, false);
    std::size_t step = 0;
    for (; step < rows.size() && number((*rows[step])[2]) < 1e150; ++step) {
        if (step > 0)
            optimizer.iterate(objective);
        const auto x = reference::cut((*rows[step])[3], ' ');
        REQUIRE(x.size() == optimizer.x().size());
        for (std::size_t i = 0; i < x.size(); ++i)
            agreement.compare(static_cast<int>(step), optimizer.x()[i], number(x[i]));
    }
    if (!run.contains("asgd_ax_final") || step < rows.size())
        return;
    const auto average = run.at("asgd_ax_final").get<std::vector<double>>();
    for (std::size_t i = 0; i < average.size(); ++i)
        agreement.compare(static_cast<int>(step) - 1, optimizer.solution()[i], average[i]);
}

} // namespace

TEST_CASE("reference: PyTorch's trajectories are walked again") {
    const reference::Table table("torch.csv.gz");
    std::map<int, Rows> expected;
    for (const auto &row : table.rows)
        expected[whole(row[0])].push_back(&row);
    const Plugins plugins({std::begin(built_plugins), std::end(built_plugins)});
    const std::string runs = reference::read("torch_runs.jsonl");

    std::map<std::string, Agreement> by_variant;
    std::size_t walked = 0;
    for (const std::string_view line : reference::cut(runs, '\n')) {
        const json run = line.empty() ? json{} : json::parse(line);
        if (line.empty() || !is_ours(run.at("optimizer")))
            continue;
        const auto &rows = expected.at(run.at("run"));
        REQUIRE(rows.size() == run.at("steps_recorded").get<std::size_t>() + 1);
        Agreement &agreement = by_variant[title(run.at("optimizer"), run.at("params"))];
        walk(run, rows, plugins, agreement);
        INFO("run " << line << ": first unlike step " << agreement.first_unlike());
        CHECK(agreement.good());
        ++walked;
    }
    CHECK(walked == 392);
    CHECK(by_variant.size() == 31);
    reference::print_table(by_variant);
}
