/* SPDX-License-Identifier: MIT */
/* The least that a plugin in C needs: the objective c_valley and the rule c_ball. docs/abi.md quotes all of
 * it. */
#include <thalweg/abi.h>

#include <stdlib.h>

/* The signatures are the ABI's. NOLINTBEGIN(readability-function-size) */

/* Rosenbrock's valley: f(x) = sum of s (x[i+1] - x[i]^2)^2 + (1 - x[i])^2. */
typedef struct valley {
    uint64_t dim;
    double steepness;
    double *start, *minimum; /* into `points` */
    double points[];
} valley;

static thalweg_status valley_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                    uint64_t dim, uint64_t seed, void **self, thalweg_error *error) {
    (void)host, (void)n, (void)seed, (void)error;
    if (dim == 0)
        dim = 2; /* nobody asked for another */
    valley *v = malloc(sizeof *v + 2 * dim * sizeof(double));
    if (v == NULL)
        return THALWEG_E_NOMEM;
    v->dim = dim;
    v->steepness = values[0].u.f; /* checked by the host against valley_params */
    v->start = v->points;
    v->minimum = v->points + dim;
    for (uint64_t i = 0; i < dim; ++i) {
        v->start[i] = i % 2 == 0 ? -1.2 : 1.0;
        v->minimum[i] = 1.0;
    }
    *self = v;
    return THALWEG_OK;
}

static thalweg_status valley_describe(void *self, thalweg_problem *out, thalweg_error *error) {
    (void)error;
    const valley *v = self;
    out->caps = THALWEG_W_F | THALWEG_W_G | THALWEG_OBJ_HAS_FOPT | THALWEG_OBJ_HAS_XOPT;
    out->dim = v->dim;
    out->f_opt = 0.0;
    out->n_xopt = 1;
    out->xopt = v->minimum; /* ours, and alive as long as the instance */
    out->x0 = v->start;
    return THALWEG_OK;
}

static thalweg_status valley_eval(void *self, thalweg_eval *request, thalweg_error *error) {
    (void)error;
    if ((request->want & (THALWEG_W_H | THALWEG_W_HV)) != 0)
        return THALWEG_E_UNSUPPORTED;
    const valley *v = self;
    const double s = v->steepness, *x = request->x;
    double *g = (request->want & THALWEG_W_G) != 0 ? request->g : NULL;
    double f = 0.0;
    if (g != NULL)
        g[0] = 0.0;
    for (uint64_t i = 0; i + 1 < v->dim; ++i) {
        const double a = x[i + 1] - x[i] * x[i], b = 1.0 - x[i];
        f += s * a * a + b * b;
        if (g != NULL) {
            g[i] += -4.0 * s * x[i] * a - 2.0 * b;
            g[i + 1] = 2.0 * s * a;
        }
    }
    if ((request->want & THALWEG_W_F) != 0)
        *request->f = f;
    request->samples = 0; /* not on data */
    return THALWEG_OK;
}

static const thalweg_objective_vt valley_vt = {.struct_size = sizeof valley_vt,
                                               .caps = THALWEG_W_F | THALWEG_W_G,
                                               .create = valley_create,
                                               .destroy = free,
                                               .describe = valley_describe,
                                               .eval = valley_eval,
                                               .default_dim = 2,
                                               .min_dim = 2};
static const thalweg_param valley_steepness = {.struct_size = sizeof valley_steepness,
                                               .flags = THALWEG_P_MIN_OPEN,
                                               .key = "steepness",
                                               .doc = "of the walls",
                                               .def = {.type = THALWEG_T_F64, .u.f = 100.0},
                                               .lo = {.type = THALWEG_T_F64, .u.f = 0.0}};
static const thalweg_param *const valley_params[] = {&valley_steepness};
static const thalweg_component valley_component = {.struct_size = sizeof valley_component,
                                                   .kind = THALWEG_KIND_OBJECTIVE,
                                                   .name = "c_valley",
                                                   .version = "1",
                                                   .title = "Rosenbrock's valley, in C",
                                                   .params = valley_params,
                                                   .n_params = 1,
                                                   .vtable = &valley_vt};

