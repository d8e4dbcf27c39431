// SPDX-License-Identifier: MIT
// The C library of this process -> the name of its sin, cos, exp and pow, and how to get those that every
// x86-64 has.
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace thalweg::experiment {

/// "glibc 2.36 fma", "glibc 2.36 sse2": equal names, equal bits. glibc picks one by the processor, as far as
/// GLIBC_TUNABLES lets it; what it picked for this process is said here.
std::string math_variant();

/// The one that --portable-math gives; nothing where there is no choice: other processors, other C libraries.
std::optional<std::string> portable_math_variant();

/// The one that this processor gets where nothing is asked for.
std::string default_math_variant();

/// The value of GLIBC_TUNABLES that gives the portable variant and keeps what else `value` asks for. It acts
/// on programs that are started with it.
std::string with_portable_math(std::string_view value);

} // namespace thalweg::experiment
