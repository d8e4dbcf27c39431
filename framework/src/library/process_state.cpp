// SPDX-License-Identifier: MIT
// Floating-point control words and the locale: read, compared and put back.
#include "library/process_state.hpp"

#include <clocale>
#include <cstdint>

namespace thalweg::library {

namespace {

#if defined(__x86_64__)
constexpr std::uint32_t control_bits = 0xFFC0; // of MXCSR; below them are the flags of past exceptions
std::uint32_t vector_control(const std::fenv_t &state) { return state.__mxcsr & control_bits; }
std::uint32_t scalar_control(const std::fenv_t &state) { return state.__control_word; }
bool flushes(const std::fenv_t &state) { return (state.__mxcsr & 0x8040u) != 0; } // FTZ, DAZ
#elif defined(__aarch64__)
std::uint32_t vector_control(const std::fenv_t &state) { return state.__fpcr; }
std::uint32_t scalar_control(const std::fenv_t &) { return 0; }
bool flushes(const std::fenv_t &state) { return (state.__fpcr & (1u << 24)) != 0; }
#else
#error "which control words does this machine have?"
#endif

std::string current_locale() {
    const char *name = std::setlocale(LC_ALL, nullptr); // NOLINT(concurrency-mt-unsafe): threads come later
    return name != nullptr ? name : "C";
}

} // namespace

ProcessState::ProcessState() : arithmetic_{}, locale_(current_locale()) { std::fegetenv(&arithmetic_); }

std::string ProcessState::restore() const {
    std::string changed;
    const auto add = [&](const char *text) { changed += (changed.empty() ? "" : ", ") + std::string(text); };
    std::fenv_t now{};
    std::fegetenv(&now);
    if (vector_control(now) != vector_control(arithmetic_))
        add(flushes(now) && !flushes(arithmetic_) ? "flush-to-zero arithmetic (built with -ffast-math?)"
                                                  : "the rounding or traps of SSE arithmetic");
    if (scalar_control(now) != scalar_control(arithmetic_))
        add("the precision or rounding of x87 arithmetic");
    std::fesetenv(&arithmetic_);
    if (current_locale() != locale_) {
        add("the locale");
        std::setlocale(LC_ALL, locale_.c_str()); // NOLINT(concurrency-mt-unsafe)
    }
    return changed;
}

} // namespace thalweg::library
