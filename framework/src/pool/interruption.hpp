// SPDX-License-Identifier: MIT
// SIGINT and SIGTERM -> how often they came while this object lives.
#pragma once

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
    ~Interruption(); ///< what was set before is set again
    int count() const;

private:
    struct sigaction before_int_ {
    }, before_term_{};
};

} // namespace thalweg::pool
