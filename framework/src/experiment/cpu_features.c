/* SPDX-License-Identifier: MIT */
#include "experiment/cpu_features.h"

#include <features.h>

#if defined(__GLIBC__) && defined(__x86_64__)
#include <sys/platform/x86.h>

struct thalweg_cpu_features thalweg_present_cpu_features(void) {
    const struct thalweg_cpu_features features = {1, CPU_FEATURE_PRESENT(FMA), CPU_FEATURE_PRESENT(FMA4),
                                                  CPU_FEATURE_PRESENT(AVX2)};
    return features;
}

struct thalweg_cpu_features thalweg_active_cpu_features(void) {
    const struct thalweg_cpu_features features = {1, CPU_FEATURE_ACTIVE(FMA), CPU_FEATURE_ACTIVE(FMA4),
                                                  CPU_FEATURE_ACTIVE(AVX2)};
    return features;
}
#else
struct thalweg_cpu_features thalweg_present_cpu_features(void) {
    const struct thalweg_cpu_features none = {0, 0, 0, 0};
    return none;
}

struct thalweg_cpu_features thalweg_active_cpu_features(void) {
    return thalweg_present_cpu_features();
}
#endif
