// SPDX-License-Identifier: MIT
// What a step of gradient descent on `cliffs` costs: an inlined loop, the same through the plugin ABI, and a
// whole run of the engine that records everything; the ratios are printed at the end.
#include "engine/engine.hpp"
#include "setup.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cmath>
#include <cstdio>
#include <map>

namespace {

using namespace thalweg;

constexpr std::uint64_t steps = 1000;
constexpr double learning_rate = 0.01, start = -20;

const bench::Setup &setup() {
    static const bench::Setup one("[experiment]\nname = \"step_cost\"\n[stop]\nsteps = 1000\n"
                                  "[record]\niterates = \"all\"\n[[objective]]\nname = \"cliffs\"\n"
                                  "[[optimizer]]\nname = \"gradient_descent\"\n"
                                  "parameters.learning_rate = 0.01\n",
                                  {"cliffs.so", "gradient_descent.so"});
    return one;
}

// the arithmetic of plugins/objectives/cliffs.cpp
double value(double x) {
    return 0.15 * x * (0.15 * x) + std::cos(x) + std::sin(3 * x) / 3 + std::cos(5 * x) / 5 +
           std::sin(7 * x) / 7;
}
double gradient(double x) {
    return 9.0 / 200 * x - std::sin(x) - std::sin(5 * x) + std::cos(3 * x) + std::cos(7 * x);
}

/// What a person would write: f and x of each step into arrays.
void inlined(benchmark::State &state) {
    std::vector<double> xs(steps + 1), fs(steps + 1);
    for (auto _ : state) {
        double x = start;
        for (std::uint64_t k = 0; k < steps; ++k) {
            xs[k] = x;
            fs[k] = value(x);
            x -= learning_rate * gradient(x);
        }
        xs[steps] = x;
        fs[steps] = value(x);
        benchmark::DoNotOptimize(xs.data());
        benchmark::DoNotOptimize(fs.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps));
}

/// The same loop, with eval and update behind the ABI.
void through_the_abi(benchmark::State &state) {
    const bench::Setup &s = setup();
    plan::Cell cell;
    s.matrix.at(0, cell);
    const library::ObjectiveInstance objective(
        s.library, {.component = "cliffs", .parameters = cell.objective_parameters, .dimension = 1});
    const library::OptimizerInstance optimizer(
        s.library,
        {.component = "gradient_descent", .parameters = cell.optimizer_parameters, .dimension = 1});
    alignas(64) double x[8], g[8];
    double f = 0;
    thalweg_eval r{};
    r.struct_size = sizeof r;
    r.want = THALWEG_W_F | THALWEG_W_G;
    r.n_points = 1;
    r.dim = 1;
    r.ld = 8;
    r.x = x;
    r.f = &f;
    r.g = g;
    const auto update = optimizer.vtable().update;
    const auto eval = objective.vtable().eval;
    std::vector<double> xs(steps + 1), fs(steps + 1);
    for (auto _ : state) {
        x[0] = start;
        eval(objective.self(), &r, nullptr);
        for (std::uint64_t k = 0; k < steps; ++k) {
            xs[k] = x[0];
            fs[k] = f;
            update(optimizer.self(), x, g, nullptr);
            eval(objective.self(), &r, nullptr);
        }
        xs[steps] = x[0];
        fs[steps] = f;
        benchmark::DoNotOptimize(xs.data());
        benchmark::DoNotOptimize(fs.data());
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps));
}

/// The same run as a cell of a matrix, every observation and iterate recorded.
void whole_run(benchmark::State &state) {
    const bench::Setup &s = setup();
    plan::Cell cell;
    s.matrix.at(0, cell);
    engine::Engine engine(s.library, s.matrix.spec().record);
    engine::Live live;
    engine::Record record;
    for (auto _ : state) {
        engine.execute(cell, live, record);
        benchmark::DoNotOptimize(record.f_final);
        benchmark::ClobberMemory();
    }
    if (record.observations.size() != steps + 1 || record.iterates.size() != steps + 1)
        state.SkipWithError("the run is not what was meant");
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps));
}

BENCHMARK(inlined);
BENCHMARK(through_the_abi);
BENCHMARK(whole_run);

/// The usual table, and the least time a step of each benchmark for the lines at its end.
class Ratios : public benchmark::ConsoleReporter {
public:
    Ratios() : ConsoleReporter(OO_Tabular) {}
    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs)
            if (run.run_type == Run::RT_Iteration) {
                if (run.error_occurred)
                    continue;
                const double ns = run.GetAdjustedCPUTime() / static_cast<double>(steps);
                auto [entry, is_new] = least_.try_emplace(run.run_name.function_name, ns);
                entry->second = std::min(entry->second, ns);
            }
        std::vector<Run> shown;
        for (const Run &run : runs)
            if (run.run_type == Run::RT_Aggregate || run.repetitions == 1 || run.error_occurred)
                shown.push_back(run);
        if (!shown.empty())
            ConsoleReporter::ReportRuns(shown);
    }
    void Finalize() override {
        ConsoleReporter::Finalize();
        if (least_.size() != 3)
            return;
        const double loop = least_["inlined"];
        std::printf("\nns a step, least of all repetitions         ns     above the loop      limit\n");
        print("inlined loop", loop, loop, "");
        print("through the ABI", least_["through_the_abi"], loop, "1.25x");
        print("whole run, all of it recorded", least_["whole_run"], loop, "6 ns and 6 %");
    }

private:
    static void print(const char *what, double ns, double loop, const char *limit) {
        std::printf("%-36s %9.2f %8.2f ns %6.1f %%   %s\n", what, ns, ns - loop, 100 * (ns / loop - 1),
                    limit);
    }
    std::map<std::string, double> least_;
};

} // namespace

int main(int argc, char **argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    Ratios ratios;
    benchmark::RunSpecifiedBenchmarks(&ratios);
}
