// SPDX-License-Identifier: MIT
// An executable -> a child process that vets, and the words for how it ended.
#pragma once

#include "library/channel.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <sys/types.h>

namespace thalweg::library {

inline constexpr int vet_descriptor = 3; ///< of the child's end of the channel

/// In the child: it dies with the thread that started it, and leaves no core file of other people's plugins.
/// False where its parent is gone already.
bool bind_to_parent(const char *parent);

/// The child process, in a process group of its own; killed, with what it started, with its owner.
class VetProcess {
public:
    /// Throws Errors (Exit::fault) where it cannot be started.
    explicit VetProcess(const std::filesystem::path &executable, std::string verb = "__vet");
    VetProcess(const VetProcess &) = delete;
    VetProcess &operator=(const VetProcess &) = delete;
    ~VetProcess();

    Channel &channel() { return channel_; }
    /// How a child that stopped answering ended: "crashed with SIGSEGV", "exited with code 3"; empty where it
    /// has not ended within the limit.
    std::string ending(std::chrono::milliseconds limit);
    /// All its threads wait for something: none computes, or would if it got a processor, or is at a disk.
    bool is_asleep() const;

private:
    pid_t pid_ = -1;
    Channel channel_;
};

} // namespace thalweg::library
