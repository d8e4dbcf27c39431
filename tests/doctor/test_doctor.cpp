// SPDX-License-Identifier: MIT
#include "doctor/doctor.hpp"
#include "experiment/control_groups.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <fstream>
#include <map>
#include <sys/resource.h>
#include <unistd.h>

using namespace thalweg::doctor;
namespace fs = std::filesystem;

namespace {

/// A folder with files of /proc and /sys as a test wants them; gone at the end.
class Machine {
public:
    Machine(std::initializer_list<std::pair<std::string, std::string>> files) {
        std::string name = (fs::temp_directory_path() / "thalweg_machine_XXXXXX").string();
        root_ = ::mkdtemp(name.data());
        for (const auto &[file, text] : files) {
            fs::create_directories((root_ / file).parent_path());
            std::ofstream(root_ / file) << text;
        }
    }
    Machine(const Machine &) = delete;
    Machine &operator=(const Machine &) = delete;
    ~Machine() { fs::remove_all(root_); }
    const fs::path &root() const { return root_; }

private:
    fs::path root_;
};

Finding find(const Findings &findings, const std::string &topic) {
    const auto found = std::ranges::find(findings, topic, &Finding::topic);
    REQUIRE(found != findings.end());
    return *found;
}

/// A limit of this process that is put back at the end.
class Limit {
public:
    Limit(__rlimit_resource resource, rlim_t value) : resource_(resource) {
        ::getrlimit(resource, &before_);
        const rlimit now{value, before_.rlim_max};
        REQUIRE(::setrlimit(resource, &now) == 0);
    }
    Limit(const Limit &) = delete;
    Limit &operator=(const Limit &) = delete;
    ~Limit() { ::setrlimit(resource_, &before_); }

private:
    __rlimit_resource resource_;
    rlimit before_{};
};

} // namespace

TEST_CASE("doctor: a cgroup that gives less time than there are cores is told, with the jobs that fit") {
    const Machine machine{{"sys/fs/cgroup/cpu.max", "250000 100000\n"}};
    const Finding cores = find(look_at_processor(machine.root(), 8), "cores");
    CHECK(cores.state == State::warning);
    CHECK(cores.what == "8 for this process, but time for 2.5 of them");
    CHECK(cores.fix.find("--jobs 2") != std::string::npos);
}

TEST_CASE("doctor: no quota, or one that is enough, is no matter") {
    for (const char *text : {"max 100000\n", "800000 100000\n"}) {
        const Machine machine{{"sys/fs/cgroup/cpu.max", text}};
        CHECK(find(look_at_processor(machine.root(), 8), "cores").state == State::ok);
    }
}

TEST_CASE("doctor: of all control groups that the process is in the narrowest one counts") {
    const auto cores_in = [](std::initializer_list<std::pair<std::string, std::string>> files) {
        const Machine machine(files);
        return find(look_at_processor(machine.root(), 8), "cores").what;
    };
    CHECK(cores_in({{"proc/self/cgroup", "0::/batch.slice/job\n"},
                    {"sys/fs/cgroup/batch.slice/cpu.max", "150000 100000\n"},
                    {"sys/fs/cgroup/batch.slice/job/cpu.max", "400000 100000\n"},
                    {"sys/fs/cgroup/other/cpu.max", "50000 100000\n"}}) ==
          "8 for this process, but time for 1.5 of them");
    CHECK(cores_in({{"proc/self/cgroup", "4:cpu,cpuacct:/job\n2:memory:/job\n"},
                    {"sys/fs/cgroup/cpu/cpu.cfs_quota_us", "-1\n"},
                    {"sys/fs/cgroup/cpu/cpu.cfs_period_us", "100000\n"},
                    {"sys/fs/cgroup/cpu/job/cpu.cfs_quota_us", "25000\n"},
                    {"sys/fs/cgroup/cpu/job/cpu.cfs_period_us", "50000\n"}}) ==
          "8 for this process, but time for 0.5 of them");
}

TEST_CASE("doctor: memory is limited by the narrowest control group, in v2 and v1") {
    using thalweg::experiment::group_limits;
    const Machine second{{"proc/self/cgroup", "0::/a/b\n"},
                         {"sys/fs/cgroup/a/memory.max", "1073741824\n"},
                         {"sys/fs/cgroup/a/b/memory.max", "max\n"}};
    CHECK(group_limits(second.root()).memory == std::uint64_t{1} << 30);
    CHECK(!group_limits(second.root()).cores);
    const Machine first{{"proc/self/cgroup", "9:memory:/a\n"},
                        {"sys/fs/cgroup/memory/memory.limit_in_bytes", "9223372036854771712\n"},
                        {"sys/fs/cgroup/memory/a/memory.limit_in_bytes", "4096\n"}};
    CHECK(group_limits(first.root()).memory == 4096);
    CHECK(!group_limits(Machine{{"proc/self/cgroup", "9:memory:/\n"}}.root()).memory);
}

