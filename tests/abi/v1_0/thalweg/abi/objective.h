/* SPDX-License-Identifier: MIT */
/* An objective: a function to minimise, with what is known about it. */
#ifndef THALWEG_ABI_OBJECTIVE_H
#define THALWEG_ABI_OBJECTIVE_H

#include "host.h"
#include "layout.h"
#include "parameter.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Beside THALWEG_W_F, G, H and HV in caps: */
#define THALWEG_OBJ_STOCHASTIC 0x100u   /* honours batch; n_samples is set */
#define THALWEG_OBJ_BATCH_POINTS 0x200u /* takes n_points > 1 itself; else the host loops */
#define THALWEG_OBJ_HAS_FOPT 0x400u
#define THALWEG_OBJ_HAS_XOPT 0x800u

#define THALWEG_DIFFERENTIABLE 0u
#define THALWEG_DIFFERENTIABLE_ALMOST 1u /* almost everywhere: kinks, steps */
#define THALWEG_DIFFERENTIABLE_NOT 2u

/* Facts about one instance. All pointers belong to the instance and live as long as it. */
typedef struct thalweg_problem {
    uint32_t struct_size;
    uint32_t caps; /* THALWEG_W_* | THALWEG_OBJ_* of this instance */
    uint64_t dim;
    uint64_t n_samples;                         /* size of the finite sum; 0: not on data */
    const double *lower, *upper;                /* dim doubles: hard bounds; NULL: all of R^dim */
    const double *region_lower, *region_upper;  /* dim doubles: where to look, for pictures and drawn starts; or NULL */
    double f_opt;                               /* with HAS_FOPT: the least value */
    uint64_t n_xopt;
    const double *xopt;           /* with HAS_XOPT: n_xopt rows of dim doubles */
    const double *x0;             /* the canonical start, dim doubles; or NULL */
    const thalweg_layout *layout; /* NULL: one block of rank 1 */
    uint32_t differentiable;      /* THALWEG_DIFFERENTIABLE* */
    uint32_t n_local;
    const double *xlocal; /* n_local rows of dim doubles: known minima that are not global */
} thalweg_problem;

typedef struct thalweg_objective_vt {
    uint32_t struct_size;
    uint32_t caps; /* THALWEG_W_* | THALWEG_OBJ_* that instances have, whatever the parameters; describe may add */
    /* Makes an instance. values: n of them, one a parameter, in order; dim: within [min_dim, max_dim], or 0 for the
     * instance's own; seed: for a random instance. On OK *self is set and the host calls destroy later; on an error
     * *self is untouched. Nothing passed in outlives the call but host. [any-thread] */
    thalweg_status(THALWEG_CALL *create)(const thalweg_host *host, const thalweg_value *values, uint64_t n, uint64_t dim,
                                         uint64_t seed, void **self, thalweg_error *error);
    /* Frees an instance. [instance-thread] */
    void(THALWEG_CALL *destroy)(void *self);
    /* Fills *out, whose struct_size the host has set and beyond which nothing is written. [instance-thread] */
    thalweg_status(THALWEG_CALL *describe)(void *self, thalweg_problem *out, thalweg_error *error);
    /* Evaluates; pure in (x, batch, split), so the same request gives the same bits. NaN and infinity are values, not
     * errors. E_UNSUPPORTED: `want` names what caps lacks, or the split has no samples. [instance-thread] */
    thalweg_status(THALWEG_CALL *eval)(void *self, thalweg_eval *request, thalweg_error *error);
    /* Optional. Draws start number `index` of the stream `seed` into x0 (dim doubles). [instance-thread] */
    thalweg_status(THALWEG_CALL *start)(void *self, uint64_t index, uint64_t seed, double *x0, thalweg_error *error);
    /* The dimensions it is defined in: default_dim 0 means that the parameters decide (data); max_dim 0: no limit. */
    uint64_t default_dim, min_dim, max_dim;
    /* Optional, for classifiers: *out is the share of the split's samples that x classifies rightly, NaN where the
     * split has none. Pure, and charged to nobody. [instance-thread] */
    thalweg_status(THALWEG_CALL *accuracy)(void *self, const double *x, uint32_t split, double *out,
                                           thalweg_error *error);
} thalweg_objective_vt;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(thalweg_problem) == 112 && offsetof(thalweg_problem, xlocal) == 104);
THALWEG_STATIC_ASSERT(offsetof(thalweg_problem, f_opt) == 56 && offsetof(thalweg_problem, layout) == 88);
THALWEG_STATIC_ASSERT(offsetof(thalweg_objective_vt, eval) == 32 && offsetof(thalweg_objective_vt, default_dim) == 48);
THALWEG_STATIC_ASSERT(offsetof(thalweg_objective_vt, accuracy) == 72 && sizeof(thalweg_objective_vt) == 80);

#endif
