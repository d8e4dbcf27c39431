// SPDX-License-Identifier: MIT
// What every built optimizer promises: the same bits each time, no allocation, nothing written elsewhere.
#include "built.hpp"
#include "counted_malloc.hpp"
#include "guarded.hpp"

#include <thalweg/plugin.hpp>

#include <cmath>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

using namespace thalweg::testing;
using namespace conformance;

namespace {

/// A smooth bowl in any dimension: sum of (i + 1)/2 x_i^2 - cos(x_i).
struct Bowl {
    static constexpr auto name = "bowl";
    static double weight(std::size_t i) { return static_cast<double>(i) + 1; }
    double value(thalweg::ConstSpan x) const {
        double f = 0;
        for (std::size_t i = 0; i < x.size(); ++i)
            f += weight(i) / 2 * x[i] * x[i] - std::cos(x[i]);
        return f;
    }
    void gradient(thalweg::ConstSpan x, thalweg::Span g) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            g[i] = weight(i) * x[i] + std::sin(x[i]);
    }
    void hessian(thalweg::ConstSpan x, thalweg::Span h) const {
        std::fill(h.begin(), h.end(), 0.0);
        for (std::size_t i = 0; i < x.size(); ++i)
            h[i * x.size() + i] = weight(i) + std::cos(x[i]);
    }
    void hessian_vector(thalweg::ConstSpan x, thalweg::ConstSpan v, thalweg::Span hv) const {
        for (std::size_t i = 0; i < x.size(); ++i)
            hv[i] = (weight(i) + std::cos(x[i])) * v[i];
    }
    thalweg::Problem problem(std::size_t) const { return {}; }
};

const thalweg_component &bowl() {
    static const thalweg::face::ComponentTable<Bowl> table("Bowl");
    return table.component;
}

std::vector<double> start(std::size_t d) {
    std::vector<double> x(d);
    for (std::size_t i = 0; i < d; ++i)
        x[i] = 1 + 0.5 * std::sin(static_cast<double>(i));
    return x;
}

/// One step of a rule or an iteration, or a whole run.
void advance(Optimizer &optimizer, const Objective &objective) {
    if (optimizer.table().run) {
        const Oracle oracle(objective, 100);
        try {
            optimizer.run(oracle);
        } catch (const Failed &failed) {
            REQUIRE(failed.code == THALWEG_E_BUDGET);
        }
    } else {
        optimizer.iterate(objective);
    }
}

std::vector<double> trajectory(Optimizer &optimizer, const Objective &objective) {
    std::vector<double> all;
    for (int step = 0; step < 20; ++step) {
        advance(optimizer, objective);
        all.insert(all.end(), optimizer.x().begin(), optimizer.x().end());
    }
    return all;
}

template <class Check> void for_each_optimizer(Check check) {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER))
        for (const std::size_t d : {1, 2, 37}) {
            INFO(component->name << " in d = " << d);
            const Objective objective(bowl(), {}, d);
            check(*component, objective);
        }
}

} // namespace

TEST_CASE("optimizers: exactly one of update, step and run is there, and a rule needs the gradient") {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER)) {
        INFO(component->name);
        const auto &vt = *static_cast<const thalweg_optimizer_vt *>(component->vtable);
        CHECK(vt.struct_size == sizeof vt);
        CHECK((vt.update != nullptr) + (vt.step != nullptr) + (vt.run != nullptr) == 1);
        CHECK((!vt.update || (vt.needs & THALWEG_W_G)));
        CHECK((vt.create && vt.destroy && vt.reset));
        CHECK((vt.n_metrics > 0) == (vt.get_metrics != nullptr));
    }
}

TEST_CASE("optimizers: two instances make the same bits") {
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        Optimizer one(component, start(objective.dimension())), two(component, start(objective.dimension()));
        CHECK(same_bits(trajectory(one, objective), trajectory(two, objective)));
    });
}

TEST_CASE("optimizers: they move, and stay finite on a bowl") {
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        const std::vector<double> x0 = start(objective.dimension());
        Optimizer optimizer(component, x0);
        trajectory(optimizer, objective);
        for (std::size_t i = 0; i < x0.size(); ++i) {
            CHECK(std::isfinite(optimizer.x()[i]));
            CHECK(optimizer.x()[i] != x0[i]);
        }
    });
}

TEST_CASE("optimizers: interleaved instances do not disturb each other") {
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        const std::vector<double> x0 = start(objective.dimension());
        Optimizer alone(component, x0), mixed(component, x0),
            other(component, std::vector<double>(x0.size(), -3.0));
        const std::vector<double> expected = trajectory(alone, objective);
        std::vector<double> all;
        for (int step = 0; step < 20; ++step) {
            advance(other, objective);
            advance(mixed, objective);
            all.insert(all.end(), mixed.x().begin(), mixed.x().end());
        }
        CHECK(same_bits(all, expected));
    });
}

TEST_CASE("optimizers: reset equals fresh, bit for bit, schedules undone") {
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        const std::vector<double> x0 = start(objective.dimension());
        Optimizer fresh(component, x0), used(component, x0);
        trajectory(used, objective);
        for (std::size_t i = 0; i < component.n_params; ++i)
            if (component.params[i]->flags & THALWEG_P_PER_STEP)
                used.set({component.params[i]->key, 0.125});
        trajectory(used, objective);
        used.reset();
        CHECK(same_bits(trajectory(fresh, objective), trajectory(used, objective)));
    });
}

