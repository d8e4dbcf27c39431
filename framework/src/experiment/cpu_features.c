/* SPDX-License-Identifier: MIT */
#include "experiment/cpu_features.h"

#include <features.h>

#if defined(__GLIBC__) && defined(__x86_64__)
#include <sys/platform/x86.h>

unsigned thalweg_present_cpu_features(void) {
    return THALWEG_CPU_KNOWN | (CPU_FEATURE_PRESENT(FMA) ? THALWEG_CPU_FMA : 0) |
           (CPU_FEATURE_PRESENT(FMA4) ? THALWEG_CPU_FMA4 : 0) |
           (CPU_FEATURE_PRESENT(AVX2) ? THALWEG_CPU_AVX2 : 0);
}

unsigned thalweg_active_cpu_features(void) {
    return THALWEG_CPU_KNOWN | (CPU_FEATURE_ACTIVE(FMA) ? THALWEG_CPU_FMA : 0) |
           (CPU_FEATURE_ACTIVE(FMA4) ? THALWEG_CPU_FMA4 : 0) |
           (CPU_FEATURE_ACTIVE(AVX2) ? THALWEG_CPU_AVX2 : 0);
}
#else
unsigned thalweg_present_cpu_features(void) { return 0; }
unsigned thalweg_active_cpu_features(void) { return 0; }
#endif
