// SPDX-License-Identifier: MIT
// Length-prefixed JSON over a socket, with a time limit for a message as a whole.
#include "library/channel.hpp"

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <nlohmann/json.hpp>
#include <poll.h>
#include <string>
#include <sys/socket.h>
#include <unistd.h>
#include <utility>

namespace thalweg::library {

namespace {

constexpr std::uint64_t largest_message = std::uint64_t{1} << 30;

} // namespace

Channel::Channel(Channel &&other) noexcept : descriptor_(std::exchange(other.descriptor_, -1)) {}

Channel &Channel::operator=(Channel &&other) noexcept {
    std::swap(descriptor_, other.descriptor_);
    return *this;
}

Channel::~Channel() {
    if (descriptor_ >= 0)
        ::close(descriptor_);
}

bool Channel::send(const nlohmann::json &message) {
    // texts of plugins may be no UTF-8: they arrive with replacement characters rather than not at all
    const std::string text = message.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
    const std::uint64_t size = text.size();
    std::string frame(sizeof(size), '\0');
    std::memcpy(frame.data(), &size, sizeof(size));
    frame += text;
    for (std::size_t sent = 0; sent < frame.size();) {
        const auto count = ::send(descriptor_, frame.data() + sent, frame.size() - sent, MSG_NOSIGNAL);
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            return false;
        sent += static_cast<std::size_t>(count);
    }
    return true;
}

bool Channel::wait(std::chrono::milliseconds limit) const {
    pollfd ready{descriptor_, POLLIN, 0};
    return ::poll(&ready, 1, static_cast<int>(limit.count())) > 0;
}

Channel::Outcome Channel::read(char *data, std::size_t size, Deadline deadline) {
    while (size > 0) {
        int wait = -1;
        if (deadline) {
            using std::chrono::milliseconds;
            const auto left = std::chrono::ceil<milliseconds>(*deadline - std::chrono::steady_clock::now());
            wait = static_cast<int>(std::clamp<std::int64_t>(left.count(), 0, 1'000'000'000));
        }
        pollfd ready{descriptor_, POLLIN, 0};
        const int polled = ::poll(&ready, 1, wait);
        if (polled == 0)
            return Outcome::timed_out;
        if (polled < 0 && errno == EINTR)
            continue;
        const auto count = polled < 0 ? -1 : ::recv(descriptor_, data, size, 0);
        if (count < 0 && (errno == EINTR || errno == EAGAIN))
            continue;
        if (count <= 0)
            return Outcome::closed;
        data += count;
        size -= static_cast<std::size_t>(count);
    }
    return Outcome::arrived;
}

Channel::Outcome Channel::receive(nlohmann::json &message, std::optional<std::chrono::milliseconds> limit) {
    const Deadline deadline = limit ? Deadline(std::chrono::steady_clock::now() + *limit) : std::nullopt;
    std::uint64_t size = 0;
    char head[sizeof(size)];
    if (const Outcome outcome = read(head, sizeof(head), deadline); outcome != Outcome::arrived)
        return outcome;
    std::memcpy(&size, head, sizeof(size));
    if (size > largest_message)
        return Outcome::closed;
    std::string text(size, '\0');
    if (const Outcome outcome = read(text.data(), size, deadline); outcome != Outcome::arrived)
        return outcome;
    message = nlohmann::json::parse(text, nullptr, false);
    return message.is_discarded() ? Outcome::closed : Outcome::arrived;
}

} // namespace thalweg::library
