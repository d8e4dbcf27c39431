// SPDX-License-Identifier: MIT
// Runs made by hand, as a reader would give them.
#pragma once

#include "analysis/table.hpp"

#include <algorithm>
#include <cmath>
#include <type_traits>

namespace sample {

using thalweg::engine::Status;

/// One run, with the values that tests vary.
struct RunFacts {
    std::string optimizer = "gd";
    double learning_rate = 0.1;
    double f_solution = 1.0, f_best = 1.0;
    std::uint64_t evaluations = 10;
    Status status = Status::steps;
    std::uint32_t start = 0, repetition = 0;
    std::uint32_t objective = 0; ///< row of the catalog
    double seconds = 1e-6;
    std::vector<thalweg::results::Reached> hits = {};
    std::vector<thalweg::engine::Full> splits = {};
};

/// Runs of 10 steps in one dimension on "bowl" (row 0, f_opt 0.5 unless changed) or "valley" (row 1, f_opt
/// unknown).
class Sample {
public:
    Sample() {
        table_.objective_labels = {"bowl", "valley"};
        table_.f_opt = {0.5, std::nullopt};
        table_.samples = {40, NAN};
        table_.parameters = {{thalweg::library::Kind::optimizer, "learning_rate", 0},
                             {thalweg::library::Kind::optimizer, "momentum", 1}};
        table_.window.optimizer_parameters.resize(2);
    }

    Sample &add(const RunFacts &facts) {
        thalweg::results::Run run;
        run.run_id = runs().size();
        run.key = {7, 1000 + runs().size()};
        run.objective = facts.objective == 0 ? "bowl" : "valley";
        run.objective_row = facts.objective;
        run.optimizer = facts.optimizer;
        run.optimizer_row = row(optimizers_, facts.optimizer);
        run.configuration_row = row(configurations_, std::to_string(facts.learning_rate));
        run.start_row = facts.start;
        run.repetition = facts.repetition;
        run.end.dimension = 1;
        run.end.status = facts.status;
        run.end.steps = 10;
        run.end.cost.evaluations = run.end.cost.g = facts.evaluations;
        run.end.f_solution = run.end.f_final = facts.f_solution;
        run.end.f_best = run.end.f_incumbent = facts.f_best;
        run.end.seconds = facts.seconds;
        runs().push_back(run);
        table_.window.hits.push_back(facts.hits);
        table_.window.splits.push_back(facts.splits);
        auto &parameters = table_.window.optimizer_parameters;
        parameters[0].push_back(facts.learning_rate);
        parameters[1].push_back(facts.optimizer == "momentum" ? nlohmann::json(0.9) : nlohmann::json());
        table_.optimizer_labels = optimizers_;
        return *this;
    }

    /// All runs in one window.
    thalweg::analysis::Table &table() { return table_; }
    std::vector<thalweg::results::Run> &runs() { return table_.window.runs; }

    /// The runs a few at a time, so that what belongs together stands in different windows.
    thalweg::analysis::Scan scan(std::size_t rows_at_once = 2) const {
        thalweg::analysis::Scan scan;
        scan.table = table_;
        scan.table.window = {};
        scan.next = [all = table_.window, rows_at_once,
                     first = std::size_t{0}](thalweg::results::Window &window) mutable {
            const std::size_t end = std::min(all.runs.size(), first + rows_at_once);
            const auto cut = [&](const auto &list) {
                return std::decay_t<decltype(list)>(list.begin() + static_cast<std::ptrdiff_t>(first),
                                                    list.begin() + static_cast<std::ptrdiff_t>(end));
            };
            window = {.first = first,
                      .runs = cut(all.runs),
                      .objective_parameters = {},
                      .optimizer_parameters = {},
                      .hits = cut(all.hits),
                      .splits = cut(all.splits)};
            for (const auto &values : all.optimizer_parameters)
                window.optimizer_parameters.push_back(cut(values));
            first = end;
            return !window.runs.empty();
        };
        return scan;
    }

private:
    static std::uint32_t row(std::vector<std::string> &names, const std::string &name) {
        for (std::size_t i = 0; i < names.size(); ++i)
            if (names[i] == name)
                return static_cast<std::uint32_t>(i);
        names.push_back(name);
        return static_cast<std::uint32_t>(names.size() - 1);
    }

    std::vector<std::string> optimizers_, configurations_;
    thalweg::analysis::Table table_;
};

} // namespace sample
