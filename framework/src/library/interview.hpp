// SPDX-License-Identifier: MIT
// Questions -> a child process's answers, or the words for how it died of one.
#pragma once

#include "library/vet_process.hpp"

#include <chrono>
#include <filesystem>
#include <nlohmann/json_fwd.hpp>
#include <string>

namespace thalweg::library {

/// One child, which limits its own processor time for each question (limit_processor_time); it may wait as
/// long, and on a busy machine take 12 times that, at least 120 s.
class Interview {
public:
    /// Throws Errors (Exit::fault) where the child cannot be started.
    Interview(const std::filesystem::path &executable, std::string verb, std::chrono::seconds processor_time);

    /// False: the child crashed, left or hung, and ending() says so; it must not be asked again.
    bool ask(const nlohmann::json &question, nlohmann::json &answer);
    /// "it crashed with SIGSEGV", "it hangs: it used more than 10 s of processor time"
    const std::string &ending() const { return ending_; }

private:
    /// Looks now and then whether the child only waits. Empty: there is an answer, or the child has ended.
    std::string wait_for_answer();
    std::string words_for(const std::string &ending) const;

    std::chrono::seconds processor_time_;
    VetProcess child_;
    std::string ending_;
};

/// In the child: SIGXCPU after so many more seconds of processor time, of all threads together.
void limit_processor_time(std::chrono::seconds time);

} // namespace thalweg::library
