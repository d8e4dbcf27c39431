// SPDX-License-Identifier: MIT
#include "experiment/math.hpp"

#include <features.h>
#include <fmt/format.h>
#include <sys/utsname.h>
#include <vector>

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif
#if defined(__GLIBC__) && defined(__x86_64__)
#include <sys/platform/x86.h>
#endif

namespace thalweg::experiment {

namespace {

#if defined(__GLIBC__) && defined(__x86_64__)
constexpr bool has_choice = true;
/// As libm chooses (sysdeps/x86_64/fpu/multiarch/ifunc-avx-fma4.h). Its AVX versions are the SSE2 ones in
/// other instructions: the same bits.
const char *choice(bool fma, bool avx2, bool fma4) { return fma && avx2 ? "fma" : fma4 ? "fma4" : "sse2"; }
std::string chosen() {
    return choice(CPU_FEATURE_ACTIVE(FMA), CPU_FEATURE_ACTIVE(AVX2), CPU_FEATURE_ACTIVE(FMA4));
}
std::string chosen_by_default() {
    return choice(CPU_FEATURE_PRESENT(FMA), CPU_FEATURE_PRESENT(AVX2), CPU_FEATURE_PRESENT(FMA4));
}
#else
constexpr bool has_choice = false;
std::string chosen() {
    utsname system{};
    uname(&system);
    return system.machine;
}
std::string chosen_by_default() { return chosen(); }
#endif

std::string named(const std::string &variant) {
#if defined(__GLIBC__)
    return fmt::format("glibc {} {}", gnu_get_libc_version(), variant);
#else
    return "unknown libc, " + variant;
#endif
}

} // namespace

std::string math_variant() { return named(chosen()); }

std::optional<std::string> portable_math_variant() {
    return has_choice ? std::optional(named("sse2")) : std::nullopt;
}

std::string default_math_variant() { return named(chosen_by_default()); }

/// Of several settings of one tunable glibc takes the last.
std::string with_portable_math(std::string_view value) {
    constexpr std::string_view hwcaps = "glibc.cpu.hwcaps=", portable = "-FMA,-FMA4";
    std::string others, masked;
    while (!value.empty()) {
        const std::string_view setting = value.substr(0, value.find(':'));
        value.remove_prefix(std::min(value.size(), setting.size() + 1));
        if (setting.starts_with(hwcaps))
            masked = setting.substr(hwcaps.size());
        else if (!setting.empty())
            others += fmt::format("{}:", setting);
    }
    if (!masked.empty() && !masked.ends_with(portable))
        masked += ',';
    if (!masked.ends_with(portable))
        masked += portable;
    return fmt::format("{}{}{}", others, hwcaps, masked);
}

} // namespace thalweg::experiment
