// SPDX-License-Identifier: MIT
// SIGINT, SIGTERM and SIGHUP -> how often they came while this object lives.
#pragma once

#include <array>
#include <csignal>

namespace thalweg::pool {

class Interruption {
public:
    /// What the second signal does: it counts, for whoever looks; or it ends the process, where nobody can
    /// look.
    enum class Second { counts, leaves };

    explicit Interruption(Second second = Second::counts);
    Interruption(const Interruption &) = delete;
    Interruption &operator=(const Interruption &) = delete;
    /// What was set before is set again, and gets the signal, where nobody has looked at any.
    ~Interruption();
    int count() const;

private:
    static constexpr std::array signals{SIGINT, SIGTERM, SIGHUP};
    std::array<struct sigaction, signals.size()> before_{};
    mutable int seen_ = 0;
};

} // namespace thalweg::pool
