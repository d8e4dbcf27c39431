// SPDX-License-Identifier: MIT
// The bytes of a results file -> a trailer behind the end that HDF5 knows, by which any other byte of it is
// known to be as it was written. Private to results.
//
//     offset  size
//          0    16  "thalweg-seal/1\r\n"
//         16    16  XXH3-128 of all bytes before the trailer, big-endian
//
// HDF5 and all that is made of it read up to the end-of-file address of the superblock and leave the rest
// alone; a program that writes into the file cuts the trailer off, which then is absent rather than wrong.
#pragma once

#include "results/durable.hpp"

#include <cstdint>

namespace thalweg::results {

/// too_large: not looked at, reading it would take longer than what is asked of it.
enum class Sealed { intact, broken, absent, too_large };

/// Above this size a seal is written but not looked at: a second or two from memory, and XXH3 is not what
/// takes them.
inline constexpr std::uint64_t largest_looked_at = std::uint64_t{4} << 30;

/// Throws std::system_error where the file cannot be read.
Sealed look_at_seal(const std::filesystem::path &file, std::uint64_t largest = largest_looked_at);

/// write_durably(), and the seal.
void write_sealed(const std::filesystem::path &target, std::span<const std::byte> bytes);

/// Appends the seal of what `file` holds, read back.
void seal(PendingFile &file);

} // namespace thalweg::results
