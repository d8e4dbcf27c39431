// SPDX-License-Identifier: MIT
// An optimizer -> how many vectors it keeps between steps, told by the memory its instances take.
#pragma once

#include "library/instance.hpp"

#include <optional>
#include <span>
#include <string_view>

namespace thalweg::bench {

/// Bytes of the heap that are in use by this process.
std::size_t heap_bytes();

/// Doubles a coordinate that an instance holds after create and reset, in eighths; nothing where its memory
/// does not grow with the dimension alone, or nobody counts (a sanitizer's malloc). Throws Errors as create
/// and reset.
std::optional<double> state_vectors(const library::Library &library, std::string_view optimizer,
                                    std::span<const Value> parameters);

} // namespace thalweg::bench
