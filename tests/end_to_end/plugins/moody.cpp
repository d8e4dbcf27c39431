// SPDX-License-Identifier: MIT
// x², which ends its run at the third gradient, in the way that its parameter says, unless E2E_WELL is set:
// runs that go wrong today and well tomorrow. It takes its time as `slow` does.
#include <thalweg/plugin.hpp>

#include <unistd.h>

#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <stdexcept>
#include <thread>

struct Moody {
    static constexpr auto name = "moody";

    static constexpr const char *deeds[] = {"nothing", "crash", "failure", "no_end", "memory", nullptr};
    std::int64_t deed = 0;
    static constexpr thalweg::Parameter<Moody> parameters[] = {
        {"deed", &Moody::deed, thalweg::one_of(deeds), "what it does at the third gradient"},
    };

    mutable int gradients = 0;

    void act() const {
        if (std::getenv("E2E_WELL")) // NOLINT(concurrency-mt-unsafe): one thread
            return;
        if (deed == 1)
            ::kill(::getpid(), SIGSEGV);
        if (deed == 2)
            throw std::runtime_error("in no mood");
        for (volatile bool go_on = true; deed >= 3 && go_on;) {
            constexpr std::size_t bite = std::size_t{1} << 20;
            char *volatile eaten = deed == 4 ? static_cast<char *>(std::malloc(bite)) : nullptr;
            if (eaten)
                std::memset(eaten, 1, bite);
            std::this_thread::sleep_for(std::chrono::milliseconds(1)); // a machine without limit survives
        }
    }

    double value(double x) const { return x * x; }
    double gradient(double x) const {
        if (const char *pause = std::getenv("E2E_MILLISECONDS")) // NOLINT(concurrency-mt-unsafe): one thread
            std::this_thread::sleep_for(std::chrono::milliseconds(std::atoi(pause)));
        if (++gradients == 3)
            act();
        return 2 * x;
    }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}, .f_opt = 0}; }
};
THALWEG_PLUGIN(Moody)
