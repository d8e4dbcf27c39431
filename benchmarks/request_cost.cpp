// SPDX-License-Identifier: MIT
// What it costs to make the request of an evaluation anew at each step of a run, beside keeping it as engines
// should: gradient descent on a parabola, where a step is short. The ratio is printed at the end.
#include "setup.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <map>

namespace {

using namespace thalweg;

constexpr std::uint64_t steps = 1000;

const bench::Setup &setup() {
    static const bench::Setup one("[experiment]\nname = \"request_cost\"\n[stop]\nsteps = 1000\n"
                                  "[[objective]]\nname = \"parabola\"\nstarts = [[-20.0]]\n"
                                  "[[optimizer]]\nname = \"gradient_descent\"\n"
                                  "parameters.learning_rate = 1e-4\n", // x stays of its size
                                  {"wells.so", "gradient_descent.so"});
    return one;
}

struct Point {
    alignas(64) double x[8] = {-20}, g[8] = {};
    double f = 0;
};

thalweg_eval request_at(Point &point) {
    thalweg_eval r{};
    r.struct_size = sizeof r;
    r.want = THALWEG_W_F | THALWEG_W_G;
    r.n_points = 1;
    r.dim = 1;
    r.ld = 8;
    r.x = point.x;
    r.f = &point.f;
    r.g = point.g;
    return r;
}

/// 1000 steps of `step(rule, objective, point)`, both behind the ABI.
template <class Step> void measure(benchmark::State &state, Step step) {
    const bench::Setup &s = setup();
    plan::Cell cell;
    s.matrix.at(0, cell);
    const library::ObjectiveInstance objective(
        s.library, {.component = "parabola", .parameters = cell.objective_parameters, .dimension = 1});
    const library::OptimizerInstance rule(
        s.library,
        {.component = "gradient_descent", .parameters = cell.optimizer_parameters, .dimension = 1});
    for (auto _ : state) {
        Point point;
        step(rule, objective, point);
        benchmark::DoNotOptimize(point.x);
        benchmark::ClobberMemory();
    }
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * steps));
}

void request_kept(benchmark::State &state) {
    measure(state, [](const auto &rule, const auto &objective, Point &point) {
        thalweg_eval r = request_at(point);
        for (std::uint64_t k = 0; k < steps; ++k) {
            objective.vtable().eval(objective.self(), &r, nullptr);
            rule.vtable().update(rule.self(), point.x, point.g, nullptr);
        }
    });
}

void request_zeroed(benchmark::State &state) {
    measure(state, [](const auto &rule, const auto &objective, Point &point) {
        for (std::uint64_t k = 0; k < steps; ++k) {
            thalweg_eval r = request_at(point);
            objective.vtable().eval(objective.self(), &r, nullptr);
            rule.vtable().update(rule.self(), point.x, point.g, nullptr);
        }
    });
}

BENCHMARK(request_kept);
BENCHMARK(request_zeroed);

/// The aggregates as usual, and the ratio of the least times at the end.
class Ratio : public benchmark::ConsoleReporter {
public:
    Ratio() : ConsoleReporter(OO_Tabular) {}
    void ReportRuns(const std::vector<Run> &runs) override {
        std::vector<Run> shown;
        for (const Run &run : runs) {
            if (run.run_type == Run::RT_Iteration && !run.error_occurred) {
                const double ns = run.GetAdjustedCPUTime() / static_cast<double>(steps);
                auto [entry, is_new] = least_.try_emplace(run.run_name.function_name, ns);
                entry->second = std::min(entry->second, ns);
            }
            if (run.run_type == Run::RT_Aggregate || run.repetitions == 1 || run.error_occurred)
                shown.push_back(run);
        }
        if (!shown.empty())
            ConsoleReporter::ReportRuns(shown);
    }
    void Finalize() override {
        ConsoleReporter::Finalize();
        if (least_.size() != 2)
            return;
        const double kept = least_["request_kept"], zeroed = least_["request_zeroed"];
        std::printf("\nns a step, least of all repetitions         ns    above the kept one\n");
        std::printf("%-36s %9.2f\n", "request kept", kept);
        std::printf("%-36s %9.2f %10.2f ns %6.1f %%\n", "request zeroed and filled again", zeroed,
                    zeroed - kept, 100 * (zeroed / kept - 1));
    }

private:
    std::map<std::string, double> least_;
};

} // namespace

int main(int argc, char **argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    Ratio ratio;
    benchmark::RunSpecifiedBenchmarks(&ratio);
}
