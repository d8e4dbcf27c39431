// SPDX-License-Identifier: MIT
#include "experiment/environment.hpp"

#include "experiment/math.hpp"

#include <fmt/format.h>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sys/utsname.h>
#include <thread>

namespace thalweg::experiment {

namespace {

/// The first value of a "name : value" line of /proc/cpuinfo.
std::string cpuinfo(const std::string &name) {
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);)
        if (line.starts_with(name))
            if (const auto colon = line.find(": "); colon != std::string::npos)
                return line.substr(colon + 2);
    return {};
}

} // namespace

nlohmann::json environment() {
    utsname system{};
    uname(&system);
    nlohmann::json features = nlohmann::json::array();
#if defined(__x86_64__)
    const auto add = [&](const char *name, int supported) {
        if (supported)
            features.push_back(name);
    };
    add("sse4.2", __builtin_cpu_supports("sse4.2"));
    add("avx", __builtin_cpu_supports("avx"));
    add("avx2", __builtin_cpu_supports("avx2"));
    add("fma", __builtin_cpu_supports("fma"));
    add("avx512f", __builtin_cpu_supports("avx512f"));
#endif
    return {{"host", system.nodename},
            {"cpu", cpuinfo("model name")},
            {"cores", std::thread::hardware_concurrency()},
            {"cpu_features", features},
            {"math", math_variant()},
            {"kernel", fmt::format("{} {}", system.sysname, system.release)},
            {"machine", system.machine},
            {"compiler", fmt::format("g++ {}", __VERSION__)},
            {"flags", THALWEG_FLAGS},
            {"libraries", THALWEG_LIBRARIES},
            {"thalweg", THALWEG_VERSION}};
}

} // namespace thalweg::experiment
