// SPDX-License-Identifier: MIT
// A lock of the program's, held by the test in its place.
#pragma once

#include "program.hpp"

#include <string>

namespace end_to_end {

/// Holds OUT.parts/run.lock, with `text` in it, until it is destroyed.
class Held {
public:
    Held(const fs::path &out, const std::string &text);
    Held(const Held &) = delete;
    Held &operator=(const Held &) = delete;
    ~Held();

private:
    int descriptor_ = -1;
};

/// The name of this machine, as the program says it.
std::string host_name();
/// The pid of a process that is no more.
pid_t dead_pid();

} // namespace end_to_end
