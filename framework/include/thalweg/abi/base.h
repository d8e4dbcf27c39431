/* SPDX-License-Identifier: MIT */
/* What every other header of the ABI needs: versions, export, status codes, the error buffer.
 *
 * The rules of the whole ABI:
 *  - Structs only grow at the end. Each begins with struct_size, set by the side that fills it; a field is
 * read only where THALWEG_HAS says that it is there; an absent field means 0 or NULL.
 *  - Every pointer belongs to the side that made it and is freed by nobody else.
 *  - Text is UTF-8 and ends in NUL. Vectors of doubles are 64-byte aligned.
 *  - Nothing of C++ crosses: no exception, no standard container, no FILE*, no varargs, no struct by value.
 *  - A thread tag ends each function's comment: [instance-thread] one thread at a time for one instance,
 *    [any-thread] any number at once, [once, before use] once in the life of the process. */
#ifndef THALWEG_ABI_BASE_H
#define THALWEG_ABI_BASE_H

#include <stddef.h>
#include <stdint.h>

#if defined(_WIN32)
#define THALWEG_EXPORT __declspec(dllexport)
#define THALWEG_CALL __cdecl
#else
#define THALWEG_EXPORT __attribute__((visibility("default")))
#define THALWEG_CALL
#endif

#define THALWEG_MAGIC 0x31574854u /* "THW1", little-endian */
#define THALWEG_ABI_MAJOR 1u      /* also in the name of the entry */
#define THALWEG_ABI_MINOR 0u
#define THALWEG_ENTRY_NAME "thalweg_module_v1"

/* Whether field f of *p, a struct of type T, was known to the side that filled it. */
#define THALWEG_HAS(T, p, f) ((p)->struct_size >= offsetof(T, f) + sizeof((p)->f))

#ifdef __cplusplus
#define THALWEG_STATIC_ASSERT(c) static_assert(c, #c)
#else
#define THALWEG_STATIC_ASSERT(c) _Static_assert(c, #c)
#endif

#ifdef __cplusplus
extern "C" {
#endif

/* What a call came to: negative is an error, 0 is fine, positive ends the run as a normal result. */
typedef int32_t thalweg_status;
#define THALWEG_OK 0
#define THALWEG_CONVERGED 1 /* the optimizer's own test says that it is done */
#define THALWEG_STALLED 2   /* no further progress is possible, as when a line search finds no step */
#define THALWEG_E_FAIL (-1) /* anything else; exceptions become this */
#define THALWEG_E_INVALID_ARG (-2)
#define THALWEG_E_NOMEM (-3)
#define THALWEG_E_UNSUPPORTED (-4)
#define THALWEG_E_NONFINITE (-5) /* a value was NaN or infinite and the callee cannot go on */
#define THALWEG_E_BUDGET                                                                                     \
    (-6) /* refused by the oracle: the budget is spent; return at once, with this code                       \
          */
#define THALWEG_E_CANCELLED (-7) /* refused by the oracle: the host is stopping the run; return at once */
#define THALWEG_E_VERSION (-8)

/* Where a callee writes why it failed. The caller owns it and may pass NULL; the callee writes at most
 * msg_cap bytes, NUL included, and sets code. */
typedef struct thalweg_error {
    uint32_t struct_size;
    thalweg_status code;
    uint64_t msg_cap;
    char *msg;
} thalweg_error;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(void *) == 8 && sizeof(double) == 8);
THALWEG_STATIC_ASSERT(sizeof(thalweg_error) == 24 && offsetof(thalweg_error, msg) == 16);

#endif
