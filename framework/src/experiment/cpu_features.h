/* SPDX-License-Identifier: MIT */
/* The processor and GLIBC_TUNABLES -> the features by which glibc chooses its mathematics. C, since clang
 * does not take glibc's header for C++. */
#ifndef THALWEG_EXPERIMENT_CPU_FEATURES_H
#define THALWEG_EXPERIMENT_CPU_FEATURES_H

#define THALWEG_CPU_KNOWN 1U /**< not set: another processor than x86-64 or another C library; no choice */
#define THALWEG_CPU_FMA 2U
#define THALWEG_CPU_FMA4 4U
#define THALWEG_CPU_AVX2 8U

#ifdef __cplusplus
extern "C" {
#endif

/** What the processor says that it has. */
unsigned thalweg_present_cpu_features(void);

/** What glibc uses of it in this process. */
unsigned thalweg_active_cpu_features(void);

#ifdef __cplusplus
}
#endif

#endif
