/* SPDX-License-Identifier: MIT */
/* One plugin, sound but for the one thing that the macro BROKEN_... names. Each variant is a file of its own.
 */
#include <thalweg/abi.h>

#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#ifndef MAGIC
#define MAGIC THALWEG_MAGIC
#endif
#ifndef MAJOR
#define MAJOR THALWEG_ABI_MAJOR
#endif
#ifndef MINOR
#define MINOR THALWEG_ABI_MINOR
#endif
#ifndef MIN_HOST
#define MIN_HOST 0
#endif
#ifndef MODULE_SIZE
#define MODULE_SIZE sizeof(thalweg_module)
#endif
#ifndef COMPONENT_SIZE
#define COMPONENT_SIZE sizeof(thalweg_component)
#endif
#ifndef PARAM_SIZE
#define PARAM_SIZE sizeof(thalweg_param)
#endif
#ifndef OBJECTIVE_SIZE
#define OBJECTIVE_SIZE sizeof(thalweg_objective_vt)
#endif
#ifndef OPTIMIZER_SIZE
#define OPTIMIZER_SIZE sizeof(thalweg_optimizer_vt)
#endif
#ifndef MODULE_NAME
#define MODULE_NAME "broken"
#endif
#ifndef NAME
#define NAME "sound_rule"
#endif
#ifndef SECOND_NAME
#define SECOND_NAME "sound_bowl"
#endif
#ifndef SECOND_KIND
#define SECOND_KIND THALWEG_KIND_OBJECTIVE
#endif
#ifndef OPTIMIZER_VERSION
#define OPTIMIZER_VERSION "1"
#endif
#ifndef KEY
#define KEY "rate"
#endif
#ifndef SECOND_KEY
#define SECOND_KEY "mode"
#endif
#ifndef TYPE
#define TYPE THALWEG_T_F64
#endif
#ifndef DEFAULT
#define DEFAULT 0.25
#endif
#ifndef LOW
#define LOW 0.0
#endif
#ifndef LOW_TYPE
#define LOW_TYPE THALWEG_T_F64
#endif
#ifndef CHOICE
#define CHOICE 1
#endif
#ifndef CHOICES
#define CHOICES words
#endif
#ifndef N_COMPONENTS
#define N_COMPONENTS 2
#endif
/* functions */
#ifndef OBJ_CREATE
#define OBJ_CREATE objective_create
#endif
#ifndef OBJ_DESTROY
#define OBJ_DESTROY destroy
#endif
#ifndef OBJ_DESCRIBE
#define OBJ_DESCRIBE describe
#endif
#ifndef OBJ_EVAL
#define OBJ_EVAL eval
#endif
#ifndef OPT_CREATE
#define OPT_CREATE optimizer_create
#endif
#ifndef OPT_DESTROY
#define OPT_DESTROY destroy
#endif
#ifndef OPT_RESET
#define OPT_RESET reset
#endif
#ifndef OPT_FLAGS
#define OPT_FLAGS 0
#endif
#ifndef UPDATE
#define UPDATE update
#endif
#ifndef STEP
#define STEP NULL
#endif
#ifndef METRICS
#define METRICS 0
#endif
#ifndef MIN_DIM
#define MIN_DIM 1
#endif
#ifndef VTABLE
#define VTABLE &optimizer_vt
#endif
#ifndef FLAGS
#define FLAGS THALWEG_P_MIN_OPEN
#endif

/* The signatures are the ABI's. NOLINTBEGIN(readability-function-size) */
static thalweg_status objective_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                       uint64_t dim, uint64_t seed, void **self, thalweg_error *error) {
    (void)host, (void)values, (void)n, (void)dim, (void)seed, (void)error;
#ifdef CRASH_IN_CREATE
    raise(SIGSEGV);
#endif
#ifdef HANG_IN_CREATE
    for (;;)
        pause();
#endif
    *self = malloc(1);
    return THALWEG_OK;
}
static void destroy(void *self) { free(self); }
static thalweg_status describe(void *self, thalweg_problem *out, thalweg_error *error) {
    (void)self, (void)error;
#ifdef CRASH_IN_DESCRIBE
    abort();
#endif
    out->dim = 1;
    out->caps = THALWEG_W_F;
    printf("noise on stdout\n");
    fflush(stdout);
    return THALWEG_OK;
}
static thalweg_status eval(void *self, thalweg_eval *request, thalweg_error *error) {
    (void)self, (void)error;
    request->f[0] = request->x[0];
    return THALWEG_OK;
}
static thalweg_status optimizer_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                       const thalweg_layout *layout, uint64_t dim, void **self,
                                       thalweg_error *error) {
    (void)host, (void)values, (void)n, (void)layout, (void)dim, (void)error;
    *self = malloc(1);
    return THALWEG_OK;
}
static thalweg_status reset(void *self, const thalweg_run_info *info, thalweg_error *error) {
    (void)self, (void)info, (void)error;
    return THALWEG_OK;
}
static thalweg_status update(void *self, double *x, double *g, const double *f) {
    (void)self, (void)f;
    x[0] -= g[0];
    return THALWEG_OK;
}
static thalweg_status step(void *self, const thalweg_oracle *oracle, double *x, double *f,
                           thalweg_error *error) {
    (void)self, (void)oracle, (void)x, (void)f, (void)error;
    return THALWEG_STALLED;
}

