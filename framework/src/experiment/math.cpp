// SPDX-License-Identifier: MIT
#include "experiment/math.hpp"

#include "experiment/cpu_features.h"

#include <algorithm>
#include <features.h>
#include <fmt/format.h>
#include <sys/utsname.h>

#if defined(__GLIBC__)
#include <gnu/libc-version.h>
#endif

namespace thalweg::experiment {

namespace {

/// As libm chooses (sysdeps/x86_64/fpu/multiarch/ifunc-avx-fma4.h). Its AVX versions are the SSE2 ones in
/// other instructions: the same bits.
std::string choice(const thalweg_cpu_features &features) {
    if (!features.is_known) {
        utsname system{};
        uname(&system);
        return system.machine;
    }
    return features.fma && features.avx2 ? "fma" : features.fma4 ? "fma4" : "sse2";
}

std::string named(const std::string &variant) {
#if defined(__GLIBC__)
    return fmt::format("glibc {} {}", gnu_get_libc_version(), variant);
#else
    return "unknown libc, " + variant;
#endif
}

} // namespace

std::string math_variant() { return named(choice(thalweg_active_cpu_features())); }

std::optional<std::string> portable_math_variant() {
    return thalweg_active_cpu_features().is_known ? std::optional(named("sse2")) : std::nullopt;
}

std::string default_math_variant() { return named(choice(thalweg_present_cpu_features())); }

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
