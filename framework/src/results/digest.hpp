// SPDX-License-Identifier: MIT
// Bytes, or all columns of a results file -> XXH3-128 as 32 hex digits.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <span>
#include <string>
#include <vector>

namespace thalweg::results {

/// Big-endian, as xxhsum prints it.
using Xxh3 = std::array<std::byte, 16>;
Xxh3 xxh3_128(std::span<const std::byte> bytes);
/// Of a file's bytes, or of its first `size` ones. Throws std::system_error where they cannot be read.
Xxh3 xxh3_128_of_file(const std::filesystem::path &file, std::uint64_t size = UINT64_MAX);
std::string to_hex(const Xxh3 &digest);
inline std::string xxh3_128_hex(std::span<const std::byte> bytes) { return to_hex(xxh3_128(bytes)); }

struct Block;
class Catalogs;

/// The `digest` attribute: over the path and the bytes of every column that is not volatile, in the order of
/// the schema; rows of catalogs enter by what they say, columns that hold nothing but fill values not at all.
class ColumnDigest {
public:
    explicit ColumnDigest(const Block &layout);
    ~ColumnDigest();
    /// The next runs, conformed to the layout.
    void append(const Block &block, const Catalogs &catalogs);
    std::string hex() const;

private:
    struct State;
    std::vector<std::unique_ptr<State>> states_;
};

} // namespace thalweg::results
