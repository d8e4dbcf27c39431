// SPDX-License-Identifier: MIT
// A function that takes lines of log -> the thalweg_host that plugins see.
#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <thalweg/abi.h>

namespace thalweg::library {

/// Owns the table that plugins keep a pointer to: it must outlive every call into a plugin.
class HostServices {
public:
    /// level: 0 trace, 1 debug, 2 note, 3 warning, 4 error. Called from any thread; what it throws is
    /// dropped.
    using Log = std::function<void(int level, std::string_view text)>;

    explicit HostServices(Log log);
    /// Warnings and errors as lines on stderr, the rest dropped.
    static HostServices to_stderr();

    HostServices(HostServices &&) noexcept;
    HostServices &operator=(HostServices &&) noexcept;
    ~HostServices();

    const thalweg_host &table() const;

private:
    struct State;
    std::unique_ptr<State> state_; // plugins hold its address
};

} // namespace thalweg::library
