// SPDX-License-Identifier: MIT
// Questions -> a child process's answers, or the words for how it died of one.
#pragma once

#include "library/vet_process.hpp"

#include <chrono>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::library {

/// One child, which limits its own processor time for each question (limit_processor_time).
class Interview {
public:
    /// Throws Errors (Exit::fault) where the child cannot be started.
    Interview(const std::filesystem::path &executable, std::string verb, std::chrono::seconds processor_time);

    /// False: the child crashed, left or hung, and ending() says so; it must not be asked again.
    bool ask(const nlohmann::json &question, nlohmann::json &answer);
    /// "it crashed with SIGSEGV", "it used more than 10 s of processor time"
    const std::string &ending() const { return ending_; }

private:
    std::chrono::seconds processor_time_;
    VetProcess child_;
    std::string ending_;
};

/// In the child: SIGXCPU after so many more seconds of processor time, of all threads together.
void limit_processor_time(std::chrono::seconds time);

} // namespace thalweg::library
