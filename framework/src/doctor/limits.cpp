// SPDX-License-Identifier: MIT
// Limits of this process, and where core dumps go.
#include "doctor/doctor.hpp"

#include "doctor/reading.hpp"

#include <fmt/format.h>
#include <sys/resource.h>

namespace thalweg::doctor {

namespace {

rlim_t limit_of(__rlimit_resource resource) {
    rlimit limit = {};
    return ::getrlimit(resource, &limit) == 0 ? limit.rlim_cur : RLIM_INFINITY;
}

std::string amount(rlim_t limit) { return limit == RLIM_INFINITY ? "unlimited" : fmt::format("{}", limit); }

Finding files() {
    constexpr rlim_t few = 256; // a worker takes a handful, and HDF5 some
    const rlim_t limit = limit_of(RLIMIT_NOFILE);
    if (limit >= few)
        return {"open files", State::ok, amount(limit), "", ""};
    return {"open files", State::warning, amount(limit), "each worker needs some", "`ulimit -n 1024`"};
}

Finding processes() {
    constexpr rlim_t few = 64;
    const rlim_t limit = limit_of(RLIMIT_NPROC);
    if (limit >= few)
        return {"processes", State::ok, amount(limit), "", ""};
    return {"processes", State::warning, amount(limit),
            "workers are processes, and others of yours count too", "`ulimit -u 4096`, or `--jobs 1`"};
}

Finding unlimited(const char *topic, __rlimit_resource resource, const char *why, const char *fix) {
    const rlim_t limit = limit_of(resource);
    if (limit == RLIM_INFINITY)
        return {topic, State::ok, "unlimited", "", ""};
    return {topic, State::warning, mebibytes(limit), why, fix};
}

Finding cores(const std::filesystem::path &root) {
    const std::string pattern = first_line(root / "proc/sys/kernel/core_pattern").value_or("");
    if (limit_of(RLIMIT_CORE) == 0 || pattern.empty())
        return {"core dumps", State::ok, "none", "", ""};
    if (pattern.starts_with("|"))
        return {"core dumps", State::ok, "go to " + pattern.substr(1, pattern.find(' ') - 1), "", ""};
    return {"core dumps", State::warning, fmt::format("written as \"{}\"", pattern),
            "a plugin that crashes in many runs fills the disk with them", "`ulimit -c 0`"};
}

} // namespace

Findings look_at_limits(const std::filesystem::path &root) {
    return {files(), processes(),
            unlimited("address space", RLIMIT_AS, "plugins run out of memory that the machine has",
                      "`ulimit -v unlimited`; stop.memory limits workers better"),
            unlimited("file size", RLIMIT_FSIZE, "larger results cannot be written", "`ulimit -f unlimited`"),
            cores(root)};
}

} // namespace thalweg::doctor
