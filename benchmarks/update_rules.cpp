// SPDX-License-Identifier: MIT
// What a step of each rule costs, beside a loop of the same reads and writes whose arithmetic does not bind;
// the ratios are printed at the end.
#include <thalweg/testing.hpp>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {

using thalweg::Vector;

constexpr std::int64_t dimensions[] = {1, 10, 1'000, 100'000, 1'000'000};

/// A rule, and how many vectors of state its step reads and writes. It reads and writes x, and reads g.
struct Rule {
    const char *name;
    std::size_t state;
};
constexpr Rule rules[] = {{"gradient_descent", 0},
                          {"asgd", 1},
                          {"momentum", 1},
                          {"heavy_ball", 1},
                          {"nesterov", 1},
                          {"adagrad", 1},
                          {"rmsprop", 1},
                          {"lion", 1},
                          {"adadelta", 2},
                          {"adam", 2},
                          {"adam_carried", 2},
                          {"adamw", 2},
                          {"nadam", 2},
                          {"radam", 2},
                          {"adamax", 2},
                          {"adabelief", 2},
                          {"rprop", 2},
                          {"amsgrad", 3},
                          {"rmsprop_centered", 3},
                          {"adan", 4}};

Vector filled(std::size_t d, double value) { return Vector(d, value); }

/// A step of the rule through its vtable, as the host takes it.
void step_of(benchmark::State &state, const thalweg_component &component) {
    const auto d = static_cast<std::size_t>(state.range(0));
    const thalweg::testing::Optimizer optimizer(component, std::vector<double>(d, 0.75));
    Vector x = optimizer.x(), g = filled(d, 1e-3);
    const double f = 0;
    const auto update = optimizer.table().update;
    for (auto _ : state) {
        update(optimizer.self(), x.data(), g.data(), &f);
        benchmark::ClobberMemory();
    }
}

/// g is added to x and each state.
template <std::size_t n>
THALWEG_KERNEL void add(double *x, const double *g, Vector (&state)[4], std::size_t d) {
    double *const a = state[0].data(), *const b = state[1].data(), *const c = state[2].data(),
                  *const e = state[3].data();
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC ivdep
#endif
    for (std::size_t i = 0; i < d; ++i) {
        const double added = g[i];
        x[i] += added;
        if constexpr (n > 0)
            a[i] += added;
        if constexpr (n > 1)
            b[i] += added;
        if constexpr (n > 2)
            c[i] += added;
        if constexpr (n > 3)
            e[i] += added;
    }
}

template <std::size_t n> void additions(benchmark::State &state) {
    const auto d = static_cast<std::size_t>(state.range(0));
    Vector x = filled(d, 0.75), g = filled(d, 1e-3), states[4];
    for (Vector &one : states)
        one = filled(d, 0);
    for (auto _ : state) {
        add<n>(x.data(), g.data(), states, d);
        benchmark::ClobberMemory();
    }
}

/// The least time of each benchmark in ns, by its name and dimension.
class Ratios : public benchmark::ConsoleReporter {
public:
    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs)
            if (run.run_type == Run::RT_Iteration && !run.error_occurred) {
                const double ns = run.GetAdjustedCPUTime();
                auto [entry, is_new] =
                    least_.try_emplace(run.run_name.function_name + "/" + run.run_name.args, ns);
                entry->second = std::min(entry->second, ns);
            }
    }
    void Finalize() override {
        std::printf("\nleast of all repetitions\n%-18s %8s %13s %11s %11s %11s\n", "rule", "d",
                    "ns/parameter", "GB/s", "limit ns", "of limit");
        for (const Rule &rule : rules)
            for (const std::int64_t d : dimensions)
                print(rule, d);
        std::printf("limit: a loop of the same reads and writes that only adds; of limit: its time over the "
                    "rule's\n");
    }

private:
    double least(const std::string &name, std::int64_t d) const {
        const auto found = least_.find(name + "/" + std::to_string(d));
        return found == least_.end() ? 0 : found->second;
    }
    void print(const Rule &rule, std::int64_t d) const {
        const double ns = least(rule.name, d), limit = least("additions" + std::to_string(rule.state), d);
        if (ns <= 0 || limit <= 0)
            return;
        const auto parameters = static_cast<double>(d);
        const double bytes = 8 * parameters * static_cast<double>(3 + 2 * rule.state);
        std::printf("%-18s %8ld %13.3f %11.2f %11.3f %11.2f\n", rule.name, static_cast<long>(d),
                    ns / parameters, bytes / ns, limit / parameters, limit / ns);
    }
    std::map<std::string, double> least_;
};

void register_all() {
    const auto for_dimensions = [](benchmark::internal::Benchmark *one) {
        for (const std::int64_t d : dimensions)
            one->Arg(d);
    };
    for (const Rule &rule : rules) {
        const std::string file = std::string(THALWEG_PLUGIN_DIR "/") + rule.name + ".so";
        const thalweg_component &component = *thalweg::testing::open(file).components[0];
        for_dimensions(benchmark::RegisterBenchmark(
            rule.name, [&component](benchmark::State &state) { step_of(state, component); }));
    }
    for_dimensions(benchmark::RegisterBenchmark("additions0", additions<0>));
    for_dimensions(benchmark::RegisterBenchmark("additions1", additions<1>));
    for_dimensions(benchmark::RegisterBenchmark("additions2", additions<2>));
    for_dimensions(benchmark::RegisterBenchmark("additions3", additions<3>));
    for_dimensions(benchmark::RegisterBenchmark("additions4", additions<4>));
}

} // namespace

int main(int argc, char **argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    register_all();
    Ratios ratios;
    benchmark::RunSpecifiedBenchmarks(&ratios);
}
