// SPDX-License-Identifier: MIT
#include "bench/measure.hpp"

#include <benchmark/benchmark.h>
#include <fmt/format.h>
#include <sstream>

namespace thalweg::bench {

namespace {

/// Said once more where a variable of the environment (BENCHMARK_OUT, ...) could say otherwise.
void configure(const Terms &terms) {
    std::vector<std::string> words{fmt::format("--benchmark_min_time={}", terms.min_seconds),
                                   fmt::format("--benchmark_repetitions={}", terms.repetitions),
                                   "--benchmark_enable_random_interleaving=true",
                                   "--benchmark_report_aggregates_only=false",
                                   "--benchmark_out=",
                                   "--benchmark_perf_counters="};
    static char program[] = "thalweg bench"; // kept, not copied, by Google Benchmark
    std::vector<char *> arguments{program};
    for (std::string &word : words)
        arguments.push_back(word.data());
    arguments.push_back(nullptr);
    int count = static_cast<int>(arguments.size()) - 1;
    ::benchmark::Initialize(&count, arguments.data());
}

void time_blocks(::benchmark::State &state, const Work &work) {
    const auto steps = static_cast<::benchmark::IterationCount>(work.steps);
    thalweg_status status = THALWEG_OK;
    if (work.renew)
        work.renew();
    while (state.KeepRunningBatch(steps)) {
        status = std::min(status, work.block());
        if (!work.renew)
            continue;
        state.PauseTiming();
        work.renew();
        state.ResumeTiming();
    }
    if (status < 0)
        state.SkipWithError(fmt::format("the optimizer failed with status {}", status).c_str());
    for (const auto &[name, value] : work.counters)
        state.counters[name] = value;
    if (const auto bytes = work.counters.find("bytes_per_step"); bytes != work.counters.end())
        state.SetBytesProcessed(
            static_cast<std::int64_t>(bytes->second * static_cast<double>(state.iterations())));
}

} // namespace

std::string measure(const std::string &name, const Works &works, const Terms &terms) {
    configure(terms);
    ::benchmark::ClearRegisteredBenchmarks();
#ifndef __clang_analyzer__ // which takes for a leak what Google Benchmark keeps
    for (const Work &work : works.list)
        ::benchmark::RegisterBenchmark((work.name.empty() ? name : name + "/" + work.name).c_str(),
                                       [&work](::benchmark::State &state) { time_blocks(state, work); })
            ->Unit(::benchmark::kNanosecond);
#endif
    std::ostringstream text;
    ::benchmark::JSONReporter reporter;
    reporter.SetOutputStream(&text);
    reporter.SetErrorStream(&text);
    ::benchmark::RunSpecifiedBenchmarks(&reporter, nullptr, ".");
    return text.str();
}

} // namespace thalweg::bench
