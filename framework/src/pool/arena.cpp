// SPDX-License-Identifier: MIT
#include "pool/arena.hpp"

#include "pool/frame.hpp"

#include <algorithm>
#include <cstring>
#include <ctime>
#include <stdexcept>

namespace thalweg::pool {

void ArenaWriter::put(const engine::Record &record) {
    encode(record, [this](std::span<const std::byte> bytes) { put_bytes(bytes); });
}

void ArenaWriter::put_bytes(std::span<const std::byte> bytes) {
    Page &page = shared_.page(worker_);
    while (!bytes.empty()) {
        const std::uint64_t written = page.written.load(std::memory_order_relaxed);
        const std::uint64_t room =
            Shared::arena_bytes - (written - page.taken.load(std::memory_order_acquire));
        if (room == 0) {
            const timespec pause{0, 200'000};
            nanosleep(&pause, nullptr);
            continue;
        }
        const std::size_t n = std::min<std::uint64_t>(room, bytes.size());
        std::memcpy(shared_.arena(worker_, written, n).data(), bytes.data(), n);
        page.written.store(written + n, std::memory_order_release);
        bytes = bytes.subspan(n);
    }
}

std::vector<engine::Record> ArenaReader::take() {
    Page &page = shared_.page(worker_);
    std::vector<engine::Record> records;
    const std::uint64_t written = page.written.load(std::memory_order_acquire);
    if (written - taken_ > Shared::arena_bytes)
        throw std::length_error("the counters of an arena do not fit together");
    const auto there = shared_.arena(worker_, taken_, written - taken_);
    std::span<const std::byte> rest = there;
    if (!partial_.empty()) {
        partial_.insert(partial_.end(), there.begin(), there.end());
        rest = partial_;
    }
    while (rest.size() >= sizeof(std::uint64_t)) {
        std::uint64_t size = 0;
        std::memcpy(&size, rest.data(), sizeof size);
        if (rest.size() - sizeof size < size)
            break;
        records.push_back(decode(rest.subspan(sizeof size, size)));
        rest = rest.subspan(sizeof size + size);
    }
    partial_ = std::vector<std::byte>(rest.begin(), rest.end());
    taken_ = written;
    page.taken.store(taken_, std::memory_order_release);
    return records;
}

void ArenaReader::reset() {
    partial_.clear();
    Page &page = shared_.page(worker_);
    taken_ = 0;
    page.written.store(0, std::memory_order_relaxed);
    page.taken.store(0, std::memory_order_release);
}

} // namespace thalweg::pool
