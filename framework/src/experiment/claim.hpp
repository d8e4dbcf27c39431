// SPDX-License-Identifier: MIT
// A results file -> the right to execute its experiment, which one process at a time has.
#pragma once

#include <filesystem>

namespace thalweg::experiment {

/// Holds OUT.parts, which it makes where it is not there, frees of leftovers, and removes at the end where it
/// is empty. The kernel lets go of it when the process dies, however it dies.
class Claim {
public:
    /// Throws Errors: another process has it (Exit::wrong), the folder cannot be made (Exit::not_written).
    explicit Claim(const std::filesystem::path &out);
    Claim(const Claim &) = delete;
    Claim &operator=(const Claim &) = delete;
    ~Claim();

private:
    bool take();
    void remove_leftovers();

    std::filesystem::path folder_;
    int descriptor_ = -1;
};

/// Removes what a process left of OUT.parts that was killed while it removed them.
void tidy(const std::filesystem::path &out);

} // namespace thalweg::experiment
