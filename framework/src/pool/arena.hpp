// SPDX-License-Identifier: MIT
// The two ends of an arena: a worker puts the frames of finished runs in, the supervisor takes whole ones
// out.
#pragma once

#include "engine/record.hpp"
#include "pool/shared.hpp"

#include <vector>

namespace thalweg::pool {

/// The worker's end.
class ArenaWriter {
public:
    ArenaWriter(Shared &shared, std::size_t worker) : shared_(shared), worker_(worker) {}
    /// Returns once all of it is in; waits for the supervisor where the arena is full.
    void put(const engine::Record &record);

private:
    void put_bytes(std::span<const std::byte> bytes);
    Shared &shared_;
    std::size_t worker_;
};

/// The supervisor's end. What a dead worker had finished is still there; a frame it had begun is not.
class ArenaReader {
public:
    ArenaReader(Shared &shared, std::size_t worker) : shared_(shared), worker_(worker) {}
    /// The whole frames that are there now. Throws std::length_error where what is there cannot be frames:
    /// a plugin has written over them.
    std::vector<engine::Record> take();
    /// Forgets what is there: the worker is dead, and another takes its place.
    void reset();

private:
    Shared &shared_;
    std::size_t worker_;
    std::uint64_t taken_ = 0;        ///< as in the page, where a plugin may write
    std::vector<std::byte> partial_; ///< a frame that is larger than the arena, or not yet whole
};

} // namespace thalweg::pool
