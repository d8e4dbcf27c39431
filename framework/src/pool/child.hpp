// SPDX-License-Identifier: MIT
// A worker process, from its start to its end.
#pragma once

#include <cstdint>
#include <string>
#include <sys/types.h>
#include <vector>

namespace thalweg::pool {

/// How a process ended.
struct Death {
    int signal = 0; ///< 0: it exited
    int code = 0;   ///< of its exit
};

/// Executes this program again as a worker. Killed and reaped at the latest when this is destroyed, and by
/// the kernel when the supervisor dies.
class Child {
public:
    struct Start {
        std::vector<std::string> arguments;   ///< after the program's name
        int shared = -1, job = -1;            ///< descriptors that the child gets as 3 and 4
        std::vector<std::string> environment; ///< "NAME=value", added or replacing
    };
    /// Throws Errors where the process cannot be started. Main thread only: PR_SET_PDEATHSIG follows the
    /// thread.
    explicit Child(const Start &start);
    Child(Child &&other) noexcept;
    Child &operator=(Child &&other) noexcept;
    ~Child();

    pid_t pid() const { return pid_; }
    int descriptor() const { return pidfd_; } ///< readable once it is dead
    /// Its end, where it has ended; reaps it.
    bool has_ended(Death &death);
    void kill(); ///< SIGKILL
    /// Bytes of memory that are its own: resident, without what is shared with the supervisor.
    std::uint64_t resident_bytes() const;

private:
    pid_t pid_ = -1;
    int pidfd_ = -1;
};

} // namespace thalweg::pool