TEST_CASE("doctor: what makes the speed of a core change is a warning for timing") {
    const Machine machine{{"sys/devices/system/cpu/smt/active", "1\n"},
                          {"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "powersave\n"},
                          {"sys/devices/system/cpu/intel_pstate/no_turbo", "0\n"}};
    const Findings findings = look_at_processor(machine.root(), 2);
    for (const char *topic : {"SMT", "governor", "turbo"}) {
        CHECK(find(findings, topic).state == State::warning);
        CHECK(find(findings, topic).fix.find("for timing") == 0);
    }
    CHECK(find(findings, "governor").what == "powersave");
    const Machine still{{"sys/devices/system/cpu/smt/active", "0\n"},
                        {"sys/devices/system/cpu/cpu0/cpufreq/scaling_governor", "performance\n"},
                        {"sys/devices/system/cpu/cpufreq/boost", "0\n"}};
    for (const Finding &finding : look_at_processor(still.root(), 2))
        CHECK(finding.state == State::ok);
}

TEST_CASE("doctor: little free memory is a warning") {
    const Machine full{{"proc/meminfo", "MemTotal: 8388608 kB\nMemFree: 9 kB\nMemAvailable: 102400 kB\n"}};
    const Finding memory = look_at_memory(full.root(), std::uint64_t{8} << 30).at(0);
    CHECK(memory.state == State::warning);
    CHECK(memory.what == "8.0 GiB for a process, 100 MiB of the machine free");
    const Machine empty{{"proc/meminfo", "MemTotal: 8388608 kB\nMemAvailable: 4194304 kB\n"}};
    CHECK(look_at_memory(empty.root(), std::uint64_t{8} << 30).at(0).state == State::ok);
}

TEST_CASE("doctor: limits of the process are told with the ulimit that lifts them") {
    const Machine machine{{"proc/sys/kernel/core_pattern", "core.%p\n"}};
    {
        const Limit files(RLIMIT_NOFILE, 100), size(RLIMIT_FSIZE, 1 << 20), cores(RLIMIT_CORE, 0);
        const Findings findings = look_at_limits(machine.root());
        CHECK(find(findings, "open files").what == "100");
        CHECK(find(findings, "open files").fix == "`ulimit -n 1024`");
        CHECK(find(findings, "file size").state == State::warning);
        CHECK(find(findings, "file size").what == "1 MiB");
        CHECK(find(findings, "core dumps").state == State::ok);
    }
    CHECK(find(look_at_limits(machine.root()), "file size").state == State::ok);
}

TEST_CASE("doctor: a clock that asks the kernel is a warning") {
    const std::string file = "sys/devices/system/clocksource/clocksource0/current_clocksource";
    const Finding slow = look_at_clock(Machine{{file, "hpet\n"}}.root()).at(0);
    CHECK(slow.state == State::warning);
    CHECK(slow.what.find("hpet, resolution ") == 0);
}

TEST_CASE("doctor: a folder that takes files is fine, and left as it was") {
    const Machine machine{{"mine.txt", "mine"}};
    const Findings findings = look_at_folder(machine.root(), Use::results);
    REQUIRE(findings.size() == 3);
    CHECK(find(findings, "fsync").state == State::ok);
    CHECK(find(findings, "locks").state == State::ok);
    CHECK(std::distance(fs::directory_iterator(machine.root()), fs::directory_iterator()) == 1);
}

TEST_CASE("doctor: a folder that takes no files is in the way of results, not of scratch") {
    for (const auto &[use, state] :
         {std::pair{Use::results, State::problem}, std::pair{Use::scratch, State::warning}}) {
        const Findings findings = look_at_folder("/proc", use);
        REQUIRE(findings.size() == 1);
        CHECK(findings[0].state == state);
        CHECK(findings[0].what == "files cannot be made");
        CHECK_FALSE(findings[0].why.empty());
    }
}

TEST_CASE("doctor: programs are looked for in PATH, and their package is named") {
    const Machine machine{{"bin/gnuplot", "#!/bin/sh\n"}, {"bin/ffmpeg", "not executable"}};
    fs::permissions(machine.root() / "bin/gnuplot", fs::perms::owner_all);
    const auto findings = look_at_tools([&](const char *name) {
        return std::string(name) == "PATH" ? "/nowhere::" + (machine.root() / "bin").string() : "";
    });
    CHECK(find(findings, "gnuplot").what == (machine.root() / "bin/gnuplot").string());
    CHECK(find(findings, "ffmpeg").state == State::warning);
    CHECK(find(findings, "ffmpeg").fix == "`apt-get install ffmpeg`");
}

TEST_CASE("doctor: texts need UTF-8, and the first variable that is set decides") {
    const auto locale = [](std::map<std::string, std::string> variables) {
        return find(look_at_tools([variables](const char *name) {
                        const auto found = variables.find(name);
                        return found == variables.end() ? "" : found->second;
                    }),
                    "locale");
    };
    CHECK(locale({{"LANG", "de_DE.utf8"}}).state == State::ok);
    CHECK(locale({{"LANG", "C.UTF-8"}, {"LC_ALL", "C"}}).state == State::warning);
    CHECK(locale({}).what == "none is set");
}

TEST_CASE("doctor: the build names its version, compiler, libraries and math") {
    const Findings findings = look_at_build();
    CHECK(find(findings, "version").what.find("thalweg ") == 0);
    CHECK(find(findings, "libraries").what.find("HDF5 ") == 0);
    CHECK(find(findings, "libraries").what.find("; running with HDF5 1.") != std::string::npos);
    CHECK_FALSE(find(findings, "math").what.empty());
}
