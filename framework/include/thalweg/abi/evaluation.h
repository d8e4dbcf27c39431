/* SPDX-License-Identifier: MIT */
/* One request for f, g, H or Hv at one or more points, on all data or on a minibatch. */
#ifndef THALWEG_ABI_EVALUATION_H
#define THALWEG_ABI_EVALUATION_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THALWEG_W_F 0x1u     /* f: one double a point */
#define THALWEG_W_G 0x2u     /* g: dim doubles a point, rows of length ld */
#define THALWEG_W_H 0x4u     /* H: the full square, dim * dim doubles a point, row-major, contiguous */
#define THALWEG_W_HV 0x8u    /* H v: dim doubles a point, rows of length ld */
#define THALWEG_W_FULL 0x10u /* on all data rather than the step's batch; costs n samples */

#define THALWEG_SPLIT_TRAIN 0u
#define THALWEG_SPLIT_VALID 1u
#define THALWEG_SPLIT_TEST 2u /* the oracle refuses it to optimizers */

/* A minibatch, drawn by the host. The same (seed, counter) always stands for the same samples. */
typedef struct thalweg_batch {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t seed, counter;  /* the run's data stream, and how many batches it gave before */
    uint64_t size;           /* samples in it */
    const uint64_t *indices; /* which of the n_samples; alive during the call */
} thalweg_batch;

/* One request. The caller owns all of it; the callee writes what `want` names and `samples`, and nothing
 * else. */
typedef struct thalweg_eval {
    uint32_t struct_size;
    uint32_t want;          /* THALWEG_W_* */
    uint32_t split;         /* THALWEG_SPLIT_* */
    uint32_t n_points;      /* at least 1 */
    uint64_t dim, ld;       /* points are rows of ld >= dim doubles, ld a multiple of 8 where n_points > 1 */
    const double *x;        /* n_points * ld, 64-byte aligned */
    const double *v;        /* directions for HV, shaped as x */
    double *f, *g, *h, *hv; /* outputs; those that `want` does not name may be NULL */
    const thalweg_batch
        *batch;       /* from the host to the objective; NULL is all data. Optimizers leave it NULL */
    uint64_t samples; /* out: samples touched, 0 for an objective without data */
} thalweg_eval;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(thalweg_batch) == 40 && offsetof(thalweg_batch, indices) == 32);
THALWEG_STATIC_ASSERT(sizeof(thalweg_eval) == 96 && offsetof(thalweg_eval, x) == 32);
THALWEG_STATIC_ASSERT(offsetof(thalweg_eval, batch) == 80 && offsetof(thalweg_eval, samples) == 88);

#endif
