// SPDX-License-Identifier: MIT
// What rules promise on x that is made of matrices, small ones and ones beyond any tile or stack.
#include "built.hpp"
#include "conformance/counted_malloc.hpp"
#include "conformance/drive.hpp"

#include <cmath>

using namespace thalweg::testing;
using namespace conformance;
using thalweg::Role;
using thalweg::conformance::same_bits;
using thalweg::conformance::start;

namespace {

const std::vector<thalweg::Block> blocks = {
    {"first", Role::input, {3, 5}},          {"offsets", Role::bias, {3}},  {"wide", Role::hidden, {70, 300}},
    {"tall", Role::hidden, {300, 70}},       {"row", Role::hidden, {1, 4}}, {"column", Role::hidden, {4, 1}},
    {"filters", Role::hidden, {2, 3, 2, 2}}, {"last", Role::output, {2, 3}}};
constexpr std::size_t dimension = 15 + 3 + 21000 + 21000 + 4 + 4 + 24 + 6;

std::vector<double> gradient(int step) {
    std::vector<double> g(dimension);
    for (std::size_t i = 0; i < dimension; ++i)
        g[i] = std::sin(static_cast<double>(i * i % 1009) + step);
    return g;
}

/// Rules that need nothing but x and g.
std::vector<const thalweg_component *> rules() {
    std::vector<const thalweg_component *> some;
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER)) {
        const auto &vt = *static_cast<const thalweg_optimizer_vt *>(component->vtable);
        if (vt.update && (vt.flags & THALWEG_OPT_NEEDS_F) == 0)
            some.push_back(component);
    }
    return some;
}

} // namespace

TEST_CASE("rules on matrices: update and reset allocate no memory") {
    const auto counter = thalweg::conformance::counted_malloc();
    if (!counter.start) {
        SUCCEED("allocations are not counted under a sanitizer");
        return;
    }
    for (const thalweg_component *component : rules()) {
        INFO(component->name);
        Optimizer rule(*component, start(dimension), {}, blocks);
        thalweg::Vector x = rule.x(), g(dimension);
        const thalweg_run_info info{sizeof info, 0, x.data(), 0, 0, 0};
        for (int step = 0; step < 2; ++step) {
            const std::vector<double> fresh = gradient(step);
            g.assign(fresh.begin(), fresh.end());
            counter.start();
            rule.table().update(rule.self(), x.data(), g.data(), nullptr);
            CHECK(counter.stop() == 0);
        }
        counter.start();
        rule.table().reset(rule.self(), &info, nullptr);
        CHECK(counter.stop() == 0);
    }
}

TEST_CASE(
    "rules on matrices: after reset the bits are those of a new instance, all of them finite and moved") {
    for (const thalweg_component *component : rules()) {
        INFO(component->name);
        Optimizer fresh(*component, start(dimension), {}, blocks),
            used(*component, start(dimension), {}, blocks);
        used.update(gradient(7));
        used.reset();
        for (int step = 0; step < 3; ++step) { // an odd number: steps of one length cannot lead back
            fresh.update(gradient(step));
            used.update(gradient(step));
        }
        CHECK(same_bits(fresh.x(), used.x()));
        const std::vector<double> x0 = start(dimension);
        std::size_t moved = 0;
        for (std::size_t i = 0; i < dimension; ++i)
            moved += std::isfinite(fresh.x()[i]) && fresh.x()[i] != x0[i];
        CHECK(moved == dimension);
    }
}
