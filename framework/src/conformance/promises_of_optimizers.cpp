// SPDX-License-Identifier: MIT
// What an optimizer promises about its state: the same bits each time, from each instance, after each reset.
#include "conformance/blockwise.hpp"
#include "conformance/drive.hpp"
#include "conformance/leaks.hpp"
#include "conformance/optimizer_calls.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <functional>

namespace thalweg::conformance {

namespace {

using testing::Objective;
using testing::Optimizer;

/// An optimizer of the subject in one dimension, and the bowl it works on.
struct Bench {
    const Subject &subject;
    const Objective &objective;
    std::vector<double> x0;

    Optimizer make() const { return make_from(x0); }
    Optimizer make_from(const std::vector<double> &from) const {
        return Optimizer(subject.component(), from, settings_of(subject.offer().description));
    }
};

/// Compares in some dimensions two rows of iterates that have to be the same bits.
Outcome compare(const Subject &subject, const Finding &words,
                const std::function<bool(const Bench &)> &is_same) {
    for (const std::size_t d : {1, 2, 37}) {
        const Objective objective(bowl(), {}, d);
        if (!is_same({subject, objective, start(d)}))
            return {{{words.what, place(subject, d), words.why, words.fix}}};
    }
    return {};
}

Outcome creation(const Subject &subject) {
    const library::Component &said = subject.offer().description;
    if (const std::string key = unsettable(said); !key.empty())
        return {.inapplicable = fmt::format("only an experiment file can set its parameter \"{}\"", key)};
    for (const std::size_t d : {1, 2, 37})
        const Optimizer made(subject.component(), start(d), settings_of(said));
    return {};
}

Outcome determinism(const Subject &subject) {
    return compare(
        subject,
        {"two instances, made and used alike, give other iterates", "",
         "a run is decided by its parameters, seed and start alone",
         "initialise all state in create and reset; draw from the seed of reset, not from the clock"},
        [](const Bench &bench) {
            Optimizer one = bench.make(), two = bench.make();
            const auto expected = trajectory(one, bench.objective);
            return same_bits(trajectory(two, bench.objective), expected);
        });
}

Outcome interleaved(const Subject &subject) {
    return compare(subject,
                   {"another instance that is used in between changes the iterates", "",
                    "instances work in one process, also on several threads, and share nothing",
                    "keep all state in the instance: no static and no global variables"},
                   [](const Bench &bench) {
                       Optimizer alone = bench.make(), mixed = bench.make(),
                                 other = bench.make_from(std::vector<double>(bench.x0.size(), -3.0));
                       const std::vector<double> expected = trajectory(alone, bench.objective);
                       std::vector<double> all;
                       for (int step = 0; step < 20; ++step) {
                           trajectory(other, bench.objective, 1);
                           const auto x = trajectory(mixed, bench.objective, 1);
                           all.insert(all.end(), x.begin(), x.end());
                       }
                       return same_bits(all, expected);
                   });
}

Outcome reset_equals_fresh(const Subject &subject) {
    return compare(subject,
                   {"after reset an instance gives other iterates than a new one", "",
                    "an instance is used for many runs, each after a reset",
                    "let reset set every variable that update, step, run or set_param changes"},
                   [&](const Bench &bench) {
                       Optimizer fresh = bench.make(), used = bench.make();
                       trajectory(used, bench.objective);
                       change_schedules(subject, used);
                       trajectory(used, bench.objective);
                       used.reset();
                       const auto expected = trajectory(fresh, bench.objective);
                       return same_bits(trajectory(used, bench.objective), expected);
                   });
}

Outcome parameters_set_again(const Subject &subject) {
    if (!has_schedules(subject))
        return {.inapplicable = "no parameter changes between steps"};
    return compare(subject,
                   {"set_param with the value that a parameter has changes the iterates", "",
                    "a constant schedule is the same as no schedule",
                    "let set_param change that parameter and nothing else"},
                   [&](const Bench &bench) {
                       Optimizer plain = bench.make(), set = bench.make();
                       const auto expected = trajectory(plain, bench.objective, 10);
                       std::vector<double> all;
                       for (int step = 0; step < 10; ++step) {
                           set_schedules_again(subject, set);
                           const auto x = trajectory(set, bench.objective, 1);
                           all.insert(all.end(), x.begin(), x.end());
                       }
                       return same_bits(all, expected);
                   });
}

Outcome schedules(const Subject &subject) {
    if (!has_schedules(subject))
        return {.inapplicable = "no parameter changes between steps"};
    for (const testing::Setting &setting : changed_schedules(subject)) {
        Outcome outcome =
            compare(subject,
                    {fmt::format("set_param before the first step gives other iterates than an instance made "
                                 "with that value of \"{}\"",
                                 setting.key),
                     "", "a schedule reaches a rule through set_param alone",
                     "let set_param change the parameter, and what was computed from it"},
                    [&](const Bench &bench) {
                        testing::Settings settings = settings_of(subject.offer().description);
                        settings.push_back(setting);
                        Optimizer made(subject.component(), bench.x0, settings), set = bench.make();
                        set.set(setting);
                        const auto expected = trajectory(made, bench.objective, 10);
                        return same_bits(trajectory(set, bench.objective, 10), expected);
                    });
        if (!outcome.is_kept())
            return outcome;
    }
    return {};
}

Outcome questions(const Subject &subject) {
    const auto &vt = subject.offer().optimizer;
    if (vt.solution == nullptr && vt.get_metrics == nullptr)
        return {.inapplicable = "it has neither"};
    return compare(subject,
                   {"asking for the solution or the metrics changes the iterates", "",
                    "the host asks as often as it records", "let solution and get_metrics only read"},
                   [](const Bench &bench) {
                       Optimizer plain = bench.make(), asked = bench.make();
                       const auto expected = trajectory(plain, bench.objective, 10);
                       std::vector<double> all;
                       for (int step = 0; step < 10; ++step) {
                           asked.solution();
                           asked.metrics();
                           const auto x = trajectory(asked, bench.objective, 1);
                           all.insert(all.end(), x.begin(), x.end());
                       }
                       return same_bits(all, expected);
                   });
}

void reset_with_seed(const Optimizer &optimizer, const std::vector<double> &x0, std::uint64_t seed) {
    char text[256] = {};
    thalweg_error error{sizeof error, 0, sizeof text, text};
    const thalweg_run_info info{sizeof info, 0, x0.data(), seed, 0, 0};
    optimizer.table().reset(optimizer.self(), &info, &error);
}

Outcome randomness(const Subject &subject) {
    const auto &tags = subject.offer().description.tags;
    if (std::find(tags.begin(), tags.end(), "stochastic") != tags.end())
        return {.inapplicable = "it says that it is"};
    return compare(subject,
                   {"another seed gives other iterates, and no tag says so", "",
                    "the host takes repetitions of what is not random for equal, and warns of them",
                    "add the tag \"stochastic\", or do not draw from the seed"},
                   [](const Bench &bench) {
                       Optimizer one = bench.make(), other = bench.make();
                       reset_with_seed(one, bench.x0, 1);
                       reset_with_seed(other, bench.x0, 2);
                       const auto expected = trajectory(one, bench.objective);
                       return same_bits(trajectory(other, bench.objective), expected);
                   });
}

constexpr Promise promises[] = {
    {"creation", "an instance can be made with the defaults, in one and in more dimensions", creation},
    {"parameter schema", "each parameter says in one line what it does, in which unit, with which choices",
     parameter_schema},
    {"determinism", "two instances, made and used alike, give the same bits", determinism},
    {"random only where it says so", "without the tag \"stochastic\" the seed decides nothing", randomness},
    {"two interleaved instances", "instances do not disturb each other", interleaved},
    {"reset equals fresh", "after reset an instance is as new, bit for bit", reset_equals_fresh},
    {"a parameter set to what it is", "set_param with the present value changes nothing",
     parameters_set_again},
    {"schedules", "a parameter that is set before the first step is as if the instance was made with it",
     schedules},
    {"solution and metrics only read", "asking for them changes nothing", questions},
    {"blockwise", "two stretches of x, each with an instance, move as the whole does, bit for bit",
     blockwise},
    {"exact step counts", "a call is a step; what the oracle refuses ends the call, and is not asked again",
     exact_steps},
    {"writes only inside its buffers", "x and g are touched, and not a byte beside them", buffers,
     "it touched memory beside a buffer that it was given"},
    {"non-finite gradients", "NaN and infinity end in a normal status or E_NONFINITE, and reset forgets them",
     non_finite},
    {"no allocation in update and reset", "update and reset allocate no memory", no_allocation},
    {"nothing leaks", "runs and instances leave no memory behind", optimizer_leaks},
    {"the process stays as it was", "arithmetic, locale, signals and working directory are unchanged",
     surroundings_of_optimizer},
};

} // namespace

std::span<const Promise> promises_of_optimizers() { return promises; }

} // namespace thalweg::conformance
