// SPDX-License-Identifier: MIT
// Arithmetic, locale, signals and working directory of the process, before and after foreign code.
#pragma once

#include "library/process_state.hpp"

#include <array>
#include <csignal>
#include <filesystem>
#include <string>
#include <vector>

namespace thalweg::conformance {

/// Taken where it is made.
class Surroundings {
public:
    Surroundings();
    /// What is otherwise now, a few words each; all of it is put back.
    std::vector<std::string> changes() const;

private:
    static constexpr int last_signal = 64;
    library::ProcessState state_;
    std::array<struct sigaction, last_signal + 1> actions_{};
    sigset_t mask_{};
    std::filesystem::path folder_;
};

} // namespace thalweg::conformance
