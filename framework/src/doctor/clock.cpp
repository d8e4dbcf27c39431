// SPDX-License-Identifier: MIT
// Where time comes from, its resolution and what reading it costs.
#include "doctor/doctor.hpp"

#include "doctor/reading.hpp"
#include "engine/stopwatch.hpp"

#include <ctime>
#include <fmt/format.h>

namespace thalweg::doctor {

Findings look_at_clock(const std::filesystem::path &root) {
    constexpr double costly_ns = 200; // tens where the processor counts, a thousand where the kernel is asked
    const std::string source =
        first_line(root / "sys/devices/system/clocksource/clocksource0/current_clocksource")
            .value_or("unknown");
    timespec resolution = {};
    ::clock_getres(CLOCK_MONOTONIC, &resolution);
    const double cost_ns = engine::clock_cost_ns();
    const std::string what = fmt::format("{}, resolution {} ns, {:.0f} ns a reading", source,
                                         resolution.tv_sec * 1'000'000'000L + resolution.tv_nsec, cost_ns);
    const bool is_slow = source == "hpet" || source == "acpi_pm" || source == "jiffies";
    if (!is_slow && cost_ns < costly_ns && resolution.tv_sec == 0 && resolution.tv_nsec < 1'000)
        return {{"clock", State::ok, what, "", ""}};
    return {{"clock", State::warning, what, "short steps are timed coarsely, a few of many",
             "boot with clocksource=tsc, or do not rely on times of steps below a microsecond"}};
}

} // namespace thalweg::doctor