TEST_CASE("optimizers: a parameter set to what it is changes nothing") {
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        const std::vector<double> x0 = start(objective.dimension());
        Optimizer plain(component, x0), set(component, x0);
        std::vector<double> expected, all;
        for (int step = 0; step < 10; ++step) {
            advance(plain, objective);
            for (std::size_t i = 0; i < component.n_params; ++i)
                if (component.params[i]->flags & THALWEG_P_PER_STEP)
                    set.set({component.params[i]->key, component.params[i]->def.u.f});
            advance(set, objective);
            expected.insert(expected.end(), plain.x().begin(), plain.x().end());
            all.insert(all.end(), set.x().begin(), set.x().end());
        }
        CHECK(same_bits(all, expected));
    });
}

TEST_CASE("optimizers: asking for the solution or the metrics changes nothing") {
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        const std::vector<double> x0 = start(objective.dimension());
        Optimizer plain(component, x0), asked(component, x0);
        for (int step = 0; step < 10; ++step) {
            advance(plain, objective);
            asked.solution();
            asked.metrics();
            advance(asked, objective);
        }
        CHECK(same_bits(plain.x(), asked.x()));
    });
}

TEST_CASE("optimizers: update and reset allocate nothing") {
    if (!counts_allocations())
        return;
    const long before_new = allocations();
    { const std::vector<double> counted(1000); }
    REQUIRE(allocations() > before_new); // the count sees operator new
    for_each_optimizer([](const thalweg_component &component, const Objective &objective) {
        Optimizer optimizer(component, start(objective.dimension()));
        thalweg::Vector x = optimizer.x(), g(x.size(), 0.5);
        const double f = 1;
        const thalweg_run_info info{sizeof info, 0, x.data(), 7, 1000, 1000};
        const long before = allocations();
        REQUIRE(optimizer.table().reset(optimizer.self(), &info, nullptr) == THALWEG_OK);
        for (int step = 0; optimizer.table().update && step < 10; ++step)
            optimizer.table().update(optimizer.self(), x.data(), g.data(), &f);
        CHECK(allocations() == before);
    });
}

TEST_CASE("optimizers: a rule touches x and g and not a byte beside them") {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER))
        for (const std::size_t d :
             {1, 2, 3, 8, 37, 40, 512, 515}) { // 8, 40, 512: the forbidden page follows at once
            INFO(component->name << " in d = " << d);
            Optimizer optimizer(*component, start(d));
            if (!optimizer.table().update)
                continue;
            Guarded x(start(d)), g(std::vector<double>(d, 0.5));
            const double f = 1;
            for (int step = 0; step < 3; ++step)
                CHECK(optimizer.table().update(optimizer.self(), x.data(), g.data(), &f) >= 0);
            CHECK((x.intact() && g.intact()));
        }
}

#if defined(__x86_64__)
TEST_CASE("optimizers: no running power or average gets stuck at denormal numbers, which are slow") {
    constexpr unsigned denormal_met = 0x2;
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER)) {
        INFO(component->name);
        Optimizer optimizer(*component, start(2));
        if (!optimizer.table().update)
            continue;
        thalweg::Vector x = optimizer.x(), g(2);
        const double f = 1;
        for (int step = 0; step < 12000; ++step) { // 0.9^t is denormal from t = 6724 on, and never gets to 0
            if (step == 10000)
                _mm_setcsr(_mm_getcsr() & ~denormal_met);
            g = {0.5, -0.25};
            optimizer.table().update(optimizer.self(), x.data(), g.data(), &f);
        }
        CHECK((_mm_getcsr() & denormal_met) == 0);
    }
}
#endif

TEST_CASE("optimizers: the closed ends of a range are accepted") {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER))
        for (std::size_t i = 0; i < component->n_params; ++i) {
            const thalweg_param &param = *component->params[i];
            if (param.def.type != THALWEG_T_F64 || param.lo.type == THALWEG_T_NONE ||
                (param.flags & THALWEG_P_MIN_OPEN))
                continue;
            INFO(component->name << "." << param.key << " = " << param.lo.u.f);
            const Objective objective(bowl(), {}, 2);
            Optimizer optimizer(*component, start(2), {{param.key, param.lo.u.f}});
            trajectory(optimizer, objective);
            CHECK((std::isfinite(optimizer.x()[0]) && std::isfinite(optimizer.x()[1])));
        }
}

TEST_CASE("optimizers: what iterates returns the oracle's refusal") {
    for (const thalweg_component *component : of_kind(THALWEG_KIND_OPTIMIZER)) {
        INFO(component->name);
        Optimizer optimizer(*component, start(2));
        if (optimizer.table().update)
            continue;
        const Objective objective(bowl(), {}, 2);
        const Oracle oracle(objective, 0);
        thalweg_status code = THALWEG_OK;
        try {
            code = optimizer.table().step ? optimizer.step(oracle) : optimizer.run(oracle);
        } catch (const Failed &failed) {
            code = failed.code;
        }
        CHECK(code == THALWEG_E_BUDGET);
        CHECK(same_bits(optimizer.x(), start(2)));
    }
}
