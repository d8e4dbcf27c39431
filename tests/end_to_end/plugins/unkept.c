/* SPDX-License-Identifier: MIT */
/* Momentum on a bowl, sound but for the one promise that the macro BREAKS_... names. Each variant is a file
 * of its own. */
#include <thalweg/abi.h>

#include <fenv.h>
#include <locale.h>
#include <math.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <threads.h>
#include <unistd.h>

#define DIM 3

typedef struct state {
    double rate, initial;
    uint64_t dim, calls;
    double v[];
} state;

static uint64_t instances;
static const void *last;

/* The signatures are the ABI's. NOLINTBEGIN(readability-function-size) */
static void forget(state *s) {
    s->calls = 0;
    memset(s->v, 0, s->dim * sizeof(double));
}
static thalweg_status rule_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                  const thalweg_layout *layout, uint64_t dim, void **self,
                                  thalweg_error *error) {
    (void)host, (void)n, (void)layout, (void)error;
#ifdef BREAKS_CREATION
    if (dim > 1)
        return THALWEG_E_FAIL;
#endif
    state *s = malloc(sizeof(state) + dim * sizeof(double));
    s->dim = dim;
    s->rate = values[0].u.f;
#ifdef BREAKS_DETERMINISM
    s->rate /= (double)++instances;
#endif
    s->initial = s->rate;
    forget(s);
    *self = s;
    return THALWEG_OK;
}
static void destroy(void *self) {
    free(self);
#ifdef BREAKS_LOCALE
    setlocale(LC_ALL, "C.UTF-8");
#endif
#ifdef BREAKS_ROUNDING
    fesetround(FE_UPWARD);
#endif
}
static thalweg_status reset(void *self, const thalweg_run_info *info, thalweg_error *error) {
    (void)info, (void)error;
#ifndef BREAKS_RESET
    ((state *)self)->rate = ((state *)self)->initial;
#endif
#ifdef BREAKS_NON_FINITE
    for (uint64_t i = 0; i < ((state *)self)->dim; ++i)
        ((state *)self)->v[i] *= 0;
#else
    forget(self);
#endif
#ifdef BREAKS_SEED
    ((state *)self)->v[0] = (double)(info->seed % 7) / 8;
#endif
    return THALWEG_OK;
}
static int is_finite(double g) { return isfinite(g); }
static thalweg_status update(void *self, double *x, double *g, const double *f) {
    state *s = self;
    (void)f;
    ++s->calls;
#ifdef BREAKS_BUFFERS
    if (s->dim == 515)
        x[515] = 0;
#endif
#ifdef BREAKS_PAGE
    if (s->dim == 512)
        x[512] = 0;
#endif
#ifdef BREAKS_ALLOCATION
    void *volatile scratch = malloc(s->dim);
    free(scratch);
#endif
#ifdef BREAKS_STEPS
    if (s->calls == 9)
        return 7;
#endif
#ifdef BREAKS_SIGNALS
    signal(SIGUSR1, SIG_IGN);
#endif
#ifdef BREAKS_FOLDER
    if (chdir("/") != 0)
        return THALWEG_E_FAIL;
#endif
#ifdef SEGFAULTS
    if (!is_finite(g[0]))
        raise(SIGSEGV);
#endif
#ifdef EXITS
    if (!is_finite(g[0]))
        exit(0);
#endif
#ifdef HANGS
    for (volatile int hang = !is_finite(g[0]); hang;) {
    }
#endif
#ifdef SLEEPS
    if (!is_finite(g[0]))
        pause();
#endif
#ifdef DOZES
    while (!is_finite(g[0]))
        thrd_sleep(&(struct timespec){.tv_nsec = 1000000}, NULL);
#endif
#ifdef BREAKS_INTERLEAVING
    if (s->calls > 1 && last != s)
        g[0] *= 2;
    last = s;
#endif
    for (uint64_t i = 0; i < s->dim; ++i) {
        s->v[i] = s->v[i] / 2 - s->rate * g[i];
        x[i] += s->v[i];
    }
    return THALWEG_OK;
}
static thalweg_status set_param(void *self, uint64_t index, const thalweg_value *value,
                                thalweg_error *error) {
    (void)index, (void)error;
#ifdef BREAKS_SCHEDULES
    (void)value;
#else
    ((state *)self)->rate = value->u.f;
#endif
#ifdef BREAKS_SET_PARAM
    ((state *)self)->v[0] = 0;
#endif
    return THALWEG_OK;
}
static thalweg_status solution(void *self, const double *x, double *out) {
    memcpy(out, x, ((state *)self)->dim * sizeof(double));
#ifdef BREAKS_SOLUTION
    ((state *)self)->v[0] = 0;
#endif
    return THALWEG_OK;
}
/* Steepest descent that asks the oracle itself. */
static thalweg_status ask(state *s, const thalweg_oracle *oracle, double *x) {
    double *g = aligned_alloc(64, (s->dim + 8) / 8 * 64);
    thalweg_eval request = {.struct_size = sizeof request,
                            .want = THALWEG_W_G,
                            .n_points = 1,
                            .dim = s->dim,
                            .ld = (s->dim + 7) / 8 * 8,
                            .x = x,
                            .g = g};
    const thalweg_status status = oracle->eval(oracle->ctx, &request);
    for (uint64_t i = 0; status == THALWEG_OK && i < s->dim; ++i)
        x[i] -= s->rate * g[i];
    free(g);
    return status;
}
static thalweg_status step(void *self, const thalweg_oracle *oracle, double *x, double *f,
                           thalweg_error *error) {
    (void)f, (void)error;
#ifdef BREAKS_LEAKS
    *(void *volatile *)&last = malloc(40);
#endif
    const thalweg_status status = ask(self, oracle, x);
#ifdef BREAKS_REFUSAL
    return status == THALWEG_E_BUDGET ? ask(self, oracle, x) : status;
#else
    return status;
#endif
}
static thalweg_status run(void *self, const thalweg_oracle *oracle, double *x, double *f,
                          thalweg_error *error) {
    (void)error;
    *f = NAN;
    for (int k = 0; k < 50; ++k) {
        thalweg_status status = ask(self, oracle, x);
        if (status == THALWEG_OK)
            status = oracle->report(oracle->ctx, x, NAN, NULL);
#ifdef BREAKS_REPORTS
        if (status == THALWEG_E_BUDGET && k < 20)
            continue;
#endif
        if (status != THALWEG_OK)
            return status;
    }
    return THALWEG_CONVERGED;
}

