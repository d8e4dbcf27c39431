/* SPDX-License-Identifier: MIT */
/* An optimizer: a rule (update), an iteration that asks the oracle (step), or a loop of its own (run). */
#ifndef THALWEG_ABI_OPTIMIZER_H
#define THALWEG_ABI_OPTIMIZER_H

#include "host.h"
#include "layout.h"
#include "parameter.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THALWEG_OPT_NEEDS_F 0x1u /* update reads *f, and is charged for it */
/* update treats the blocks of the layout independently of each other, each coordinate alone or each block as
 * a whole: the host may give an instance any stretch of x that is made of whole blocks, with the layout of
 * that stretch. Of rules only. */
#define THALWEG_OPT_BLOCKWISE 0x2u

/* A named scalar that an optimizer shows at each step. Owned by the module. */
typedef struct thalweg_metric {
    uint32_t struct_size;
    uint32_t flags;  /* 0 */
    const char *key; /* [a-z][a-z0-9_]* */
    const char *doc, *unit;
} thalweg_metric;

/* What a run starts from. Owned by the host, valid during reset. */
typedef struct thalweg_run_info {
    uint32_t struct_size;
    uint32_t reserved;
    const double *x0; /* dim doubles */
    uint64_t seed;    /* of the optimizer's own random stream */
    uint64_t horizon; /* steps that will be made at most; 0: unknown */
    uint64_t budget;  /* requests that will be granted at most; 0: unknown */
} thalweg_run_info;

/* Exactly one of update, step and run is not NULL. */
typedef struct thalweg_optimizer_vt {
    uint32_t struct_size;
    uint32_t flags; /* THALWEG_OPT_* */
    uint32_t needs; /* THALWEG_W_* that the objective must offer; a rule needs at least G */
    uint32_t n_metrics;
    const thalweg_metric *const *metrics;
    /* Makes an instance. values: n of them, one a parameter, in order; layout: of x, alive as long as the
     * instance. On OK *self is set and the host calls destroy later; on an error *self is untouched.
     * [any-thread] */
    thalweg_status(THALWEG_CALL *create)(const thalweg_host *host, const thalweg_value *values, uint64_t n,
                                         const thalweg_layout *layout, uint64_t dim, void **self,
                                         thalweg_error *error);
    /* Frees an instance. [instance-thread] */
    void(THALWEG_CALL *destroy)(void *self);
    /* Brings the instance to the state right after create, bit for bit, without allocation; called before
     * every run, the first included. [instance-thread] */
    thalweg_status(THALWEG_CALL *reset)(void *self, const thalweg_run_info *info, thalweg_error *error);
    /* A. A rule: x <- U(x, g). x, g: dim doubles, 64-byte aligned; g is scratch; f: the value at x with
     * NEEDS_F, else NULL. No oracle, no allocation, no input or output. [instance-thread] */
    thalweg_status(THALWEG_CALL *update)(void *self, double *x, double *g, const double *f);
    /* B. One iteration. x: in the iterate, out the next; *f: out its value, or left NaN where it is not
     * known. [instance-thread] */
    thalweg_status(THALWEG_CALL *step)(void *self, const thalweg_oracle *oracle, double *x, double *f,
                                       thalweg_error *error);
    /* C. A whole run from x, which ends as its result with *f its value or NaN. Publishes each iterate by
     * oracle->report and returns at once when report or eval refuses. [instance-thread] */
    thalweg_status(THALWEG_CALL *run)(void *self, const thalweg_oracle *oracle, double *x, double *f,
                                      thalweg_error *error);
    /* Optional, with n_metrics: writes that many doubles, as they are after the last step. [instance-thread]
     */
    void(THALWEG_CALL *get_metrics)(void *self, double *out);
    /* Optional: the point it would return if it had to stop now; x is the iterate, out gets dim doubles.
     * Changes nothing. [instance-thread] */
    thalweg_status(THALWEG_CALL *solution)(void *self, const double *x, double *out);
    /* Optional: changes parameter number `index`, one with PER_STEP, between two steps. [instance-thread] */
    thalweg_status(THALWEG_CALL *set_param)(void *self, uint64_t index, const thalweg_value *value,
                                            thalweg_error *error);
} thalweg_optimizer_vt;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(thalweg_run_info) == 40 && sizeof(thalweg_metric) == 32);
THALWEG_STATIC_ASSERT(offsetof(thalweg_optimizer_vt, create) == 24 &&
                      offsetof(thalweg_optimizer_vt, update) == 48);
THALWEG_STATIC_ASSERT(offsetof(thalweg_optimizer_vt, set_param) == 88 && sizeof(thalweg_optimizer_vt) == 96);

#endif
