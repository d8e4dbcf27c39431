/* SPDX-License-Identifier: MIT */
/* The processor and GLIBC_TUNABLES -> the features by which glibc chooses its mathematics. C, since clang
 * does not take glibc's header for C++. */
#ifndef THALWEG_EXPERIMENT_CPU_FEATURES_H
#define THALWEG_EXPERIMENT_CPU_FEATURES_H

#ifdef __cplusplus
extern "C" {
#endif

struct thalweg_cpu_features {
    int is_known; /**< 0: other processors than x86-64 and other C libraries than glibc, which have no choice
                   */
    int fma, fma4, avx2;
};

/** What the processor says that it has. */
struct thalweg_cpu_features thalweg_present_cpu_features(void);

/** What glibc uses of it in this process. */
struct thalweg_cpu_features thalweg_active_cpu_features(void);

#ifdef __cplusplus
}
#endif

#endif
