// SPDX-License-Identifier: MIT
// The memory that a supervisor shares with its workers: what each is doing, what it has finished, what is
// left to do.
#pragma once

#include "engine/live.hpp"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <span>

namespace thalweg::pool {

/// One worker's page: written by the worker, read by the supervisor. Counters of the arena only grow.
struct Page {
    std::atomic<std::uint32_t> ready{0};    ///< the handshake: plugins loaded, matrix made
    std::atomic<std::uint32_t> loading{0};  ///< 1 + place in plugin_files of what it loads now; 0: none
    std::atomic<std::uint64_t> current{0};  ///< run id + 1 of the run it executes; 0: none
    std::atomic<std::int64_t> began_ns{0};  ///< monotonic clock at the begin of that run; 0: it has ended
    std::atomic<double> started_at{0};      ///< seconds since 1970 at the begin of that run
    std::atomic<std::uint64_t> written{0};  ///< bytes that the worker has put into its arena
    std::atomic<std::uint64_t> taken{0};    ///< bytes that the supervisor has taken out of it
    std::atomic<std::uint64_t> finished{0}; ///< runs
    engine::Live live;                      ///< of the current run
};

/// The head of the shared memory.
struct Control {
    std::atomic<std::uint64_t> next{0}; ///< run id that is claimed next
    std::atomic<std::uint32_t> stop{0}; ///< not 0: claim no more
    std::uint64_t cells = 0, workers = 0;
    bool stops_at_failure = false; ///< the worker whose run ends badly sets stop
};

/// The whole of it, in an anonymous file: control, pages, a bit for each cell that is done, an arena for each
/// worker.
class Shared {
public:
    static constexpr std::size_t arena_bytes = std::size_t{16} << 20;

    static Shared create(std::uint64_t cells, std::uint32_t workers);
    static Shared attach(int descriptor);
    Shared(Shared &&other) noexcept;
    Shared &operator=(Shared &&) = delete;
    ~Shared();

    int descriptor() const { return descriptor_; }
    Control &control() const;
    Page &page(std::size_t worker) const;
    bool is_done(std::uint64_t cell) const;
    void mark_done(std::uint64_t cell); ///< supervisor only, before workers start or for runs of dead workers
    /// Bytes [begin, begin + size) of the endless stream through the arena; size <= arena_bytes. Mapped twice
    /// in a row, so that what wraps around is in one piece.
    std::span<std::byte> arena(std::size_t worker, std::uint64_t begin, std::size_t size) const;

private:
    Shared(int descriptor, std::uint64_t cells, std::uint64_t workers);
    int descriptor_ = -1;
    std::uint64_t cells_ = 0, workers_ = 0;
    std::byte *base_ = nullptr;
    std::byte **arenas_ = nullptr;
};

} // namespace thalweg::pool
