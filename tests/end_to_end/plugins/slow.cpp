// SPDX-License-Identifier: MIT
// A parabola that takes its time where E2E_MILLISECONDS says how much: the same numbers, so that runs can be
// caught in the middle and compared with runs that were not.
#include <thalweg/plugin.hpp>

#include <chrono>
#include <cstdlib>
#include <thread>

struct Slow {
    static constexpr auto name = "slow";

    std::chrono::milliseconds pause{0};

    Slow() {
        if (const char *text = std::getenv("E2E_MILLISECONDS")) // NOLINT(concurrency-mt-unsafe): one thread
            pause = std::chrono::milliseconds(std::atoi(text));
    }

    double value(double x) const { return x * x; }
    double gradient(double x) const {
        if (pause.count() > 0)
            std::this_thread::sleep_for(pause);
        return 2 * x;
    }
    thalweg::Problem problem(std::size_t) const {
        return {.start = {8}, .region_lower = {-9}, .region_upper = {9}, .f_opt = 0, .minimizers = {{0}}};
    }
};
THALWEG_PLUGIN(Slow)
