// SPDX-License-Identifier: MIT
// Cores, this process's share of them, and what makes their speed change.
#include "doctor/doctor.hpp"

#include "doctor/reading.hpp"
#include "experiment/control_groups.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <fstream>
#include <optional>
#include <sstream>

namespace thalweg::doctor {

namespace {

namespace fs = std::filesystem;

constexpr const char *timing = "times of one run depend on what else the machine does";

Finding cores_finding(const fs::path &root, unsigned cores) {
    const auto share = experiment::group_limits(root).cores;
    const std::string what = fmt::format("{} for this process", cores);
    if (!share || *share >= cores)
        return {"cores", State::ok, what, "", ""};
    return {"cores", State::warning, fmt::format("{}, but time for {:.3g} of them", what, *share),
            "a control group (cgroup) of this process stops workers that use more",
            fmt::format("`thalweg run --jobs {}`, or raise the limit", std::max(1.0, std::floor(*share)))};
}

Finding threads_finding(const fs::path &cpu) {
    if (first_line(cpu / "smt/active").value_or("0") != "1")
        return {"SMT", State::ok, "one thread a core", "", ""};
    return {"SMT", State::warning, "two threads share a core", timing,
            "for timing, `--jobs` with half the cores, or switch SMT off"};
}

Finding governor_finding(const fs::path &cpu) {
    const auto governor = first_line(cpu / "cpu0/cpufreq/scaling_governor");
    if (!governor)
        return {"governor", State::ok, "none to be seen: the frequency is not ours to set", "", ""};
    if (*governor == "performance")
        return {"governor", State::ok, *governor, "", ""};
    return {"governor", State::warning, *governor, "the frequency follows the load, and times follow it",
            "for timing, `cpupower frequency-set -g performance`"};
}

Finding turbo_finding(const fs::path &cpu) {
    const bool intel = first_line(cpu / "intel_pstate/no_turbo").value_or("1") == "0";
    const bool other = first_line(cpu / "cpufreq/boost").value_or("0") == "1";
    if (!intel && !other)
        return {"turbo", State::ok, "off, or none to be seen", "", ""};
    return {"turbo", State::warning, "on", "the frequency falls when more cores work, and with heat",
            fmt::format("for timing, `echo {} > {}`", intel ? "1" : "0",
                        (cpu / (intel ? "intel_pstate/no_turbo" : "cpufreq/boost")).string())};
}

std::optional<std::uint64_t> available_memory(const fs::path &root) {
    std::ifstream file(root / "proc/meminfo");
    std::string name;
    std::uint64_t kibibytes = 0;
    for (std::string line; std::getline(file, line);)
        if (std::istringstream words(line); words >> name >> kibibytes && name == "MemAvailable:")
            return kibibytes * 1024;
    return std::nullopt;
}

} // namespace

Findings look_at_processor(const fs::path &root, unsigned cores) {
    const fs::path cpu = root / "sys/devices/system/cpu";
    return {cores_finding(root, cores), threads_finding(cpu), governor_finding(cpu), turbo_finding(cpu)};
}

Findings look_at_memory(const fs::path &root, std::uint64_t memory) {
    constexpr std::uint64_t little = 512u << 20;
    const auto available = available_memory(root);
    std::string what = fmt::format("{} for a process", mebibytes(memory));
    if (available)
        what += fmt::format(", {} of the machine free", mebibytes(*available));
    if (std::min(memory, available.value_or(memory)) >= little)
        return {{"memory", State::ok, what, "", ""}};
    return {
        {"memory", State::warning, what, "workers and the results on their way to the file need some",
         "end other programs, use fewer `--jobs`, or raise the memory limit of the control group (cgroup)"}};
}

} // namespace thalweg::doctor
