// SPDX-License-Identifier: MIT
// Memory that a component keeps from run to run, or from instance to instance.
#include "conformance/leaks.hpp"
#include "conformance/evaluate.hpp"
#include "counted.hpp"

#include <fmt/format.h>
#include <functional>

namespace thalweg::conformance {

namespace {

using testing::Objective;
using testing::Optimizer;

/// Bytes that so many rounds leave behind, once caches and buffers have grown to what they need.
long left_by(const AllocationCounter &counter, int rounds, const std::function<void()> &round) {
    for (int k = 0; k < 4; ++k)
        round();
    counter.start();
    for (int k = 0; k < rounds; ++k)
        round();
    counter.stop();
    return counter.held();
}

constexpr int rounds = 32;

/// Two kinds of rounds: one instance used again and again, and instances made and destroyed.
Outcome compare(const Subject &subject, std::size_t dimension, const std::function<void()> &use,
                const std::function<void()> &make) {
    const auto finding = [&](long bytes, const char *what, const char *fix) {
        return Outcome{
            {{fmt::format("{} {} left {} of memory behind", rounds, what,
                          counted(static_cast<std::uint64_t>(bytes), "byte")),
              place(subject, dimension), "a worker executes thousands of runs in one process", fix}}};
    };
    if (const long bytes = left_by(subject.allocations, rounds, use); bytes > 0)
        return finding(bytes, "uses of one instance",
                       "let the next reset or call reuse or free what was allocated");
    if (const long bytes = left_by(subject.allocations, rounds, make); bytes > 0)
        return finding(bytes, "instances", "free in destroy what create and the calls allocated");
    return {.note = fmt::format("{} runs, {} instances", rounds, rounds)};
}

} // namespace

Outcome optimizer_leaks(const Subject &subject) {
    if (subject.allocations.held == nullptr)
        return {.inapplicable = "allocations are not counted in this build"};
    constexpr std::size_t d = 37;
    const Objective objective(bowl(), {}, d);
    const auto settings = settings_of(subject.offer().description);
    Optimizer used(subject.component(), start(d), settings);
    const auto run = [&](Optimizer &optimizer) {
        optimizer.reset();
        for (int step = 0; step < 10; ++step)
            advance_soundly(optimizer, objective);
    };
    return compare(
        subject, d, [&] { run(used); },
        [&] {
            Optimizer made(subject.component(), start(d), settings);
            run(made);
        });
}

Outcome objective_leaks(const Subject &subject) {
    if (subject.allocations.held == nullptr)
        return {.inapplicable = "allocations are not counted in this build"};
    const auto settings = settings_of(subject.offer().description);
    const Objective used(subject.component(), settings);
    const thalweg_problem &p = used.problem();
    const std::uint32_t want = p.caps & all_derivatives & ~(p.dim > 1000 ? THALWEG_W_H : 0u);
    const auto at = points(p, 3);
    const auto visit = [&](const Objective &objective) {
        for (const auto &x : at)
            evaluate(objective, {want, THALWEG_SPLIT_TRAIN, x});
    };
    return compare(
        subject, p.dim, [&] { visit(used); }, [&] { visit(Objective(subject.component(), settings)); });
}

} // namespace thalweg::conformance
