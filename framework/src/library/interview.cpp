// SPDX-License-Identifier: MIT
#include "library/interview.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <nlohmann/json.hpp>
#include <sys/resource.h>
#include <utility>

namespace thalweg::library {

Interview::Interview(const std::filesystem::path &executable, std::string verb,
                     std::chrono::seconds processor_time)
    : processor_time_(processor_time), child_(executable, std::move(verb)) {}

bool Interview::ask(const nlohmann::json &question, nlohmann::json &answer) {
    child_.channel().send(question);
    // generous: other processes may leave this one a fraction of a processor
    const std::chrono::milliseconds wall = std::max(std::chrono::seconds(120), 12 * processor_time_);
    const auto outcome = child_.channel().receive(answer, wall);
    if (outcome == Channel::Outcome::arrived)
        return true;
    const bool hangs = outcome == Channel::Outcome::timed_out;
    const std::string ending = child_.ending(std::chrono::milliseconds(hangs ? 100 : 5000));
    if (ending == "crashed with SIGXCPU")
        ending_ = fmt::format("it used more than {} s of processor time", processor_time_.count());
    else if (ending.empty())
        ending_ = fmt::format("it gave no answer for {} s", wall.count() / 1000);
    else
        ending_ = "it " + ending;
    return false;
}

void limit_processor_time(std::chrono::seconds time) {
    rusage used{};
    ::getrusage(RUSAGE_SELF, &used);
    rlimit limit{};
    ::getrlimit(RLIMIT_CPU, &limit);
    limit.rlim_cur = static_cast<rlim_t>(used.ru_utime.tv_sec + used.ru_stime.tv_sec + 1 + time.count());
    ::setrlimit(RLIMIT_CPU, &limit);
}

} // namespace thalweg::library
