// SPDX-License-Identifier: MIT
#include "engine/hits.hpp"
#include "engine/schedule.hpp"
#include "engine/stopwatch.hpp"
#include "engine/window.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <functional>

using namespace thalweg;
using engine::Cost;
using engine::Hit;
using engine::Hits;

TEST_CASE("hits: there are 51 targets, 10^(2 - i/5)") {
    REQUIRE(engine::targets().size() == 51);
    CHECK(engine::targets()[0] == 100);
    CHECK(engine::targets()[5] == 10);
    CHECK(engine::targets()[10] == 1);
    CHECK(engine::targets()[50] == 1e-8);
    for (std::size_t i = 0; i < 51; ++i)
        CHECK(engine::targets()[i] == Approx(std::pow(10.0, 2 - static_cast<double>(i) / 5)).epsilon(1e-14));
}

TEST_CASE("hits: each target is recorded once, with the cost at which it was first reached") {
    Hits hits;
    std::vector<Hit> out;
    hits.reset(1.0, out);
    hits.see(201, 0, {.evaluations = 1}); // gap 200: none
    CHECK(out.empty());
    hits.see(101, 1, {.evaluations = 5, .g = 4}); // gap 100: the first, ends included
    REQUIRE(out.size() == 1);
    CHECK(out[0].target == 100);
    CHECK(out[0].step == 1);
    CHECK(out[0].cost == Cost{.evaluations = 5, .g = 4});
    hits.see(51, 2, {.evaluations = 6}); // gap 50: 63.1
    hits.see(90, 3, {.evaluations = 7}); // worse again
    REQUIRE(out.size() == 2);
    CHECK(out[1].step == 2);
    hits.see(2, 4, {.evaluations = 8}); // gap 1: 39.8, 25.1, 15.8, 10, 6.3, 4.0, 2.5, 1.6, 1
    REQUIRE(out.size() == 11);
    CHECK(out[10].target == 1);
    CHECK(out[2].cost.evaluations == 8);
    hits.see(1, 5, {.evaluations = 9});
    CHECK(out.size() == 51);
    hits.see(0, 6, {.evaluations = 10});
    CHECK(out.size() == 51);
}

TEST_CASE("hits: a NaN hits nothing, and without a known optimum nothing is ever hit") {
    Hits hits;
    std::vector<Hit> out;
    hits.reset(0, out);
    hits.see(NAN, 0, {});
    CHECK(out.empty());
    hits.reset(NAN, out);
    hits.see(-1e300, 0, {});
    CHECK(out.empty());
}

namespace {

engine::WindowFacts window_of(std::uint64_t points, const std::function<double(std::uint64_t)> &x) {
    engine::Window window;
    window.reset(1);
    for (std::uint64_t k = 0; k < points; ++k) {
        const double value = x(k);
        window.push({&value, 1});
    }
    return window.facts();
}

} // namespace

TEST_CASE("window: gradient descent on x² with rate 1 swings with period 2") {
    // x - 1 · 2x = -x
    const auto facts = window_of(300, [](std::uint64_t k) { return k % 2 ? 20.0 : -20.0; });
    CHECK(facts.period == 2);
    CHECK(facts.travel == 128 * 40);
    CHECK(facts.net == 0);
}

TEST_CASE("window: a sequence that decays has no period, one that stands still has period 1") {
    CHECK(window_of(300, [](std::uint64_t k) { return std::pow(0.9, static_cast<double>(k)); }).period == 0);
    CHECK(window_of(300, [](std::uint64_t k) { return 1 / static_cast<double>(k + 1); }).period == 0);
    const auto still = window_of(300, [](std::uint64_t) { return 3.0; });
    CHECK(still.period == 1);
    CHECK(still.travel == 0);
}

TEST_CASE("window: periods up to 64 are found, none beyond") {
    for (const std::uint64_t p : {3u, 7u, 64u, 65u}) {
        const auto facts =
            window_of(500, [&](std::uint64_t k) { return static_cast<double>((k % p) * (k % p)); });
        CHECK(facts.period == (p <= 64 ? p : 0));
    }
}