/* A ball that rolls: v <- m v - lr g, x <- x + v. */
typedef struct ball {
    uint64_t dim;
    double given_rate, learning_rate, momentum; /* given_rate: what reset puts back after a schedule */
    double v[];
} ball;

static thalweg_status ball_create(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                  const thalweg_layout *layout, uint64_t dim, void **self,
                                  thalweg_error *error) {
    (void)host, (void)n, (void)layout, (void)error;
    ball *b = calloc(1, sizeof *b + dim * sizeof(double));
    if (b == NULL)
        return THALWEG_E_NOMEM;
    b->dim = dim;
    b->given_rate = b->learning_rate = values[0].u.f;
    b->momentum = values[1].u.f;
    *self = b;
    return THALWEG_OK;
}

static thalweg_status ball_reset(void *self, const thalweg_run_info *info, thalweg_error *error) {
    (void)info, (void)error;
    ball *b = self;
    b->learning_rate = b->given_rate;
    for (uint64_t i = 0; i < b->dim; ++i)
        b->v[i] = 0.0;
    return THALWEG_OK;
}

static thalweg_status ball_update(void *self, double *x, double *g, const double *f) {
    (void)f;
    ball *b = self;
    const double lr = b->learning_rate, m = b->momentum;
    for (uint64_t i = 0; i < b->dim; ++i) {
        b->v[i] = m * b->v[i] - lr * g[i];
        x[i] += b->v[i];
    }
    return THALWEG_OK;
}

/* The only parameter with PER_STEP is number 0. */
static thalweg_status ball_set_param(void *self, uint64_t index, const thalweg_value *value,
                                     thalweg_error *error) {
    (void)error;
    if (index != 0)
        return THALWEG_E_INVALID_ARG;
    ((ball *)self)->learning_rate = value->u.f;
    return THALWEG_OK;
}

static const thalweg_optimizer_vt ball_vt = {.struct_size = sizeof ball_vt,
                                             .needs = THALWEG_W_G,
                                             .create = ball_create,
                                             .destroy = free,
                                             .reset = ball_reset,
                                             .update = ball_update,
                                             .set_param = ball_set_param};
static const thalweg_param ball_learning_rate = {.struct_size = sizeof ball_learning_rate,
                                                 .flags = THALWEG_P_MIN_OPEN | THALWEG_P_PER_STEP,
                                                 .key = "learning_rate",
                                                 .doc = "how hard the slope pushes",
                                                 .def = {.type = THALWEG_T_F64, .u.f = 1e-4},
                                                 .lo = {.type = THALWEG_T_F64, .u.f = 0.0}};
static const thalweg_param ball_momentum = {.struct_size = sizeof ball_momentum,
                                            .flags = THALWEG_P_MAX_OPEN,
                                            .key = "momentum",
                                            .doc = "what is kept of v",
                                            .def = {.type = THALWEG_T_F64, .u.f = 0.9},
                                            .lo = {.type = THALWEG_T_F64, .u.f = 0.0},
                                            .hi = {.type = THALWEG_T_F64, .u.f = 1.0}};
static const thalweg_param *const ball_params[] = {&ball_learning_rate, &ball_momentum};
static const thalweg_component ball_component = {.struct_size = sizeof ball_component,
                                                 .kind = THALWEG_KIND_OPTIMIZER,
                                                 .name = "c_ball",
                                                 .version = "1",
                                                 .title = "Momentum, in C",
                                                 .params = ball_params,
                                                 .n_params = 2,
                                                 .vtable = &ball_vt};

static const thalweg_component *const components[] = {&valley_component, &ball_component};
static const thalweg_module module = {.magic = THALWEG_MAGIC,
                                      .struct_size = sizeof module,
                                      .abi_major = THALWEG_ABI_MAJOR,
                                      .abi_minor = THALWEG_ABI_MINOR,
                                      .min_host_minor = 0,
                                      .name = "minimal_plugin",
                                      .version = "1",
                                      .components = components,
                                      .n_components = 2};

const thalweg_module *thalweg_module_v1(void) { return &module; }
/* NOLINTEND(readability-function-size) */
