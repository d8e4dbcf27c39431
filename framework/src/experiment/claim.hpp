// SPDX-License-Identifier: MIT
// A results file -> the right to execute its experiment, which one process at a time has.
#pragma once

#include <filesystem>

namespace thalweg::experiment {

/// Holds OUT.parts, which it makes where it is not there, and removes it at the end where it is empty. The
/// kernel lets go of it when the process dies, however it dies.
class Claim {
public:
    /// Throws Errors: another process has it (Exit::wrong), the folder cannot be made (Exit::not_written).
    explicit Claim(const std::filesystem::path &out);
    Claim(const Claim &) = delete;
    Claim &operator=(const Claim &) = delete;
    ~Claim();

private:
    bool take();

    std::filesystem::path folder_;
    int descriptor_ = -1;
};

} // namespace thalweg::experiment