TEST_CASE("window: only the last 128 steps count") {
    // 1000 steps of 1 to the right: 128 of them are seen
    const auto facts = window_of(1001, [](std::uint64_t k) { return static_cast<double>(k); });
    CHECK(facts.travel == 128);
    CHECK(facts.net == 128);
    CHECK(facts.period == 0);
    const auto young = window_of(4, [](std::uint64_t k) { return static_cast<double>(k % 2); });
    CHECK(young.travel == 3); // 0 1 0 1
    CHECK(young.net == 1);
    CHECK(young.period == 0); // 3 steps do not show a period of 2 twice over
    CHECK(window_of(1, [](std::uint64_t) { return 1.0; }).travel == 0);
    CHECK(window_of(0, [](std::uint64_t) { return 1.0; }).travel == 0);
}

TEST_CASE("window: above 16 dimensions it looks at 16 coordinates") {
    engine::Window window;
    window.reset(160);
    std::vector<double> x(160, 0.0);
    window.push(x);
    x[10] = 3;  // the second of 0, 10, 20, ...
    x[11] = 99; // not looked at
    window.push(x);
    CHECK(window.facts().travel == 3);
}

TEST_CASE("window: what is not finite has no period") {
    const auto facts = window_of(200, [](std::uint64_t k) { return k == 199 ? INFINITY : 1.0; });
    CHECK(facts.period == 0);
    CHECK_FALSE(std::isfinite(facts.travel));
}

TEST_CASE("schedules: the formulas by hand") {
    using engine::at;
    const Schedule constant{.kind = "constant", .from = 0.5};
    CHECK(at(constant, 0, 10) == 0.5);
    CHECK(at(constant, 9, 10) == 0.5);

    const Schedule linear{.kind = "linear", .from = 1, .to = 0};
    CHECK(at(linear, 0, 10) == 1);
    CHECK(at(linear, 4, 10) == Approx(0.6)); // p = 4/10
    CHECK(at(linear, 9, 10) == Approx(0.1));
    CHECK(at(linear, 10, 10) == 0);
    CHECK(at(linear, 99, 10) == 0); // beyond the horizon it stays

    const Schedule cosine{.kind = "cosine", .from = 0.5, .to = 0.25};
    CHECK(at(cosine, 0, 12) == 0.5);
    CHECK(at(cosine, 3, 12) == Approx(0.25 + 0.25 * (1 + std::sqrt(0.5)) / 2)); // cos 45°
    CHECK(at(cosine, 6, 12) == Approx(0.375));
    CHECK(at(cosine, 12, 12) == Approx(0.25));

    const Schedule exponential{.kind = "exponential", .from = 8, .to = 0.5};
    CHECK(at(exponential, 0, 8) == 8);
    CHECK(at(exponential, 2, 8) == Approx(4)); // (1/16)^(1/4) = 1/2
    CHECK(at(exponential, 8, 8) == Approx(0.5));

    const Schedule step{.kind = "step", .from = 8, .factor = 0.25, .every = 3};
    CHECK(at(step, 2, 10) == 8);
    CHECK(at(step, 3, 10) == 2);
    CHECK(at(step, 8, 10) == 0.5);
}

TEST_CASE("schedules: the warm-up rises in equal steps, and the formula starts after it") {
    using engine::at;
    const Schedule linear{.kind = "linear", .from = 1, .to = 0, .warmup = 4};
    CHECK(at(linear, 0, 14) == 0.25);
    CHECK(at(linear, 2, 14) == 0.75);
    CHECK(at(linear, 3, 14) == 1);
    CHECK(at(linear, 4, 14) == 1); // p = 0
    CHECK(at(linear, 9, 14) == 0.5);
    const Schedule step{.kind = "step", .from = 8, .warmup = 2, .factor = 0.5, .every = 3};
    CHECK(at(step, 4, 100) == 8);
    CHECK(at(step, 5, 100) == 4);
    const Schedule longer{.kind = "cosine", .from = 1, .to = 0, .warmup = 20};
    CHECK(at(longer, 9, 10) == 0.5); // a run shorter than its warm-up
}

