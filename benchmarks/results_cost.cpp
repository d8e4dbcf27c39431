// SPDX-License-Identifier: MIT
// What storing costs: a finished 100-step run in a part and in the merge, compression, and the scan of parts
// for resume; each beside its target of results-file.md.
#include "engine/engine.hpp"
#include "experiment/conditions.hpp"
#include "experiment/state.hpp"
#include "results/compress.hpp"
#include "setup.hpp"

#include <algorithm>
#include <benchmark/benchmark.h>
#include <cstdio>
#include <map>
#include <unistd.h>

namespace {

using namespace thalweg;

constexpr std::size_t runs_of_a_part = 6'000, parts = 10;

/// 60,000 runs of 100 steps, ten parts of six thousand.
struct Finished {
    bench::Setup setup{"[experiment]\nname = \"results_cost\"\n[stop]\nsteps = 100\n"
                       "[record]\niterates = \"none\"\n[[objective]]\nname = \"cliffs\"\n"
                       "starts = [{ uniform = [-20, 20], count = 600 }]\n"
                       "[[optimizer]]\nname = \"gradient_descent\"\n"
                       "parameters.learning_rate = { linear = [0.001, 0.1], count = 100 }\n",
                       {"cliffs.so", "gradient_descent.so"}};
    std::vector<plan::Cell> cells;
    std::vector<engine::Record> records; ///< of the first part
    results::Head head;

    Finished() {
        engine::Engine engine(setup.library, setup.matrix.spec().record);
        engine::Live live;
        for (std::uint64_t id = 0; id < runs_of_a_part * parts; ++id) {
            cells.push_back(*setup.matrix.at(id));
            if (id < runs_of_a_part)
                engine.execute(cells.back(), live, records.emplace_back());
        }
        head = {.experiment_toml = "",
                .overrides = {},
                .experiment_folder = "",
                .experiment_hash = "",
                .conditions = experiment::make_conditions(setup.matrix).values,
                .runs_planned = cells.size(),
                .environment = nlohmann::json::object(),
                .plugins = nlohmann::json::array(),
                .record = {}};
    }
    /// Part number `part`: other runs, with the numbers of the first, which is as much to store.
    std::vector<results::FinishedRun> runs(std::size_t part) const {
        std::vector<results::FinishedRun> list;
        for (std::size_t i = 0; i < runs_of_a_part; ++i)
            list.push_back({&cells[part * runs_of_a_part + i], &records[i]});
        return list;
    }
};

const Finished &finished() {
    static const Finished one;
    return one;
}

/// A folder for results, on the disk where the build is.
std::filesystem::path fresh_out() {
    const std::filesystem::path folder = "results_cost." + std::to_string(getpid());
    std::filesystem::remove_all(folder);
    std::filesystem::create_directory(folder);
    return folder / "out.h5";
}
void clear(const std::filesystem::path &out) { std::filesystem::remove_all(out.parent_path()); }

results::Parts publish_all(const std::filesystem::path &out) {
    results::Parts folder = results::Parts::open_or_create(
        out, {{"conditions", finished().head.conditions}, {"runs_planned", finished().cells.size()}});
    for (std::size_t part = 0; part < parts; ++part)
        folder.publish(finished().head, finished().runs(part));
    return folder;
}

void part(benchmark::State &state) {
    const auto out = fresh_out();
    results::Parts folder = results::Parts::open_or_create(out, {});
    const auto runs = finished().runs(0);
    for (auto _ : state)
        folder.publish(finished().head, runs);
    clear(out);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * runs_of_a_part));
}

void merge(benchmark::State &state) {
    const auto out = fresh_out();
    results::Parts folder = publish_all(out);
    std::vector<std::string> notes;
    for (auto _ : state) {
        std::vector<results::Source> sources;
        for (const auto &file : folder.files(notes))
            sources.emplace_back(file, results::Trust::checked);
        results::merge(out, sources, finished().head, {});
    }
    clear(out);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * runs_of_a_part * parts));
}