#ifndef DOC
#define DOC "step length"
#endif
#ifndef UNIT
#define UNIT NULL
#endif
#ifndef DEFAULT
#define DEFAULT 0.0078125
#endif
static const thalweg_param rate = {.struct_size = sizeof rate,
                                   .flags = THALWEG_P_MIN_OPEN | THALWEG_P_PER_STEP,
                                   .key = "rate",
                                   .doc = DOC,
                                   .unit = UNIT,
                                   .def = {.type = THALWEG_T_F64, .u.f = DEFAULT},
                                   .lo = {.type = THALWEG_T_F64, .u.f = 0},
                                   .hi = {.type = THALWEG_T_F64, .u.f = 1}};
static const thalweg_param *const params[] = {&rate};
static const thalweg_optimizer_vt optimizer_vt = {.struct_size = sizeof optimizer_vt,
                                                  .needs = THALWEG_W_G,
                                                  .create = rule_create,
                                                  .destroy = destroy,
                                                  .reset = reset,
#if defined(STEPS)
                                                  .step = step,
#elif defined(RUNS)
                                                  .run = run,
#else
                                                  .update = update,
#endif
                                                  .solution = solution,
                                                  .set_param = set_param};

/* f = x0^2/2 + x1^2 + 3 x2^2/2, with its derivatives. */
static const double origin[DIM] = {0, 0, 0}, from[DIM] = {-2, -2, -2}, to[DIM] = {2, 2, 3};
#ifdef BREAKS_FACTS
static const double start[DIM] = {1, 1, 4};
#else
static const double start[DIM] = {1, 1, 2};
#endif
#ifndef SECOND_OFFSET
#define SECOND_OFFSET 2
#endif
static const thalweg_block first = {sizeof first, THALWEG_ROLE_HIDDEN, "first", 0, 1, {2, 1, 1, 1}};
static const thalweg_block second = {sizeof second, THALWEG_ROLE_BIAS, "second", SECOND_OFFSET, 1,
                                     {1, 1, 1, 1}};
static const thalweg_block *const blocks[] = {&first, &second};
static const thalweg_layout layout = {sizeof layout, 0, 2, blocks};

