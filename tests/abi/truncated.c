/* SPDX-License-Identifier: MIT */
/* A sound plugin, one struct of which is only so long as THALWEG_TEST_TRUNCATED says, "component 24": behind
 * it is a page that nobody may touch. */
#define _DEFAULT_SOURCE /* mmap of no file */
#define thalweg_module_v1 whole_module
#include "broken.c"
#undef thalweg_module_v1

#include <string.h>
#include <sys/mman.h>

THALWEG_EXPORT const thalweg_module *THALWEG_CALL thalweg_module_v1(void);

/* The first `size` bytes of a struct, right before a forbidden page; its struct_size is at `size_at`. */
static void *cut(const void *from, uint32_t size, size_t size_at) {
    const size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    mprotect(pages + page, page, PROT_NONE);
    char *to = pages + page - size;
    memcpy(to, from, size);
    memcpy(to + size_at, &size, sizeof size);
    return to;
}

static thalweg_module cut_module;
static thalweg_component cut_rule, cut_bowl;
static const thalweg_component *const cut_components[] = {&cut_rule, &cut_bowl};
static const thalweg_param *cut_params[] = {&rate, &mode};
static const thalweg_component *one_component[1];
static thalweg_optimizer_vt vt_with_metric;
static const thalweg_metric *cut_metrics[1];
static void no_metrics(void *self, double *out) { (void)self, *out = 0.0; }

const thalweg_module *thalweg_module_v1(void) {
    char word[32] = "";
    unsigned size = 0;
    if (sscanf(getenv("THALWEG_TEST_TRUNCATED"), "%31s %u", word, &size) != 2)
        return NULL;
    cut_module = module;
    cut_module.components = cut_components;
    cut_rule = rule;
    cut_bowl = bowl;
    cut_params[0] = &rate;
    cut_rule.params = cut_params;
    if (strcmp(word, "module") == 0)
        return cut(&module, size, offsetof(thalweg_module, struct_size));
    if (strcmp(word, "component") == 0) {
        one_component[0] = cut(&rule, size, 0);
        cut_module.components = one_component;
        cut_module.n_components = 1;
    } else if (strcmp(word, "param") == 0)
        cut_params[0] = cut(&rate, size, 0);
    else if (strcmp(word, "metric") == 0) {
        const thalweg_metric metric = {
            .struct_size = sizeof metric, .key = "length", .doc = "of x", .unit = "m"};
        cut_metrics[0] = cut(&metric, size, 0);
        vt_with_metric = optimizer_vt;
        vt_with_metric.n_metrics = 1;
        vt_with_metric.metrics = cut_metrics;
        vt_with_metric.get_metrics = no_metrics;
        cut_rule.vtable = &vt_with_metric;
    } else if (strcmp(word, "optimizer") == 0)
        cut_rule.vtable = cut(&optimizer_vt, size, 0);
    else if (strcmp(word, "objective") == 0)
        cut_bowl.vtable = cut(&objective_vt, size, 0);
    return &cut_module;
}
