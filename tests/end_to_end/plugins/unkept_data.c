/* SPDX-License-Identifier: MIT */
/* The mean distance to twelve samples, for several points a call and with starts of its own, sound but for
 * the one promise that the macro BREAKS_... names. Each variant is a file of its own. */
#include <thalweg/abi.h>

#include <stdlib.h>
#include <string.h>

#define DIM 3
#define SAMPLES 12

typedef struct state {
    uint64_t calls;
    const thalweg_batch *batch;
} state;

static const double lower[DIM] = {-4, -4, -4}, upper[DIM] = {4, 4, 4};

/* The signatures are the ABI's. NOLINTBEGIN(readability-function-size) */
static double sample(uint64_t i, uint64_t k) { return (double)((i * i + k) % 7) / 2 - 1; }

static thalweg_status create(const thalweg_host *host, const thalweg_value *values, uint64_t n, uint64_t dim,
                             uint64_t seed, void **self, thalweg_error *error) {
    (void)host, (void)values, (void)n, (void)dim, (void)seed, (void)error;
    *self = calloc(1, sizeof(state));
    return THALWEG_OK;
}
static void destroy(void *self) {
#ifndef BREAKS_DESTROY
    free(self);
#endif
}
static thalweg_status describe(void *self, thalweg_problem *out, thalweg_error *error) {
    (void)self, (void)error;
    out->caps = THALWEG_W_F | THALWEG_W_G | THALWEG_OBJ_STOCHASTIC | THALWEG_OBJ_BATCH_POINTS;
    out->dim = DIM;
    out->n_samples = SAMPLES;
    out->lower = lower;
    out->upper = upper;
    return THALWEG_OK;
}

static uint64_t which(const thalweg_batch *batch, uint64_t k) {
#ifdef BREAKS_INDICES
    return batch == NULL ? k : batch->indices[0] + k;
#else
    return batch == NULL ? k : batch->indices[k];
#endif
}
/* f, and g where it is not NULL, at one point. */
static double mean(const thalweg_batch *batch, const double *x, double *g) {
#ifdef BREAKS_WHOLE
    batch = NULL;
#endif
    const uint64_t n = batch == NULL ? SAMPLES : batch->size;
    double f = 0;
    for (uint64_t i = 0; g != NULL && i < DIM; ++i)
        g[i] = 0;
#ifdef BREAKS_MEAN
    const double share = 1.0 / SAMPLES;
#else
    const double share = 1.0 / (double)n;
#endif
    for (uint64_t k = 0; k < n; ++k)
        for (uint64_t i = 0; i < DIM; ++i) {
            const double r = x[i] - sample(which(batch, k), i);
            f += share * r * r / 2;
            if (g != NULL)
                g[i] += share * r;
        }
    return f;
}
static thalweg_status eval(void *self, thalweg_eval *r, thalweg_error *error) {
    state *s = self;
    (void)error;
    if (r->want & (THALWEG_W_H | THALWEG_W_HV))
        return THALWEG_E_UNSUPPORTED;
#ifdef BREAKS_ROWS
    const uint64_t ld = r->n_points > 1 ? r->dim : r->ld;
#else
    const uint64_t ld = r->ld;
#endif
    for (uint64_t p = 0; p < r->n_points; ++p) {
        double scratch[DIM], *g = r->want & THALWEG_W_G ? r->g + p * ld : scratch;
        const double f = mean(r->batch, r->x + p * ld, g);
        if (r->want & THALWEG_W_F)
            r->f[p] = f;
#ifdef BREAKS_PADDING
        if (g != scratch && r->n_points > 1)
            g[r->ld - 1] = 0;
#endif
    }
#ifdef BREAKS_REPEATS
    if (r->batch != NULL && r->want & THALWEG_W_F && ++s->calls > 5)
        r->f[0] += 1e-12 * (double)s->calls;
#endif
#ifdef BREAKS_MEMORY
    if (s->calls++ % 2 == 0)
        *(void *volatile *)&s->batch = malloc(24);
#endif
    const uint64_t touched = r->batch == NULL ? SAMPLES : r->batch->size;
#ifdef BREAKS_COUNT
    r->samples = SAMPLES;
#else
    r->samples = touched * r->n_points;
#endif
    return THALWEG_OK;
}

static thalweg_status start(void *self, uint64_t index, uint64_t seed, double *x0, thalweg_error *error) {
    state *s = self;
    (void)error;
#ifdef BREAKS_INDEX
    index = 0;
#endif
#ifdef BREAKS_SEED
    seed = 0;
#endif
#ifdef BREAKS_STREAM
    index = s->calls;
#endif
    ++s->calls;
    uint64_t word = seed * 1000003 + index;
    for (uint64_t i = 0; i < DIM; ++i) {
        word = word * 6364136223846793005u + 1442695040888963407u; /* Knuth's MMIX generator */
        x0[i] = 8 * ((double)(word >> 11) / 9007199254740992.0) - 4;
    }
#ifdef BREAKS_BOUNDS
    x0[1] *= 2;
#endif
#ifdef BREAKS_X0
    x0[DIM] = 0;
#endif
    return THALWEG_OK;
}
/* NOLINTEND(readability-function-size) */

#define CAPS (THALWEG_W_F | THALWEG_W_G | THALWEG_OBJ_STOCHASTIC)
static const thalweg_objective_vt vt = {.struct_size = sizeof vt,
                                        .caps = CAPS,
                                        .create = create,
                                        .destroy = destroy,
                                        .describe = describe,
                                        .eval = eval,
                                        .start = start,
                                        .default_dim = DIM,
                                        .min_dim = DIM,
                                        .max_dim = DIM};
static const thalweg_component cloud = {.struct_size = sizeof cloud,
                                        .kind = THALWEG_KIND_OBJECTIVE,
                                        .name = "cloud",
                                        .version = "1",
                                        .vtable = &vt};
static const thalweg_component *const components[] = {&cloud};
static const thalweg_module module = {.magic = THALWEG_MAGIC,
                                      .struct_size = sizeof module,
                                      .abi_major = THALWEG_ABI_MAJOR,
                                      .name = "unkept_data",
                                      .version = "1",
                                      .components = components,
                                      .n_components = 1};
const thalweg_module *thalweg_module_v1(void) { return &module; }