static thalweg_status bowl_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                  uint64_t dim, uint64_t seed, void **self, thalweg_error *error) {
    (void)host, (void)values, (void)n, (void)dim, (void)seed, (void)error;
    state *s = calloc(1, sizeof(state));
    s->rate = (double)++instances;
    *self = s;
    return THALWEG_OK;
}
#ifndef F_OPT
#define F_OPT 0
#endif
#ifndef CAPS
#define CAPS (THALWEG_W_F | THALWEG_W_G | THALWEG_W_H | THALWEG_W_HV)
#endif
#ifndef HAS
#define HAS (THALWEG_OBJ_HAS_FOPT | THALWEG_OBJ_HAS_XOPT)
#endif
static thalweg_status describe(void *self, thalweg_problem *out, thalweg_error *error) {
    (void)self, (void)error;
    out->caps = CAPS | HAS;
    out->dim = DIM;
    out->region_lower = from;
    out->region_upper = to;
    out->f_opt = F_OPT;
    out->n_xopt = (HAS & THALWEG_OBJ_HAS_XOPT) ? 1 : 0;
    out->xopt = origin;
    out->x0 = start;
    out->layout = &layout;
    return THALWEG_OK;
}
static void fill(const thalweg_eval *r, double slope) {
    for (uint32_t i = 0; i < DIM; ++i) {
        if (r->want & THALWEG_W_F)
            r->f[0] += (i + 1) / 2.0 * r->x[i] * r->x[i];
        if (r->want & THALWEG_W_G)
            r->g[i] = slope * (i + 1) * r->x[i];
        if (r->want & THALWEG_W_H)
            for (uint32_t j = 0; j < DIM; ++j)
                r->h[i * DIM + j] = i == j ? i + 1 : 0;
        if (r->want & THALWEG_W_HV)
            r->hv[i] = (i + 1) * r->v[i];
    }
}
static thalweg_status eval(void *self, thalweg_eval *r, thalweg_error *error) {
    state *s = self;
    (void)s, (void)error;
    double slope = 1;
    if (r->want & 15u & ~(uint32_t)(CAPS))
#ifdef BREAKS_LACKS
        return THALWEG_OK;
#else
        return THALWEG_E_UNSUPPORTED;
#endif
    if (r->want & THALWEG_W_F)
        r->f[0] = 0;
#ifdef BREAKS_GRADIENT
    slope = 1.000004;
#endif
    fill(r, slope);
    ++s->calls;
#ifdef BREAKS_PURITY
    if (s->calls == 450 && r->want == 15) /* in the second round of the same questions */
        r->f[0] += 1e-13;
#endif
#ifdef BREAKS_OBJECTIVE_INSTANCES
    if (r->want & THALWEG_W_F)
        r->f[0] *= 1 + 1e-15 * s->rate;
#endif
#ifdef BREAKS_FUSED
    if ((r->want & 3u) == 3u)
        r->g[0] = nextafter(r->g[0], 9);
#endif
#ifdef BREAKS_OUTPUTS
    if (r->g)
        r->g[0] = r->x[0];
#endif
#ifdef BREAKS_POINT
    ((double *)(uintptr_t)r->x)[0] += 1;
#endif
#ifdef BREAKS_HESSIAN
    if (r->want & THALWEG_W_H)
        r->h[0] = 1.001;
#endif
#ifdef BREAKS_SYMMETRY
    if (r->want & THALWEG_W_H)
        r->h[DIM] = 1e-7;
#endif
#ifdef BREAKS_HV
    if (r->want & THALWEG_W_HV)
        r->hv[1] *= 1.001;
#endif
    return THALWEG_OK;
}
static const thalweg_objective_vt objective_vt = {.struct_size = sizeof objective_vt,
                                                  .caps = CAPS,
                                                  .create = bowl_create,
                                                  .destroy = destroy,
                                                  .describe = describe,
                                                  .eval = eval,
                                                  .default_dim = DIM,
                                                  .min_dim = DIM,
                                                  .max_dim = DIM};
static const thalweg_component rule = {.struct_size = sizeof rule,
                                       .kind = THALWEG_KIND_OPTIMIZER,
                                       .name = "rule",
                                       .version = "1",
                                       .params = params,
                                       .n_params = 1,
                                       .vtable = &optimizer_vt};
static const thalweg_component bowl = {.struct_size = sizeof bowl,
                                       .kind = THALWEG_KIND_OBJECTIVE,
                                       .name = "bowl",
                                       .version = "1",
                                       .vtable = &objective_vt};
static const thalweg_component *const components[] = {&rule, &bowl};
#ifndef VERSION
#define VERSION "1"
#endif
static const thalweg_module module = {.magic = THALWEG_MAGIC,
                                      .struct_size = sizeof module,
                                      .abi_major = THALWEG_ABI_MAJOR,
                                      .name = "unkept",
                                      .version = VERSION,
                                      .components = components,
                                      .n_components = 2};

#ifdef BREAKS_EXPORTS
THALWEG_EXPORT int momentum(void);
int momentum(void) { return 1; }
#endif
#ifdef BREAKS_LOADING
__attribute__((constructor)) static void catch_signals(void) { signal(SIGUSR2, SIG_IGN); }
#endif
const void *keep[] = {(const void *)(uintptr_t)update, (const void *)(uintptr_t)step,
                      (const void *)(uintptr_t)run};
const thalweg_module *thalweg_module_v1(void) { return &module; }
/* NOLINTEND(readability-function-size) */
