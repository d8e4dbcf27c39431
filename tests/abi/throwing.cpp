// SPDX-License-Identifier: MIT
// A plugin without the C++ face that throws a C++ exception from the function that its parameter `where`
// names, or asks there for 10 GB and uses them: the objective throwing_bowl, and optimizers of each shape.
#include <thalweg/abi.h>

#include <cmath>
#include <cstdlib>
#include <cstring>
#include <new>
#include <stdexcept>
#include <string>

namespace {

struct Self {
    std::string where;
    double x0[1] = {8};
};

/// The deed, where it is this function that was named.
void enter(const std::string &where, const char *function) {
    if (where == std::string("hoard_in_") + function) {
        constexpr std::size_t size = 10'000'000'000;
        char *volatile hoard = static_cast<char *>(std::malloc(size));
        if (!hoard)
            throw std::bad_alloc();
        std::memset(hoard, 1, size);
    }
    if (where == function)
        throw std::runtime_error("out of " + where);
}
void enter(void *self, const char *function) { enter(static_cast<Self *>(self)->where, function); }
Self *make(const thalweg_value *values) {
    std::string where(values[0].u.s, values[0].count);
    enter(where, "create");
    return new Self{std::move(where)};
}
void destroy(void *self) { delete static_cast<Self *>(self); }

// The signatures are the ABI's. NOLINTBEGIN(readability-function-size)
thalweg_status bowl_create(const thalweg_host *, const thalweg_value *values, uint64_t, uint64_t, uint64_t,
                           void **self, thalweg_error *) {
    *self = make(values);
    return THALWEG_OK;
}
thalweg_status describe(void *self, thalweg_problem *out, thalweg_error *) {
    enter(self, "describe");
    out->dim = 1;
    out->caps = THALWEG_W_F | THALWEG_W_G;
    out->x0 = static_cast<Self *>(self)->x0;
    return THALWEG_OK;
}
thalweg_status eval(void *self, thalweg_eval *request, thalweg_error *) {
    enter(self, "eval");
    if (request->want & THALWEG_W_F)
        *request->f = *request->x * *request->x;
    if (request->want & THALWEG_W_G)
        *request->g = 2 * *request->x;
    return THALWEG_OK;
}

thalweg_status create(const thalweg_host *, const thalweg_value *values, uint64_t, const thalweg_layout *,
                      uint64_t, void **self, thalweg_error *) {
    *self = make(values);
    return THALWEG_OK;
}
thalweg_status reset(void *self, const thalweg_run_info *, thalweg_error *) {
    enter(self, "reset");
    return THALWEG_OK;
}
thalweg_status update(void *self, double *x, double *g, const double *) {
    enter(self, "update");
    *x -= *g / 8;
    return THALWEG_OK;
}
thalweg_status step(void *self, const thalweg_oracle *, double *x, double *, thalweg_error *) {
    enter(self, "step");
    *x /= 2;
    return THALWEG_OK;
}
thalweg_status run(void *self, const thalweg_oracle *oracle, double *x, double *, thalweg_error *) {
    enter(self, "run");
    for (;;) {
        *x /= 2;
        if (const thalweg_status status = oracle->report(oracle->ctx, x, NAN, nullptr); status != THALWEG_OK)
            return status;
    }
}
void get_metrics(void *self, double *out) {
    enter(self, "get_metrics");
    *out = 1;
}
thalweg_status solution(void *self, const double *x, double *out) {
    enter(self, "solution");
    *out = *x;
    return THALWEG_OK;
}
thalweg_status set_param(void *self, uint64_t, const thalweg_value *, thalweg_error *) {
    enter(self, "set_param");
    return THALWEG_OK;
}
// NOLINTEND(readability-function-size)

struct Module {
    thalweg_param where{}, rate{};
    const thalweg_param *params[2] = {&where, &rate};
    thalweg_metric metric{};
    const thalweg_metric *metrics[1] = {&metric};
    thalweg_objective_vt objective{};
    thalweg_optimizer_vt optimizers[3] = {};
    thalweg_component components[4] = {};
    const thalweg_component *list[4] = {&components[0], &components[1], &components[2], &components[3]};
    thalweg_module module{};

    void describe_parameters() {
        where.struct_size = rate.struct_size = sizeof where;
        where.key = "where";
        where.def.type = THALWEG_T_STR;
        where.def.u.s = "nowhere";
        where.def.count = 7;
        rate.key = "rate";
        rate.flags = THALWEG_P_PER_STEP;
        rate.def.type = THALWEG_T_F64;
        metric.struct_size = sizeof metric;
        metric.key = "one";
    }
    void fill_vtables() {
        objective.struct_size = sizeof objective;
        objective.caps = THALWEG_W_F | THALWEG_W_G;
        objective.create = bowl_create;
        objective.destroy = destroy;
        objective.describe = ::describe;
        objective.eval = eval;
        objective.default_dim = objective.min_dim = objective.max_dim = 1;
        for (thalweg_optimizer_vt &vt : optimizers) {
            vt.struct_size = sizeof vt;
            vt.needs = THALWEG_W_G;
            vt.n_metrics = 1;
            vt.metrics = metrics;
            vt.create = create;
            vt.destroy = destroy;
            vt.reset = reset;
            vt.get_metrics = get_metrics;
            vt.solution = solution;
            vt.set_param = set_param;
        }
        optimizers[0].update = update;
        optimizers[1].step = step;
        optimizers[2].run = run;
    }
    Module() {
        describe_parameters();
        fill_vtables();
        const char *names[] = {"throwing_bowl", "throwing_rule", "throwing_stepper", "throwing_runner"};
        for (int i = 0; i < 4; ++i) {
            components[i].struct_size = sizeof components[i];
            components[i].kind = i == 0 ? THALWEG_KIND_OBJECTIVE : THALWEG_KIND_OPTIMIZER;
            components[i].name = names[i];
            components[i].version = "1";
            components[i].params = params;
            components[i].n_params = i == 0 ? 1 : 2;
            components[i].vtable = i == 0 ? static_cast<const void *>(&objective) : &optimizers[i - 1];
        }
        module.magic = THALWEG_MAGIC;
        module.struct_size = sizeof module;
        module.abi_major = THALWEG_ABI_MAJOR;
        module.name = "throwing";
        module.version = "1";
        module.components = list;
        module.n_components = 4;
    }
};

} // namespace

extern "C" THALWEG_EXPORT const thalweg_module *THALWEG_CALL thalweg_module_v1(void) {
    const char *where = std::getenv("THALWEG_TEST_THROW"); // NOLINT(concurrency-mt-unsafe): one thread loads
    enter(where ? where : "", "entry");
    static Module one;
    one.module.init = [](const thalweg_host *, thalweg_error *) -> thalweg_status {
        const char *what = std::getenv("THALWEG_TEST_THROW"); // NOLINT(concurrency-mt-unsafe)
        enter(what ? what : "", "init");
        return THALWEG_OK;
    };
    return &one.module;
}
