/* SPDX-License-Identifier: MIT */
/* The parameters of a component: described once by the plugin, validated by the host, passed as values in
 * order. */
#ifndef THALWEG_ABI_PARAMETER_H
#define THALWEG_ABI_PARAMETER_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THALWEG_T_NONE 0      /* no value: an absent default, an absent end of a range */
#define THALWEG_T_F64 1       /* .u.f */
#define THALWEG_T_I64 2       /* .u.i */
#define THALWEG_T_BOOL 3      /* .u.i, 0 or 1 */
#define THALWEG_T_STR 4       /* .u.s, count bytes without the NUL */
#define THALWEG_T_CHOICE 5    /* .u.i, an index into the parameter's choices */
#define THALWEG_T_F64_ARRAY 6 /* .u.fv, count elements */
#define THALWEG_T_I64_ARRAY 7 /* .u.iv, count elements */

/* One value. Pointers in it live as long as the call it is an argument of, or, in a description, as the
 * module. */
typedef struct thalweg_value {
    int32_t type; /* THALWEG_T_* */
    uint32_t reserved;
    uint64_t count;
    union {
        double f;
        int64_t i;
        const char *s;
        const double *fv;
        const int64_t *iv;
    } u;
} thalweg_value;

#define THALWEG_P_REQUIRED 0x1u /* no default: the experiment file must set it */
#define THALWEG_P_MIN_OPEN 0x2u /* lo < v rather than lo <= v */
#define THALWEG_P_MAX_OPEN 0x4u
#define THALWEG_P_LOG 0x8u       /* sweeps of it are best drawn on a log scale */
#define THALWEG_P_PER_STEP 0x10u /* set_param may change it between steps: schedules */
/* STR only: the name of a file. Experiment files name it relative to their own folder; the plugin gets an
 * absolute path. Its SHA-256 becomes a condition of the results. */
#define THALWEG_P_FILE 0x20u

/* One parameter: owned by the module, constant, alive as long as the module. For arrays the range holds for
 * each element. Values that reach a plugin have been checked against this; the plugin need not check again.
 */
typedef struct thalweg_param {
    uint32_t struct_size;
    uint32_t flags;       /* THALWEG_P_* */
    const char *key;      /* [a-z][a-z0-9_]*, never renamed */
    const char *doc;      /* one line */
    const char *unit;     /* NULL: a pure number */
    thalweg_value def;    /* its type is the parameter's type, also where REQUIRED makes it no default */
    thalweg_value lo, hi; /* type NONE: unbounded */
    const char *const *choices; /* CHOICE only: the words, then NULL */
} thalweg_param;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(thalweg_value) == 24 && offsetof(thalweg_value, u) == 16);
THALWEG_STATIC_ASSERT(offsetof(thalweg_param, key) == 8 && offsetof(thalweg_param, def) == 32);
THALWEG_STATIC_ASSERT(offsetof(thalweg_param, choices) == 104 && sizeof(thalweg_param) == 112);

#endif
