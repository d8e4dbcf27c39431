// SPDX-License-Identifier: MIT
// The arithmetic and the locale of the process before a plugin was loaded -> the same after it, and a word on
// what moved.
#pragma once

#include <cfenv>
#include <string>

namespace thalweg::library {

/// Taken before foreign code runs; restore() brings back how numbers are computed and printed. A plugin
/// linked with -ffast-math switches the thread that loads it to flush-to-zero, and every thread and process
/// made later inherits it.
class ProcessState {
public:
    ProcessState();
    /// What was changed, for people; empty: nothing. Flags of past exceptions do not count.
    std::string restore() const;

private:
    std::fenv_t arithmetic_;
    std::string locale_;
};

} // namespace thalweg::library
