// SPDX-License-Identifier: MIT
// Canonical bytes and their XXH3: what keys and stream seeds are made of.
#pragma once

#include "plan/matrix.hpp"

#include <bit>
#include <cstring>
#include <span>
#include <string>
#include <string_view>
#define XXH_INLINE_ALL
#include <xxhash.h>

namespace thalweg::plan {

/// Appends to canonical bytes: numbers as 8 bytes, little-endian; text with its length before it, so that no
/// two sequences of fields share their bytes.
inline void put(std::string &bytes, std::uint64_t number) {
    static_assert(std::endian::native == std::endian::little);
    char raw[8];
    std::memcpy(raw, &number, 8);
    bytes.append(raw, 8);
}
inline void put(std::string &bytes, double number) { put(bytes, std::bit_cast<std::uint64_t>(number)); }
inline void put(std::string &bytes, std::string_view text) {
    put(bytes, static_cast<std::uint64_t>(text.size()));
    bytes.append(text);
}

inline Key hash128(const void *data, std::size_t size) {
    const XXH128_hash_t hash = XXH3_128bits(data, size);
    return {hash.high64, hash.low64};
}
inline Key hash128(std::string_view bytes) { return hash128(bytes.data(), bytes.size()); }

/// XXH3-128 of bytes that come in pieces; on the stack, without allocation.
class Digest {
public:
    Digest() { XXH3_128bits_reset(&state_); }
    void add(std::string_view bytes) { XXH3_128bits_update(&state_, bytes.data(), bytes.size()); }
    void add(std::uint64_t number) { XXH3_128bits_update(&state_, &number, sizeof number); }
    Key value() const {
        const XXH128_hash_t hash = XXH3_128bits_digest(&state_);
        return {hash.high64, hash.low64};
    }

private:
    XXH3_state_t state_;
};

/// XXH3-64 of a purpose and numbers: the seed of a stream that is named by numbers.
template <std::size_t N> std::uint64_t seed_of(std::uint64_t purpose, const std::uint64_t (&numbers)[N]) {
    std::uint64_t bytes[N + 1] = {purpose};
    std::memcpy(bytes + 1, numbers, sizeof numbers);
    return XXH3_64bits(bytes, sizeof bytes);
}

} // namespace thalweg::plan
