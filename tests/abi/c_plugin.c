/* SPDX-License-Identifier: MIT */
/* A plugin in plain C: the objective c_bowl, scale * sum (x_i - 3)^2, and the rule c_descent, x <- x - lr g.
 */
#include <thalweg/abi.h>

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct bowl {
    uint64_t dim;
    double scale, *x0, *xopt;
} bowl;

/* The signatures are the ABI's. NOLINTBEGIN(readability-function-size) */
static thalweg_status refuse(thalweg_error *error, thalweg_status code, const char *text) {
    if (error != NULL) {
        error->code = code;
        snprintf(error->msg, error->msg_cap, "%s", text);
    }
    return code;
}

static void bowl_destroy(void *self) {
    bowl *b = self;
    free(b->x0);
    free(b->xopt);
    free(b);
}

static thalweg_status bowl_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                  uint64_t dim, uint64_t seed, void **self, thalweg_error *error) {
    (void)host, (void)seed;
    if (n != 3)
        return refuse(error, THALWEG_E_INVALID_ARG, "three parameters are expected");
    if (dim == 0)
        dim = 2;
    if (dim == 13)
        return refuse(error, THALWEG_E_INVALID_ARG, "13 dimensions bring bad luck");
    bowl *b = malloc(sizeof *b);
    /* far: the start is scaled by 10 where the choice is number 1 */
    const double start = (values[1].u.i == 1 ? 10.0 : 1.0) * (values[2].count > 0 ? values[2].u.fv[0] : 0.0);
    *b = (bowl){dim, values[0].u.f, malloc(dim * sizeof(double)), malloc(dim * sizeof(double))};
    for (uint64_t i = 0; i < dim; ++i) {
        b->x0[i] = start;
        b->xopt[i] = 3.0;
    }
    *self = b;
    return THALWEG_OK;
}

static thalweg_status bowl_describe(void *self, thalweg_problem *out, thalweg_error *error) {
    (void)error;
    bowl *b = self;
    out->caps = THALWEG_W_F | THALWEG_W_G | THALWEG_OBJ_HAS_FOPT | THALWEG_OBJ_HAS_XOPT;
    out->dim = b->dim;
    out->f_opt = 0.0;
    out->n_xopt = 1;
    out->xopt = b->xopt;
    out->x0 = b->x0;
    return THALWEG_OK;
}

static thalweg_status bowl_eval(void *self, thalweg_eval *request, thalweg_error *error) {
    bowl *b = self;
    if ((request->want & ~(THALWEG_W_F | THALWEG_W_G | THALWEG_W_FULL)) != 0)
        return refuse(error, THALWEG_E_UNSUPPORTED, "only f and g");
    double f = 0.0;
    for (uint64_t i = 0; i < b->dim; ++i) {
        const double r = request->x[i] - 3.0;
        f += b->scale * r * r;
        if (request->want & THALWEG_W_G)
            request->g[i] = 2.0 * b->scale * r;
    }
    if (request->want & THALWEG_W_F)
        request->f[0] = f;
    return THALWEG_OK;
}

static thalweg_status bowl_start(void *self, uint64_t index, uint64_t seed, double *x0,
                                 thalweg_error *error) {
    (void)error;
    bowl *b = self;
    for (uint64_t i = 0; i < b->dim; ++i)
        x0[i] = (double)(1000 * seed + 10 * index + i);
    return THALWEG_OK;
}

static const thalweg_objective_vt bowl_vt = {sizeof bowl_vt,
                                             THALWEG_W_F | THALWEG_W_G,
                                             bowl_create,
                                             bowl_destroy,
                                             bowl_describe,
                                             bowl_eval,
                                             bowl_start,
                                             2,
                                             1,
                                             100,
                                             NULL};

static const double corner[] = {0.25, 0.75};
static const char *const spreads[] = {"near", "far", NULL};
static const thalweg_param bowl_scale = {.struct_size = sizeof bowl_scale,
                                         .flags = THALWEG_P_MIN_OPEN | THALWEG_P_LOG,
                                         .key = "scale",
                                         .doc = "steepness",
                                         .unit = "m",
                                         .def = {.type = THALWEG_T_F64, .u.f = 1.5},
                                         .lo = {.type = THALWEG_T_F64, .u.f = 0.0}};
static const thalweg_param bowl_spread = {.struct_size = sizeof bowl_spread,
                                          .key = "spread",
                                          .doc = "of the start",
                                          .def = {.type = THALWEG_T_CHOICE, .u.i = 1},
                                          .choices = spreads};
