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

namespace {

using std::chrono::milliseconds;
constexpr milliseconds between_looks{50};
constexpr std::chrono::seconds longest_message{60}; ///< from its first byte to its last
constexpr std::chrono::seconds longest_burial{5};

} // namespace

bool Interview::ask(const nlohmann::json &question, nlohmann::json &answer) {
    child_.channel().send(question);
    ending_ = wait_for_answer();
    if (ending_.empty() && child_.channel().receive(answer, longest_message) == Channel::Outcome::arrived)
        return true;
    if (ending_.empty())
        ending_ = words_for(child_.ending(longest_burial));
    return false;
}

std::string Interview::wait_for_answer() {
    // generous: other processes may leave this one a fraction of a processor
    const milliseconds wall = std::max(std::chrono::seconds(120), 12 * processor_time_);
    const auto begin = std::chrono::steady_clock::now();
    milliseconds asleep{0};
    while (!child_.channel().wait(between_looks)) {
        asleep += child_.is_asleep() ? between_looks : milliseconds(0);
        if (asleep >= processor_time_)
            return fmt::format("it hangs: it waited for {} s and computed nothing", processor_time_.count());
        if (std::chrono::steady_clock::now() - begin > wall)
            return fmt::format("it gave no answer for {} s", wall.count() / 1000);
    }
    return {};
}

std::string Interview::words_for(const std::string &ending) const {
    if (ending == "crashed with SIGXCPU")
        return fmt::format("it hangs: it used more than {} s of processor time", processor_time_.count());
    return ending.empty() ? "it closed the descriptor of its host" : "it " + ending;
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
