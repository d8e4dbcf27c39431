/* SPDX-License-Identifier: MIT */
/* A plugin of 1.1 that needs no more than a host of 1.0: it uses a service of the host, and says more of a
 * problem, where THALWEG_HAS allows it. */
#define thalweg_module_v1 older_module
#include "broken.c"
#undef thalweg_module_v1

#include <string.h>

THALWEG_EXPORT const thalweg_module *THALWEG_CALL thalweg_module_v1(void);

/* The structs as 1.1 will have them. */
typedef struct host_v1_1 {
    thalweg_host v1_0;
    const char *(THALWEG_CALL *locale)(void *ctx);
} host_v1_1;
typedef struct problem_v1_1 {
    thalweg_problem v1_0;
    double lipschitz;
} problem_v1_1;

static const char *asked = "init was not called";

static thalweg_status careful_init(const thalweg_host *host, thalweg_error *error) {
    (void)error;
    const size_t needed = offsetof(host_v1_1, locale) + sizeof(void *);
    asked = host->struct_size >= needed ? "the host has it" : "the host lacks it";
    return host->struct_size >= needed ? THALWEG_E_FAIL : THALWEG_OK;
}
static thalweg_status careful_describe(void *self, thalweg_problem *out, thalweg_error *error) {
    (void)error, (void)self;
    problem_v1_1 all = {.v1_0 = {.struct_size = out->struct_size, .caps = THALWEG_W_F, .dim = 1},
                        .lipschitz = 2.0};
    memcpy(out, &all, out->struct_size < sizeof all ? out->struct_size : sizeof all);
    return THALWEG_OK;
}
/* create succeeds only after the init above has asked. */
static thalweg_status careful_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                     uint64_t dim, uint64_t seed, void **self, thalweg_error *error) {
    if (strcmp(asked, "the host lacks it") != 0)
        return THALWEG_E_VERSION;
    return objective_create(host, values, n, dim, seed, self, error);
}

static thalweg_objective_vt vt;
static thalweg_component objective;
static const thalweg_component *const list[] = {&objective};
static thalweg_module newer;

const thalweg_module *thalweg_module_v1(void) {
    vt = objective_vt;
    vt.describe = careful_describe;
    vt.create = careful_create;
    objective = bowl;
    objective.name = "bowl_of_tomorrow";
    objective.vtable = &vt;
    newer = module;
    newer.abi_minor = 1;
    newer.init = careful_init;
    newer.components = list;
    newer.n_components = 1;
    return &newer;
}
