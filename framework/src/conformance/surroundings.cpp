// SPDX-License-Identifier: MIT
#include "conformance/surroundings.hpp"

#include <fmt/format.h>
#include <unistd.h>

namespace thalweg::conformance {

namespace {

bool same_action(const struct sigaction &a, const struct sigaction &b) {
    return a.sa_handler == b.sa_handler && a.sa_flags == b.sa_flags;
}

std::filesystem::path current_folder() {
    std::error_code unknown;
    return std::filesystem::current_path(unknown);
}

std::string name_of(int signal) {
    const char *name = sigabbrev_np(signal);
    return name != nullptr ? fmt::format("SIG{}", name) : fmt::format("signal {}", signal);
}

} // namespace

Surroundings::Surroundings() : folder_(current_folder()) {
    for (int signal = 1; signal <= last_signal; ++signal)
        ::sigaction(signal, nullptr, &actions_[static_cast<std::size_t>(signal)]);
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask_);
}

std::vector<std::string> Surroundings::changes() const {
    std::vector<std::string> all;
    if (std::string changed = state_.restore(); !changed.empty())
        all.push_back("it changed " + changed);
    sigset_t mask{};
    ::pthread_sigmask(SIG_SETMASK, nullptr, &mask);
    for (int signal = 1; signal <= last_signal; ++signal) {
        const auto &before = actions_[static_cast<std::size_t>(signal)];
        struct sigaction now {};
        if (::sigaction(signal, nullptr, &now) == 0 && !same_action(before, now)) {
            all.push_back("it changed what the process does at " + name_of(signal));
            ::sigaction(signal, &before, nullptr);
        }
        if (sigismember(&mask, signal) != sigismember(&mask_, signal))
            all.push_back("it changed whether the thread blocks " + name_of(signal));
    }
    ::pthread_sigmask(SIG_SETMASK, &mask_, nullptr);
    if (const auto now = current_folder(); now != folder_) {
        all.push_back(fmt::format("it changed the working directory to {}", now.string()));
        std::error_code ignored; // the old one may be gone
        std::filesystem::current_path(folder_, ignored);
    }
    return all;
}

} // namespace thalweg::conformance
