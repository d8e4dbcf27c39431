// SPDX-License-Identifier: MIT
#include "experiment/control_groups.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

namespace thalweg::experiment {

namespace {

namespace fs = std::filesystem;

/// One line of /proc/self/cgroup, "4:cpu,cpuacct:/user.slice"; v2 has no controllers: "0::/user.slice".
struct Membership {
    std::string controllers, path;
};

std::vector<Membership> memberships(const fs::path &root) {
    std::vector<Membership> all;
    std::ifstream file(root / "proc/self/cgroup");
    for (std::string line; std::getline(file, line);) {
        const std::size_t first = line.find(':'), second = line.find(':', first + 1);
        if (first != std::string::npos && second != std::string::npos)
            all.push_back({line.substr(first + 1, second - first - 1), line.substr(second + 1)});
    }
    if (all.empty())
        all.push_back({"", "/"}); // no /proc: a container's own group is its root
    return all;
}

bool has(const std::string &controllers, const std::string &name) {
    return ("," + controllers + ",").find("," + name + ",") != std::string::npos;
}

/// The folder of a group, and those of all groups above it.
std::vector<fs::path> folders(const fs::path &hierarchy, const std::string &group) {
    std::vector<fs::path> all{hierarchy};
    for (const fs::path &part : fs::path(group).relative_path())
        all.push_back(all.back() / part);
    return all;
}

/// The numbers of a file up to the first word, such as "max", that is none.
std::vector<double> numbers(const fs::path &file) {
    std::ifstream stream(file);
    std::vector<double> all;
    for (double number = 0; stream >> number;)
        all.push_back(number);
    return all;
}

template <class T> void lower(std::optional<T> &limit, T value) {
    limit = limit ? std::min(*limit, value) : value;
}

void lower_cores(GroupLimits &limits, const std::vector<double> &quota_and_period) {
    if (quota_and_period.size() == 2 && quota_and_period[0] > 0 && quota_and_period[1] > 0) // -1: no limit
        lower(limits.cores, quota_and_period[0] / quota_and_period[1]);
}

void lower_memory(GroupLimits &limits, const fs::path &file) {
    constexpr std::uint64_t no_limit = std::uint64_t{1} << 62; // v1 says so with a huge number
    std::uint64_t bytes = 0;
    if (std::ifstream(file) >> bytes && bytes < no_limit)
        lower(limits.memory, bytes);
}

} // namespace

GroupLimits group_limits(const fs::path &root) {
    GroupLimits limits;
    const fs::path mounts = root / "sys/fs/cgroup";
    for (const auto &[controllers, group] : memberships(root)) {
        if (controllers.empty())
            for (const fs::path &folder : folders(mounts, group)) {
                lower_cores(limits, numbers(folder / "cpu.max"));
                lower_memory(limits, folder / "memory.max");
            }
        if (has(controllers, "cpu"))
            for (const fs::path &folder : folders(mounts / "cpu", group)) {
                auto quota = numbers(folder / "cpu.cfs_quota_us");
                const auto period = numbers(folder / "cpu.cfs_period_us");
                quota.insert(quota.end(), period.begin(), period.end());
                lower_cores(limits, quota);
            }
        if (has(controllers, "memory"))
            for (const fs::path &folder : folders(mounts / "memory", group))
                lower_memory(limits, folder / "memory.limit_in_bytes");
    }
    return limits;
}

} // namespace thalweg::experiment