static const char *const words[] = {"slow", "fast", NULL};
static const thalweg_param rate = {.struct_size = PARAM_SIZE,
                                   .flags = FLAGS,
                                   .key = KEY,
                                   .def = {.type = TYPE, .u.f = DEFAULT},
                                   .lo = {.type = LOW_TYPE, .u.f = LOW},
                                   .hi = {.type = THALWEG_T_F64, .u.f = 1.0}};
static const thalweg_param mode = {.struct_size = sizeof mode,
                                   .key = SECOND_KEY,
                                   .def = {.type = THALWEG_T_CHOICE, .u.i = CHOICE},
                                   .choices = CHOICES};
static const thalweg_param *const params[] = {&rate, &mode};

static const thalweg_objective_vt objective_vt = {.struct_size = OBJECTIVE_SIZE,
                                                  .caps = THALWEG_W_F,
                                                  .create = OBJ_CREATE,
                                                  .destroy = OBJ_DESTROY,
                                                  .describe = OBJ_DESCRIBE,
                                                  .eval = OBJ_EVAL,
                                                  .default_dim = 1,
                                                  .min_dim = MIN_DIM,
                                                  .max_dim = 1};
static const thalweg_optimizer_vt optimizer_vt = {.struct_size = OPTIMIZER_SIZE,
                                                  .flags = OPT_FLAGS,
                                                  .needs = THALWEG_W_G,
                                                  .n_metrics = METRICS,
                                                  .create = OPT_CREATE,
                                                  .destroy = OPT_DESTROY,
                                                  .reset = OPT_RESET,
                                                  .update = UPDATE,
                                                  .step = STEP};
static const thalweg_component rule = {.struct_size = COMPONENT_SIZE,
                                       .kind = THALWEG_KIND_OPTIMIZER,
                                       .name = NAME,
                                       .version = OPTIMIZER_VERSION,
                                       .params = params,
                                       .n_params = 2,
                                       .vtable = VTABLE};
static const thalweg_component bowl = {
    .struct_size = sizeof bowl,
    .kind = SECOND_KIND,
    .name = SECOND_NAME,
    .version = "1",
    .vtable = SECOND_KIND == THALWEG_KIND_OPTIMIZER ? (const void *)&optimizer_vt : &objective_vt};
static const thalweg_component *const components[] = {&rule, &bowl};

static thalweg_status init(const thalweg_host *host, thalweg_error *error) {
    (void)host, (void)error;
#ifdef FAIL_IN_INIT
    snprintf(error->msg, error->msg_cap, "no licence server on port %d", 27000);
    return THALWEG_E_FAIL;
#endif
#ifdef CRASH_IN_INIT
    raise(SIGSEGV);
#endif
#ifdef HANG_IN_INIT
    for (;;)
        pause();
#endif
    return THALWEG_OK;
}
#ifdef EXIT_IN_CONSTRUCTOR
__attribute__((constructor)) static void leave(void) { _exit(0); }
#endif
#ifdef UNRESOLVED
extern void nobody_defines_this(void);
__attribute__((constructor)) static void call_it(void) { nobody_defines_this(); }
#endif

static const thalweg_module module = {.magic = MAGIC,
                                      .struct_size = MODULE_SIZE,
                                      .abi_major = MAJOR,
                                      .abi_minor = MINOR,
                                      .min_host_minor = MIN_HOST,
                                      .name = MODULE_NAME,
                                      .version = "1",
                                      .init = init,
                                      .components = components,
                                      .n_components = N_COMPONENTS};

const void *keep(void) { return (const void *)(uintptr_t)step; }

#ifdef NO_ENTRY
const thalweg_module *another_name(void) { return &module; }
#elif defined(NULL_ENTRY)
const thalweg_module *thalweg_module_v1(void) { return NULL; }
const thalweg_module *keep_module(void) { return &module; }
#else
const thalweg_module *thalweg_module_v1(void) { return &module; }
#endif
/* NOLINTEND(readability-function-size) */
