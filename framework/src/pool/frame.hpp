// SPDX-License-Identifier: MIT
// Record <-> bytes, for the way from a worker to its supervisor: same program, same machine, so memory as it
// is.
#pragma once

#include "engine/record.hpp"

#include <cstddef>
#include <functional>
#include <span>

namespace thalweg::pool {

/// Gives the frame of `record` to `put`, piece by piece: its length (u64), then its bytes.
void encode(const engine::Record &record, const std::function<void(std::span<const std::byte>)> &put);

/// The record of one frame, without its length. Throws std::length_error where the bytes do not fit together.
engine::Record decode(std::span<const std::byte> frame);

} // namespace thalweg::pool
