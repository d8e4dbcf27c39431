// SPDX-License-Identifier: MIT
// Plugin folders -> the catalog, and probes -> their answers, by a child process: the supervisor never loads
// a plugin.
#pragma once

#include "library/component.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <vector>

namespace thalweg::library {

/// How the child is made and how long it is waited for. The defaults are what the program uses.
struct VettingTerms {
    std::filesystem::path host_executable = "/proc/self/exe"; ///< must call vet_main for the verb __vet
    std::chrono::milliseconds start =
        std::chrono::seconds(60); ///< until it begins, on however busy a machine
    std::chrono::milliseconds patience = std::chrono::seconds(10); ///< for one load, create or describe
};

/// A plugin that crashes, exits or hangs kills only the child, which is started again without that file; a
/// note of the catalog names the file and the reason. Made and used by the main thread only: the child dies
/// with that thread.
class Vetting {
public:
    /// Throws Errors: a folder that is missing, a component twice in one folder, no child to be had
    /// (Exit::fault).
    explicit Vetting(const std::vector<std::filesystem::path> &folders, VettingTerms terms = {});
    Vetting(Vetting &&) noexcept;
    Vetting &operator=(Vetting &&) noexcept;
    ~Vetting();

    const Catalog &catalog() const;
    /// One answer a probe, in order: the problem, or why there is none.
    std::vector<ProbeAnswer> probe(const std::vector<Probe> &probes);

private:
    struct State;
    std::unique_ptr<State> state_;
};

/// The child: `PROGRAM __vet PARENT_PID`, talking over descriptor 3. main calls it for the hidden verb __vet.
int vet_main(int argc, char **argv);

} // namespace thalweg::library
