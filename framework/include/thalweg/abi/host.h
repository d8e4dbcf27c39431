/* SPDX-License-Identifier: MIT */
/* What the host offers a plugin: services for every component, and to an optimizer the oracle. */
#ifndef THALWEG_ABI_HOST_H
#define THALWEG_ABI_HOST_H

#include "evaluation.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Services of the process. Owned by the host, alive until the process ends. */
typedef struct thalweg_host {
    uint32_t struct_size;
    uint16_t abi_major, abi_minor;
    void *ctx;
    const char *name, *version; /* "thalweg", "0.1.0" */
    /* Says one line to the person at the keyboard. level: 0 trace, 1 debug, 2 note, 3 warning, 4 error.
     * The text is copied. [any-thread] */
    void(THALWEG_CALL *log)(void *ctx, int32_t level, const char *text);
    /* A table of further functions by "vendor.name/REV", or NULL where the host has none of that name.
     * [any-thread] */
    const void *(THALWEG_CALL *get_extension)(void *ctx, const char *id);
} thalweg_host;

/* An optimizer's only way to the objective: each call is counted, timed, and refused when the budget is
 * spent. Owned by the host, valid during the call of step or run that it came with. */
typedef struct thalweg_oracle {
    uint32_t struct_size;
    uint32_t caps; /* THALWEG_W_* that it can give */
    void *ctx;
    /* Evaluates. OK; E_BUDGET or E_CANCELLED: refused whole, nothing was written or counted, return that code
     * at once; E_UNSUPPORTED: `want` names what caps lacks, or the split is not for optimizers;
     * E_INVALID_ARG. Non-finite values are handed back as they are, with OK. [instance-thread] */
    thalweg_status(THALWEG_CALL *eval)(void *ctx, thalweg_eval *request);
    uint64_t dim;
    const double *lower, *upper; /* dim doubles each, hard bounds of the objective; NULL: none */
    /* Draws the next minibatch. Without it all evaluations of a step see the same one. OK where there is no
     * data, and then nothing happens. [instance-thread] */
    thalweg_status(THALWEG_CALL *next_batch)(void *ctx);
    /* For `run`: publishes the next iterate. x: dim doubles, copied; f: its value, NaN where unknown;
     * metrics: as many doubles as the optimizer declares, or NULL. Other than OK: return that code at once.
     * In `step` it is refused with E_UNSUPPORTED. [instance-thread] */
    thalweg_status(THALWEG_CALL *report)(void *ctx, const double *x, double f, const double *metrics);
} thalweg_oracle;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(thalweg_host) == 48 && offsetof(thalweg_host, log) == 32);
THALWEG_STATIC_ASSERT(sizeof(thalweg_oracle) == 64 && offsetof(thalweg_oracle, eval) == 16);
THALWEG_STATIC_ASSERT(offsetof(thalweg_oracle, report) == 56);

#endif
