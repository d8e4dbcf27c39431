// SPDX-License-Identifier: MIT
// A plugin file -> which promises it keeps, tested in a child process that may crash or hang.
#pragma once

#include "conformance/promise.hpp"

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace thalweg::conformance {

/// How the child is made and how long it is waited for. The defaults are what the program uses.
struct CheckTerms {
    std::filesystem::path host_executable = "/proc/self/exe"; ///< must call check_main for the verb __check
    std::chrono::seconds processor_time{
        10}; ///< for one promise; as much again for waiting; in all 12 times that, at least 120 s
};

/// One promise, tested. `kind` and `component` are empty for those of the plugin as a whole.
struct Tested {
    std::optional<library::Kind> kind;
    std::string component, promise, says;
    Outcome outcome;
};

struct Report {
    std::filesystem::path file;
    std::string name, version; ///< empty where the plugin was refused
    std::vector<Tested> tested;

    std::size_t kept() const;
    std::size_t broken() const;
    std::size_t inapplicable() const;
};

/// Tests every promise of every component, each once. A child that dies or hangs breaks the promise it was
/// at, and another one goes on with the next. Throws Errors: what is no plugin of this ABI (Exit::wrong), or
/// no child to be had (Exit::fault). From the main thread only: the child dies with it.
Report check(const std::filesystem::path &file, const CheckTerms &terms = {});

/// The child: `PROGRAM __check PARENT_PID`, talking over descriptor 3. main calls it for the hidden verb.
int check_main(int argc, char **argv, AllocationCounter allocations);

} // namespace thalweg::conformance
