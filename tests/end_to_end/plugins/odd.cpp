// SPDX-License-Identifier: MIT
// Objectives that do what no objective should: x² until the third gradient, then a crash, an exit or no end.
#include <thalweg/plugin.hpp>

#include <unistd.h>

#include <chrono>
#include <cstdlib>
#include <cstring>
#include <thread>

namespace {

/// x² that calls `Deed` at its third gradient.
template <class Deed> struct Odd {
    mutable int gradients = 0;

    double value(double x) const { return x * x; }
    double gradient(double x) const {
        if (++gradients >= 3)
            Deed::act();
        return 2 * x;
    }
    thalweg::Problem problem(std::size_t) const { return {.start = {8}, .f_opt = 0}; }
};

struct Segfault {
    static void act() {
        volatile int *volatile nowhere = nullptr;
        *nowhere = 1;
    }
};
struct Loop {
    static void act() {
        for (volatile bool go_on = true; go_on;) {
        }
    }
};
struct Abort {
    static void act() { std::abort(); }
};
template <int code> struct Leave {
    static void act() { std::exit(code); } // NOLINT(concurrency-mt-unsafe): the deed
};
struct Eat {
    static void act() {
        for (;;) {
            constexpr std::size_t bite = std::size_t{1} << 20;
            char *volatile eaten = static_cast<char *>(std::malloc(bite));
            std::memset(eaten, 1, bite);
            std::this_thread::sleep_for(
                std::chrono::milliseconds(1)); // so that a machine without limit survives
        }
    }
};

} // namespace

struct Segfaults : Odd<Segfault> {
    static constexpr auto name = "segfaults";
};
struct Loops : Odd<Loop> {
    static constexpr auto name = "loops";
};
struct Aborts : Odd<Abort> {
    static constexpr auto name = "aborts";
};
struct Exits0 : Odd<Leave<0>> {
    static constexpr auto name = "exits_0";
};
struct Exits3 : Odd<Leave<3>> {
    static constexpr auto name = "exits_3";
};
struct Eats : Odd<Eat> {
    static constexpr auto name = "eats";
};
THALWEG_PLUGIN(Segfaults, Loops, Aborts, Exits0, Exits3, Eats)
