// SPDX-License-Identifier: MIT
// Schedules of every parameter of every built optimizer that may have one: a run of the engine is what the
// plugin does by hand, with set_param before each step.
#include "../engine/bench.hpp"
#include "built.hpp"

#include <cmath>
#include <cstring>
#include <fmt/format.h>
#include <numbers>

using namespace thalweg::testing;
using namespace conformance;

namespace {

constexpr int steps = 20, warmup = 4, every = 3;
constexpr const char *valley = "bowl_ripple"; // in two dimensions, with f, g and H
const std::vector<double> x0 = {1.25, -0.75};

/// Where a schedule begins and ends, within the range and off 0.
struct Ends {
    double from, to;
};
Ends ends_of(const thalweg_param &param) {
    const double lo = param.lo.type == THALWEG_T_F64 ? param.lo.u.f : 0;
    if (param.hi.type == THALWEG_T_F64 && std::isfinite(param.hi.u.f))
        return {lo + (param.hi.u.f - lo) * 0.75, lo + (param.hi.u.f - lo) * 0.25};
    const double from = param.def.u.f > 0 ? param.def.u.f : 0.5;
    return {from, from / 4};
}

/// The value of each step, by the formulas that engine/schedule.hpp names, and what a file says for them.
struct Kind {
    const char *toml; ///< with places for from and to
    double (*value)(const Ends &e, int step);
};
/// (k + 1)/w of the first value in the first w steps; then the formula of the steps since, k - w.
template <class Formula> double warmed(const Ends &e, int step, Formula formula) {
    return step < warmup ? e.from * (step + 1) / warmup : formula(step - warmup);
}
constexpr double share(int k) { return static_cast<double>(k) / (steps - warmup); }
const Kind kinds[] = {
    {"{{ schedule = \"linear\", from = {}, to = {}, warmup = 4 }}",
     [](const Ends &e, int step) {
         return warmed(e, step, [&](int k) { return e.from + (e.to - e.from) * share(k); });
     }},
    {"{{ schedule = \"cosine\", from = {}, to = {}, warmup = 4 }}",
     [](const Ends &e, int step) {
         return warmed(e, step, [&](int k) {
             return e.to + (e.from - e.to) * (1 + std::cos(std::numbers::pi * share(k))) / 2;
         });
     }},
    {"{{ schedule = \"exponential\", from = {}, to = {}, warmup = 4 }}",
     [](const Ends &e, int step) {
         return warmed(e, step, [&](int k) { return e.from * std::pow(e.to / e.from, share(k)); });
     }},
    {"{{ schedule = \"step\", from = {}, factor = 0.5, every = 3, warmup = 4 }}",
     [](const Ends &e, int step) {
         return warmed(e, step, [&](int k) { return e.from * std::pow(0.5, k / every); });
     }},
    {"{{ schedule = \"constant\", from = {}, warmup = 4 }}",
     [](const Ends &e, int step) { return warmed(e, step, [&](int) { return e.from; }); }},
};

/// The iterates of the engine, the start first.
std::vector<double> by_engine(const thalweg_component &optimizer, const std::string &settings,
                              const char *key, std::uint64_t &seed) {
    const std::vector<std::string> files(std::begin(built_plugins), std::end(built_plugins));
    const std::string text =
        fmt::format("[stop]\nsteps = {}\n[record]\niterates = \"all\"\n[[objective]]\nname = "
                    "\"{}\"\nstarts = [[1.25, -0.75]]\n[[optimizer]]\nname = \"{}\"\nparameters.{} "
                    "= {}\n",
                    steps, valley, optimizer.name, key, settings);
    bench::Experiment experiment(text, files);
    thalweg::plan::Cell cell;
    REQUIRE(experiment.matrix().at(0, cell));
    seed = cell.optimizer_seed;
    return experiment.run().iterates;
}

/// As many steps of the plugin itself, `values` set one before each.
std::vector<double> by_hand(const thalweg_component &component, const std::string &key,
                            const std::vector<double> &values, std::uint64_t seed) {
    const Objective objective(plugins()[valley]);
    const Oracle oracle(objective);
    Optimizer optimizer(component, x0);
    const thalweg_optimizer_vt &vt = optimizer.table();
    const thalweg_run_info info{sizeof info, 0, x0.data(), seed, steps, 0};
    REQUIRE(vt.reset(optimizer.self(), &info, nullptr) == THALWEG_OK);
    thalweg::Vector x(x0.begin(), x0.end());
    std::vector<double> iterates = x0;
    for (const double value : values) {
        optimizer.set({key, value});
        double f = objective.value(x);
        thalweg::Vector g = objective.gradient(x);
        const thalweg_status status = vt.update ? vt.update(optimizer.self(), x.data(), g.data(), &f)
                                                : vt.step(optimizer.self(), oracle, x.data(), &f, nullptr);
        REQUIRE(status >= 0);
        iterates.insert(iterates.end(), x.begin(), x.end());
    }
    return iterates;
}

template <class Check> void for_each_schedule(Check check) {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER))
        for (std::size_t i = 0; i < component->n_params; ++i)
            if (component->params[i]->flags & THALWEG_P_PER_STEP) {
                INFO(component->name << "." << component->params[i]->key);
                check(*component, *component->params[i]);
            }
}

