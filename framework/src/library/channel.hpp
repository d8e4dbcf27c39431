// SPDX-License-Identifier: MIT
// Messages of JSON <-> a stream socket, each with its length before it.
#pragma once

#include <chrono>
#include <nlohmann/json_fwd.hpp>
#include <optional>

namespace thalweg::library {

/// One end of a stream socket; owns the descriptor.
class Channel {
public:
    explicit Channel(int descriptor) : descriptor_(descriptor) {}
    Channel(Channel &&other) noexcept;
    Channel &operator=(Channel &&other) noexcept;
    ~Channel();

    /// Whether there is something to receive, or the other end is gone, before the limit.
    bool wait(std::chrono::milliseconds limit) const;

    enum class Outcome { arrived, closed, timed_out };
    /// False where the other end is gone.
    bool send(const nlohmann::json &message);
    /// Waits for one whole message; without a limit, for ever.
    Outcome receive(nlohmann::json &message, std::optional<std::chrono::milliseconds> limit = std::nullopt);

private:
    using Deadline = std::optional<std::chrono::steady_clock::time_point>;
    Outcome read(char *data, std::size_t size, Deadline deadline);
    int descriptor_;
};

} // namespace thalweg::library
