/* SPDX-License-Identifier: MIT */
/* A module: what a plugin's one exported function returns, and the components in it. */
#ifndef THALWEG_ABI_MODULE_H
#define THALWEG_ABI_MODULE_H

#include "objective.h"
#include "optimizer.h"

#ifdef __cplusplus
extern "C" {
#endif

#define THALWEG_KIND_OBJECTIVE 1u
#define THALWEG_KIND_OPTIMIZER 2u

/* One component. Owned by the module, constant, alive as long as it. */
typedef struct thalweg_component {
    uint32_t struct_size;
    uint32_t kind;                      /* THALWEG_KIND_* */
    const char *name;                   /* [a-z][a-z0-9_]*: what experiment files say */
    const char *version;                /* of the algorithm: raised when a default or a result changes */
    const char *title;                  /* one line; or NULL */
    const char *doc;                    /* the formula and what differs from the source; or NULL */
    const char *citation, *license;     /* or NULL */
    const char *const *tags;            /* words, then NULL; or NULL; "stochastic": it draws from the seed */
    const thalweg_param *const *params; /* n_params POINTERS: the element may grow */
    uint64_t n_params;
    const void *vtable; /* thalweg_objective_vt or thalweg_optimizer_vt, by kind */
    /* Optional: a table of further functions by "vendor.name/REV", or NULL. [any-thread] */
    const void *(THALWEG_CALL *get_extension)(const char *id);
} thalweg_component;

/* A plugin. Its first 16 bytes are the same in all versions of this ABI, past and future. */
typedef struct thalweg_module {
    uint32_t magic; /* THALWEG_MAGIC */
    uint32_t struct_size;
    uint16_t abi_major, abi_minor; /* what it was built with */
    uint16_t min_host_minor;       /* the oldest host it can work in; 0 unless it uses something newer */
    uint16_t reserved;
    const char *name, *version, *build_info; /* of the library; build_info: compiler and flags, or NULL */
    /* Optional: called once, after the handshake and before any component is used; host lives as long as the
     * process. An error refuses the whole module. [once, before use] */
    thalweg_status(THALWEG_CALL *init)(const thalweg_host *host, thalweg_error *error);
    const thalweg_component *const *components; /* n_components POINTERS */
    uint64_t n_components;
} thalweg_module;

/* The one exported function: pure, never fails, may be called before anything else. [any-thread] */
typedef const thalweg_module *(THALWEG_CALL *thalweg_module_v1_fn)(void);
THALWEG_EXPORT const thalweg_module *THALWEG_CALL thalweg_module_v1(void);

#ifdef __cplusplus
}
#endif

THALWEG_STATIC_ASSERT(offsetof(thalweg_component, name) == 8 && offsetof(thalweg_component, vtable) == 80);
THALWEG_STATIC_ASSERT(offsetof(thalweg_module, abi_major) == 8 &&
                      offsetof(thalweg_module, min_host_minor) == 12);
THALWEG_STATIC_ASSERT(offsetof(thalweg_module, name) == 16 && sizeof(thalweg_module) == 64);

#endif