void scan(benchmark::State &state) {
    const auto out = fresh_out();
    publish_all(out);
    for (auto _ : state)
        if (experiment::read_state(out, finished().setup.matrix, experiment::Rebuilt::keep, {}).done_count !=
            runs_of_a_part * parts)
            state.SkipWithError("the runs are not there");
    clear(out);
    state.SetItemsProcessed(static_cast<std::int64_t>(state.iterations() * runs_of_a_part * parts));
}

/// Chunks of f as they are stored: of runs of `steps` steps, one after the other.
void compression(benchmark::State &state) {
    constexpr std::size_t numbers = 8192;
    const auto steps = static_cast<std::size_t>(state.range(0));
    std::vector<double> f;
    for (std::size_t run = 0; f.size() < 128 * numbers; ++run)
        for (std::size_t step = 0; step <= steps; ++step)
            f.push_back(finished().records[run % runs_of_a_part].observations[step * 100 / steps].f *
                        (1 + 1e-3 * static_cast<double>(step % 100)));
    f.resize(128 * numbers);
    const auto bytes = std::as_bytes(std::span(f));
    std::vector<std::span<const std::byte>> chunk(1);
    for (auto _ : state)
        for (std::size_t at = 0; at < bytes.size(); at += numbers * sizeof(double)) {
            chunk[0] = bytes.subspan(at, numbers * sizeof(double)); // one at a time: on one core
            benchmark::DoNotOptimize(results::pack(chunk, sizeof(double)));
        }
    state.SetBytesProcessed(static_cast<std::int64_t>(state.iterations() * bytes.size()));
}

BENCHMARK(part)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(merge)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(scan)->MeasureProcessCPUTime()->Unit(benchmark::kMillisecond);
BENCHMARK(compression)->Arg(100)->Arg(100'000)->Unit(benchmark::kMillisecond);

/// The usual table, and at its end the targets beside the least of each benchmark.
class Targets : public benchmark::ConsoleReporter {
public:
    Targets() : ConsoleReporter(OO_Tabular) {}
    void ReportRuns(const std::vector<Run> &runs) override {
        for (const Run &run : runs)
            if (run.run_type == Run::RT_Iteration && !run.error_occurred) {
                least(cpu_, run.benchmark_name(),
                      run.cpu_accumulated_time / static_cast<double>(run.iterations));
                least(wall_, run.benchmark_name(),
                      run.real_accumulated_time / static_cast<double>(run.iterations));
            }
        ConsoleReporter::ReportRuns(runs);
    }
    void Finalize() override {
        ConsoleReporter::Finalize();
        constexpr double a_part = runs_of_a_part, all = runs_of_a_part * parts;
        constexpr double megabytes = 128 * 8192 * 8 / 1e6;
        std::printf("\n%-58s %10s %10s\n", "least of all repetitions", "figure", "target");
        line("a finished 100-step run in a part, fsync included, us",
             1e6 * wall("part/process_time") / a_part, "15");
        line("CPU of a run in merge and compression, us", 1e6 * cpu("merge/process_time") / all, "60");
        line("scan of the parts of 1e6 runs for resume, s", 1e6 * wall("scan/process_time") / all, "1.5");
        line("compression of short runs, MB/s a core", megabytes / cpu("compression/100"), "120");
        line("compression of long runs, MB/s a core", megabytes / cpu("compression/100000"), "240");
    }

private:
    using Seconds = std::map<std::string, double>;
    static void least(Seconds &all, const std::string &name, double seconds) {
        const auto [entry, is_new] = all.try_emplace(name, seconds);
        entry->second = std::min(entry->second, seconds);
    }
    double cpu(const char *name) { return cpu_[name]; }
    double wall(const char *name) { return wall_[name]; }
    static void line(const char *what, double figure, const char *target) {
        std::printf("%-58s %10.1f %10s\n", what, figure, target);
    }
    Seconds cpu_, wall_;
};

} // namespace

int main(int argc, char **argv) {
    benchmark::Initialize(&argc, argv);
    if (benchmark::ReportUnrecognizedArguments(argc, argv))
        return 2;
    Targets targets;
    benchmark::RunSpecifiedBenchmarks(&targets);
}
