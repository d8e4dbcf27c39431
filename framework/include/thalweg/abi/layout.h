/* SPDX-License-Identifier: MIT */
/* The layout of x: which stretches of the flat vector are matrices, biases, norms. */
#ifndef THALWEG_ABI_LAYOUT_H
#define THALWEG_ABI_LAYOUT_H

#include "base.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THALWEG_ROLE_OTHER 0u
#define THALWEG_ROLE_HIDDEN 1u /* weights between hidden layers: the matrices that Muon works on */
#define THALWEG_ROLE_INPUT 2u
#define THALWEG_ROLE_OUTPUT 3u
#define THALWEG_ROLE_BIAS 4u
#define THALWEG_ROLE_NORM 5u

/* x[offset .. offset + shape[0] * ... * shape[rank-1]), row-major. Blocks cover x once, in ascending order.
 * Of weights the last side counts the outputs, those before it the inputs: a matrix has a row an input and a
 * column an output, and rank 3 and 4 are matrices of all sides but the last by the last (a convolution's
 * kernel: height x width x in x out). */
typedef struct thalweg_block {
    uint32_t struct_size;
    uint32_t role; /* THALWEG_ROLE_*; one that the host does not know counts as OTHER */
    const char *name;
    uint64_t offset;
    uint64_t rank; /* 1 to 4 */
    uint64_t shape[4];
} thalweg_block;

/* Owned by the objective (by the host, in create of an optimizer) and alive as long as the instance. */
typedef struct thalweg_layout {
    uint32_t struct_size;
    uint32_t reserved;
    uint64_t n_blocks;
    const thalweg_block *const *blocks;
} thalweg_layout;

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(sizeof(thalweg_block) == 64 && offsetof(thalweg_block, shape) == 32);
THALWEG_STATIC_ASSERT(sizeof(thalweg_layout) == 24 && offsetof(thalweg_layout, blocks) == 16);

#endif
