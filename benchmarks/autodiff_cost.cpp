// SPDX-License-Identifier: MIT
// What automatic derivatives of Rosenbrock's function cost beside those written by hand; the ratios are
// printed at the end.
#include <thalweg/autodiff.hpp>

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <map>
#include <string>
#include <vector>

namespace {

using thalweg::ConstSpan;
using thalweg::Span;

struct Automatic : thalweg::Differentiated<Automatic> {
    template <class T> T operator()(std::span<const T> x) const {
        T sum = 0;
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const T along = 1 - x[i], across = x[i + 1] - x[i] * x[i];
            sum += along * along + 100 * across * across;
        }
        return sum;
    }
};

struct ByHand {
    void gradient(ConstSpan x, Span g) const {
        std::fill(g.begin(), g.end(), 0);
        for (std::size_t i = 0; i + 1 < x.size(); ++i) {
            const double across = x[i + 1] - x[i] * x[i];
            g[i] += -2 * (1 - x[i]) - 400 * x[i] * across;
            g[i + 1] += 200 * across;
        }
    }
    void hessian(ConstSpan x, Span h) const {
        const std::size_t d = x.size();
        std::fill(h.begin(), h.end(), 0);
        for (std::size_t i = 0; i + 1 < d; ++i) {
            h[i * d + i] += 2 - 400 * (x[i + 1] - 3 * x[i] * x[i]);
            h[i * d + i + 1] = h[(i + 1) * d + i] = -400 * x[i];
            h[(i + 1) * d + i + 1] += 200;
        }
    }
};

template <class F> void gradient(benchmark::State &state) {
    const F f;
    std::vector<double> x(static_cast<std::size_t>(state.range(0)), -1.25), g(x.size());
    for (auto _ : state) {
        benchmark::DoNotOptimize(x.data());
        f.gradient(x, g);
        benchmark::DoNotOptimize(g.data());
        benchmark::ClobberMemory();
    }
}

template <class F> void hessian(benchmark::State &state) {
    const F f;
    std::vector<double> x(static_cast<std::size_t>(state.range(0)), -1.25), h(x.size() * x.size());
    for (auto _ : state) {
        benchmark::DoNotOptimize(x.data());
        f.hessian(x, h);
        benchmark::DoNotOptimize(h.data());
        benchmark::ClobberMemory();
    }
}

BENCHMARK_TEMPLATE(gradient, ByHand)->Arg(2)->Arg(10)->Arg(100);
BENCHMARK_TEMPLATE(gradient, Automatic)->Arg(2)->Arg(10)->Arg(100);
BENCHMARK_TEMPLATE(hessian, ByHand)->Arg(2)->Arg(10);
BENCHMARK_TEMPLATE(hessian, Automatic)->Arg(2)->Arg(10);

/// Of each benchmark the least time of all repetitions.
class Ratios : public benchmark::ConsoleReporter {
public:
    Ratios() : ConsoleReporter(OO_Tabular) {}
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
        std::printf("\nns, least of all repetitions    d      by hand    automatic        ratio\n");
        for (const auto &[what, d] : {std::pair{"gradient", "2"},
                                      {"gradient", "10"},
                                      {"gradient", "100"},
                                      {"hessian", "2"},
                                      {"hessian", "10"}}) {
            const auto time = [&](const char *how) {
                const auto found = least_.find(std::string(what) + "<" + how + ">/" + d);
                return found == least_.end() ? 0 : found->second;
            };
            const double by_hand = time("ByHand"), automatic = time("Automatic");
            if (by_hand > 0 && automatic > 0)
                std::printf("%-28s %4s %12.1f %12.1f %12.1f\n", what, d, by_hand, automatic,
                            automatic / by_hand);
        }
    }

private:
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