bool same_bits(const std::vector<double> &a, const std::vector<double> &b) {
    return a.size() == b.size() && std::memcmp(a.data(), b.data(), 8 * a.size()) == 0;
}

} // namespace

TEST_CASE("schedules: a run is the plugin with set_param before each step, of every kind, bit for bit") {
    int tried = 0;
    for_each_schedule([&](const thalweg_component &component, const thalweg_param &param) {
        REQUIRE(static_cast<const thalweg_optimizer_vt *>(component.vtable)->run ==
                nullptr); // by_hand lacks it
        const Ends ends = ends_of(param);
        for (const Kind &kind : kinds) {
            INFO(kind.toml);
            std::uint64_t seed = 0;
            const auto ran = by_engine(component, fmt::format(fmt::runtime(kind.toml), ends.from, ends.to),
                                       param.key, seed);
            std::vector<double> values;
            for (int step = 0; step < steps; ++step)
                values.push_back(kind.value(ends, step));
            REQUIRE(ran.size() >= 4); // it may end early, where it is as low as it gets
            auto hand = by_hand(component, param.key, values, seed);
            hand.resize(ran.size());
            CHECK(same_bits(ran, hand));
            ++tried;
        }
    });
    CHECK(tried >= 50); // ten parameters or more
}

TEST_CASE("schedules: one that stays where it begins is the plain value, bit for bit") {
    for_each_schedule([&](const thalweg_component &component, const thalweg_param &param) {
        const Ends ends = ends_of(param);
        std::uint64_t seed = 0;
        const auto plain = by_engine(component, fmt::format("{:.17e}", ends.from), param.key, seed);
        for (const char *kind : {"{{ schedule = \"constant\", from = {0} }}",
                                 "{{ schedule = \"linear\", from = {0}, to = {0} }}",
                                 "{{ schedule = \"cosine\", from = {0}, to = {0} }}",
                                 "{{ schedule = \"exponential\", from = {0}, to = {0} }}",
                                 "{{ schedule = \"step\", from = {0}, factor = 1.0, every = 2 }}"}) {
            INFO(kind);
            CHECK(same_bits(by_engine(component, fmt::format(fmt::runtime(kind), ends.from), param.key, seed),
                            plain));
        }
    });
}

TEST_CASE("schedules: what sets the length of a step may have one, in every built rule") {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER))
        for (std::size_t i = 0; i < component->n_params; ++i)
            if (component->params[i]->key == std::string("learning_rate") &&
                component->name != std::string("rprop")) { // whose rate is that of the first step alone
                INFO(component->name);
                CHECK((component->params[i]->flags & THALWEG_P_PER_STEP) != 0);
            }
}
