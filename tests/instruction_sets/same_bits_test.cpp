// SPDX-License-Identifier: MIT
// Every rule gives the same bits from each instruction set, and from another compiler.
#include <built_plugins.hpp>
#include <thalweg/testing.hpp>

#include <catch2/catch.hpp>

#include <bit>
#include <cstdio>

using namespace thalweg::testing;

namespace {

/// Numbers of both signs and many sizes, without libm: Knuth's generator, its upper bits.
class Numbers {
public:
    double operator()() {
        state_ = state_ * 6364136223846793005u + 1442695040888963407u;
        const double mantissa = static_cast<double>(static_cast<std::int64_t>(state_) >> 11) * 0x1p-52;
        return mantissa * (1 << (state_ >> 8 & 7));
    }
    std::vector<double> operator()(std::size_t n) {
        std::vector<double> all(n);
        for (double &one : all)
            one = (*this)();
        return all;
    }

private:
    std::uint64_t state_ = 20260101;
};

/// FNV-1a over the bits of x after each of 50 steps.
std::uint64_t walk(const thalweg_component &component, const Settings &settings, std::size_t d) {
    Numbers numbers;
    Optimizer optimizer(component, numbers(d), settings);
    std::uint64_t hash = 14695981039346656037u;
    for (int step = 0; step < 50; ++step) {
        optimizer.update(numbers(d));
        for (const double x : optimizer.x())
            hash = (hash ^ std::bit_cast<std::uint64_t>(x)) * 1099511628211u;
    }
    return hash;
}

/// The defaults, and all of the loop's other ways.
std::vector<Settings> settings_of(const thalweg_component &component) {
    std::vector<Settings> all{{}};
    for (const Setting &setting :
         {Setting{"weight_decay", 0.03}, {"momentum", 0.8}, {"amsgrad", 1.0}, {"epsilon_place", "inside"}})
        for (std::size_t i = 0; i < component.n_params; ++i)
            if (component.params[i]->key == setting.key) {
                all.push_back({setting});
                all.push_back(all[all.size() - 2]);
                all.back().push_back(setting);
            }
    return all;
}

struct Module {
    const char *name;
    bool can_run;
};
std::vector<Module> modules() {
    const bool avx2 = __builtin_cpu_supports("avx2") && __builtin_cpu_supports("fma");
    std::vector<Module> all{
        {"sse2", true}, {"avx2", avx2}, {"avx512", avx2 && __builtin_cpu_supports("avx512f")}};
    if (THALWEG_RULES_BY_CLANG)
        all.push_back({"clang", avx2});
    return all;
}

} // namespace

TEST_CASE("rules: the same bits from SSE2 and AVX2 and AVX-512 and from clang") {
    const Plugins built({std::begin(built_plugins), std::end(built_plugins)});
    for (const auto &[name, can_run] : modules()) {
        if (!can_run) {
            WARN("this machine cannot run " << name << ": not compared");
            continue;
        }
        const Plugins others({std::string(THALWEG_RULES_DIR "/rules_") + name + ".so"});
        CHECK(others.all().size() >= 20);
        int walks = 0;
        for (const thalweg_component *other : others.all())
            for (const Settings &settings : settings_of(*other))
                for (const std::size_t d : {1, 3, 64, 1001}) {
                    INFO(other->name << " in d = " << d << ", " << settings.size() << " settings, by "
                                     << name);
                    CHECK(walk(*other, settings, d) == walk(built[other->name], settings, d));
                    ++walks;
                }
        std::printf("%-8s %3zu rules, %4d walks of 50 steps\n", name, others.all().size(), walks);
    }
}
