// SPDX-License-Identifier: MIT
// A program that executes an experiment over the odd plugins as thalweg does, without files: one line a run.
//
//     pool_host JOBS FILE.toml [NAME=VALUE ...]      the environment of workers
//
// Prints "run ID STATUS STEPS EVALUATIONS OBSERVATIONS DIGEST MESSAGE", at the end "all_done" or
// "interrupted", and, while it works, "worker PID" as soon as there is one to see. Exit code 4 on errors.
#include "../engine/bench.hpp"
#include "plan/stream.hpp"
#include "pool/supervisor.hpp"

#include <cerrno>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <set>
#include <sys/wait.h>
#include <unistd.h>

namespace {

using namespace thalweg;

template <class T> void append(std::string &text, const T &value) {
    text.append(reinterpret_cast<const char *>(&value), sizeof value);
}

/// Of all that must not depend on who executed the run, and when.
std::uint64_t digest(const engine::Record &r) {
    std::string all;
    for (const double number :
         {r.f_start, r.f_final, r.f_best, r.f_incumbent, r.f_solution, r.gradient_norm_final, r.hessian_min,
          r.hessian_max, r.window_travel, r.window_net})
        append(all, number);
    append(all, r.cost);
    for (const auto &o : r.observations) {
        append(all, o.step);
        append(all, o.f);
        append(all, o.gradient_norm);
        append(all, o.cost);
    }
    for (const auto *numbers : {&r.metrics, &r.iterates, &r.x_final, &r.x_best, &r.x_solution})
        for (const double number : *numbers)
            append(all, number);
    for (const auto &hit : r.hits) {
        append(all, hit.target);
        append(all, hit.step);
        append(all, hit.cost);
    }
    return plan::stream_seed(all);
}

class Printer : public pool::Sink {
public:
    void take(engine::Record &&r) override {
        std::printf("run %lu %s %lu %lu %zu %016lx %s\n", r.run_id,
                    engine::status_names[static_cast<std::size_t>(r.status)], r.steps, r.cost.evaluations,
                    r.observations.size(), digest(r), r.messages.empty() ? "" : r.messages[0].c_str());
        std::fflush(stdout);
    }
    /// The children of this process, each once.
    void tick() override {
        std::ifstream children("/proc/self/task/" + std::to_string(getpid()) + "/children");
        for (long pid = 0; children >> pid;)
            if (seen_.insert(pid).second)
                std::printf("worker %ld\n", pid);
        std::fflush(stdout);
    }

private:
    std::set<long> seen_;
};

std::size_t open_descriptors() {
    std::size_t count = 0;
    for ([[maybe_unused]] const auto &entry : std::filesystem::directory_iterator("/proc/self/fd"))
        ++count;
    return count;
}

int execute(unsigned jobs, const std::string &file, std::vector<std::string> environment) {
    std::ifstream in(file);
    const std::string text{std::istreambuf_iterator<char>(in), {}};
    const bench::Loaded loaded({"odd_objectives", "odd_optimizers", "raw_optimizers", "bad_citizens"});
    std::vector<Error> mistakes;
    auto spec = std::make_shared<const spec::Spec>(spec::read_spec({file, text, {}}, mistakes));
    const auto probes = plan::check(*spec, *loaded.catalog, mistakes);
    bench::require_none(mistakes);
    const pool::Job job{spec->source, loaded.catalog, probes, loaded.answer(probes)};
    const plan::Matrix matrix = pool::make_matrix(job);
    Printer printer;
    const std::size_t before = open_descriptors();
    const bool hangs = !environment.empty() && environment.front() == "THALWEG_TEST_HANG_AT_START=briefly";
    const pool::Ended ended = pool::supervise({.matrix = &matrix,
                                               .job = &job,
                                               .is_done = [](std::uint64_t) { return false; },
                                               .todo = matrix.counts().runs,
                                               .workers = jobs,
                                               .activity = nullptr,
                                               .environment = std::move(environment),
                                               .seconds_to_start = hangs ? 0.5 : 60},
                                              printer);
    std::printf("%s\n", ended == pool::Ended::all_done ? "all_done" : "interrupted");
    std::printf("descriptors %zd\n", static_cast<ssize_t>(open_descriptors() - before));
    std::printf("children %s\n", waitpid(-1, nullptr, WNOHANG) == -1 && errno == ECHILD ? "none" : "left");
    return 0;
}

} // namespace

int main(int argc, char **argv) {
    if (argc > 1 && std::string_view(argv[1]) == "__worker")
        return pool::worker_main(argc - 1, argv + 1);
    try {
        return execute(static_cast<unsigned>(std::stoul(argv[1])), argv[2], {argv + 3, argv + argc});
    } catch (const Errors &errors) {
        for (const Error &error : errors.list)
            std::fputs(to_text(error).c_str(), stderr);
    } catch (const std::exception &error) {
        std::fprintf(stderr, "%s\n", error.what());
    }
    return 4;
}