TEST_CASE("stopwatch: a timed step stands for those until the next one") {
    engine::Stopwatch watch;
    watch.reset(engine::Stopwatch::Mode::always);
    for (int step = 0; step < 100; ++step) {
        REQUIRE(watch.begin());
        watch.end({.objective_ns = 2'000'000, .optimizer_ns = 1'000'000});
        watch.count_step();
    }
    // 3 ms a step, less what the clock costs: some 50 ns
    CHECK(watch.objective_seconds() == Approx(0.2).epsilon(1e-3));
    CHECK(watch.optimizer_seconds() == Approx(0.1).epsilon(1e-3));
    CHECK(watch.seconds() == Approx(0.3).epsilon(1e-3));
}

TEST_CASE("stopwatch: short steps are sampled, and the estimate is of all of them") {
    engine::Stopwatch watch;
    watch.reset(engine::Stopwatch::Mode::sampled);
    const double cost = engine::clock_cost_ns();
    const auto reading = static_cast<std::int64_t>(std::llround(cost));
    int timed = 0;
    for (int step = 0; step < 100'000; ++step) {
        if (watch.begin()) {
            ++timed;
            watch.end({.objective_ns = 100 + reading, .optimizer_ns = 50 + reading});
        }
        watch.count_step();
    }
    // three readings a timed step may take 2 % of 150 ns a step
    CHECK(timed * 3 * cost <= 0.021 * 100'000 * 150 + 8 * 3 * cost);
    CHECK(timed >= 8);
    CHECK(watch.objective_seconds() == Approx(100'000 * 100e-9).epsilon(0.02));
    CHECK(watch.optimizer_seconds() == Approx(100'000 * 50e-9).epsilon(0.02));
}

TEST_CASE("stopwatch: long steps are all timed, and what is less than the clock's cost counts 0") {
    engine::Stopwatch watch;
    watch.reset(engine::Stopwatch::Mode::sampled);
    for (int step = 0; step < 50; ++step) {
        REQUIRE(watch.begin());
        watch.end({.objective_ns = 1'000'000'000, .optimizer_ns = 0, .objective_intervals = 3});
        watch.count_step();
    }
    CHECK(watch.optimizer_seconds() == 0);
    CHECK(watch.seconds() == Approx(50).epsilon(1e-3));
    watch.reset(engine::Stopwatch::Mode::sampled);
    CHECK(watch.seconds() == 0);
}

TEST_CASE("stopwatch: a sampled step never stands for more time than went by since the one before") {
    engine::Stopwatch watch;
    watch.reset(engine::Stopwatch::Mode::sampled);
    std::int64_t now = 1'000'000'000;
    const std::int64_t start = now;
    for (int step = 0; step < 100'000; ++step) {
        const bool timed = watch.begin();
        // each step takes 50 ns; the machine does something else for 10 ms in the first sampled one after
        // 50,000
        const std::int64_t taken = timed && step >= 50'000 && now - start < 10'000'000 ? 10'000'000 : 50;
        now += taken;
        if (timed)
            watch.end({.objective_ns = taken / 2, .optimizer_ns = taken - taken / 2, .at_ns = now});
        watch.count_step();
    }
    CHECK(watch.seconds() <= 1.01e-9 * static_cast<double>(now - start));
}

TEST_CASE("hits: a value clearly below the least one was found outside the domain and reaches no target") {
    Hits hits;
    std::vector<Hit> out;
    hits.reset(-1.0, out);
    hits.see(-128, 3, {.evaluations = 3});
    CHECK(out.empty());
    hits.see(-1.0 - 1e-15, 4, {.evaluations = 4}); // rounding: the optimum itself
    CHECK(out.size() == engine::n_targets);
}
