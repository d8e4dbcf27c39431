// SPDX-License-Identifier: MIT
// What the house asks of its own optimizers beyond the promises.
#include "built.hpp"
#include "conformance/drive.hpp"

#include <cmath>
#if defined(__x86_64__)
#include <xmmintrin.h>
#endif

using namespace thalweg::testing;
using namespace conformance;
using thalweg::conformance::bowl;
using thalweg::conformance::start;
using thalweg::conformance::trajectory;

namespace {

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