static const thalweg_param bowl_corner = {.struct_size = sizeof bowl_corner,
                                          .key = "corner",
                                          .doc = "of the start",
                                          .def = {.type = THALWEG_T_F64_ARRAY, .count = 2, .u.fv = corner}};
static const thalweg_param *const bowl_params[] = {&bowl_scale, &bowl_spread, &bowl_corner};
static const char *const bowl_tags[] = {"convex", "separable", NULL};
static const thalweg_component bowl_component = {.struct_size = sizeof bowl_component,
                                                 .kind = THALWEG_KIND_OBJECTIVE,
                                                 .name = "c_bowl",
                                                 .version = "2",
                                                 .title = "A bowl in C",
                                                 .tags = bowl_tags,
                                                 .params = bowl_params,
                                                 .n_params = 3,
                                                 .vtable = &bowl_vt};

typedef struct descent {
    uint64_t dim, updates, block_size;
    double learning_rate;
} descent;

static thalweg_status descent_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                     const thalweg_layout *layout, uint64_t dim, void **self,
                                     thalweg_error *error) {
    (void)n, (void)error;
    host->log(host->ctx, 2, "descent made");
    descent *d = malloc(sizeof *d);
    *d = (descent){dim, 0, layout->blocks[0]->shape[0], values[0].u.f};
    *self = d;
    return THALWEG_OK;
}
static thalweg_status descent_reset(void *self, const thalweg_run_info *info, thalweg_error *error) {
    if (info->horizon == 666)
        return refuse(error, THALWEG_E_FAIL, "not that many steps");
    ((descent *)self)->updates = 0;
    return THALWEG_OK;
}
static thalweg_status descent_update(void *self, double *x, double *g, const double *f) {
    (void)f;
    descent *d = self;
    for (uint64_t i = 0; i < d->dim; ++i)
        x[i] -= d->learning_rate * g[i];
    ++d->updates;
    return THALWEG_OK;
}
static void descent_metrics(void *self, double *out) {
    descent *d = self;
    out[0] = (double)d->updates;
    out[1] = (double)d->block_size;
}
static thalweg_status descent_set(void *self, uint64_t index, const thalweg_value *value,
                                  thalweg_error *error) {
    (void)index, (void)error;
    ((descent *)self)->learning_rate = value->u.f;
    return THALWEG_OK;
}

static const thalweg_metric updates = {.struct_size = sizeof updates, .key = "updates", .doc = "since reset"};
static const thalweg_metric block_size = {.struct_size = sizeof block_size, .key = "block_size", .unit = "1"};
static const thalweg_metric *const metrics[] = {&updates, &block_size};
static const thalweg_optimizer_vt descent_vt = {.struct_size = sizeof descent_vt,
                                                .needs = THALWEG_W_G,
                                                .n_metrics = 2,
                                                .metrics = metrics,
                                                .create = descent_create,
                                                .destroy = free,
                                                .reset = descent_reset,
                                                .update = descent_update,
                                                .get_metrics = descent_metrics,
                                                .set_param = descent_set};
static const thalweg_param learning_rate = {.struct_size = sizeof learning_rate,
                                            .flags = THALWEG_P_REQUIRED | THALWEG_P_PER_STEP |
                                                     THALWEG_P_MIN_OPEN | THALWEG_P_MAX_OPEN,
                                            .key = "learning_rate",
                                            .def = {.type = THALWEG_T_F64},
                                            .lo = {.type = THALWEG_T_F64, .u.f = 0.0},
                                            .hi = {.type = THALWEG_T_F64, .u.f = 8.0}};
static const thalweg_param *const descent_params[] = {&learning_rate};
static const thalweg_component descent_component = {.struct_size = sizeof descent_component,
                                                    .kind = THALWEG_KIND_OPTIMIZER,
                                                    .name = "c_descent",
                                                    .version = "1",
                                                    .params = descent_params,
                                                    .n_params = 1,
                                                    .vtable = &descent_vt};

static const thalweg_component *const components[] = {&bowl_component, &descent_component};
static const thalweg_module module = {.magic = THALWEG_MAGIC,
                                      .struct_size = sizeof module,
                                      .abi_major = THALWEG_ABI_MAJOR,
                                      .abi_minor = THALWEG_ABI_MINOR,
                                      .name = "c_plugin",
                                      .version = "0.3",
                                      .build_info = "plain C",
                                      .components = components,
                                      .n_components = 2};

const thalweg_module *thalweg_module_v1(void) { return &module; }
/* NOLINTEND(readability-function-size) */
