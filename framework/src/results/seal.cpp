// SPDX-License-Identifier: MIT
#include "results/seal.hpp"

#include "results/digest.hpp"

#include <algorithm>
#include <array>
#include <cstring>
#include <fstream>
#include <future>
#include <optional>
#include <string_view>

namespace thalweg::results {

namespace {

constexpr std::string_view magic = "thalweg-seal/1\r\n";
constexpr std::size_t digest_size = std::tuple_size_v<Xxh3>;
using Trailer = std::array<std::byte, magic.size() + digest_size>;

Trailer trailer_of(const Xxh3 &digest) {
    Trailer trailer;
    std::memcpy(trailer.data(), magic.data(), magic.size());
    std::copy(digest.begin(), digest.end(), trailer.begin() + magic.size());
    return trailer;
}

std::optional<Trailer> last_bytes(std::ifstream &stream, std::uint64_t size) {
    Trailer trailer;
    stream.seekg(static_cast<std::streamoff>(size - trailer.size()));
    stream.read(reinterpret_cast<char *>(trailer.data()), trailer.size());
    return stream ? std::optional(trailer) : std::nullopt;
}

/// Where the superblock says that the file ends; nothing where it has another form than those that HDF5 1.8
/// to 1.14 write.
std::optional<std::uint64_t> end_of_file_address(std::ifstream &stream) {
    std::array<char, 64> head{};
    stream.seekg(0);
    if (!stream.read(head.data(), head.size()))
        return std::nullopt;
    constexpr std::size_t version = 8;
    constexpr std::size_t places[] = {40, 44, 28, 28}; // by version, with addresses of 8 bytes
    const auto number = static_cast<unsigned char>(head[version]);
    if (number >= std::size(places))
        return std::nullopt;
    std::uint64_t address = 0;
    std::memcpy(&address, head.data() + places[number], sizeof address);
    return address;
}

} // namespace

Sealed look_at_seal(const std::filesystem::path &file, std::uint64_t largest) {
    const std::uint64_t size = std::filesystem::file_size(file);
    std::ifstream stream(file, std::ios::binary);
    if (size < sizeof(Trailer))
        return Sealed::absent;
    const auto found = last_bytes(stream, size);
    if (!found || std::memcmp(found->data(), magic.data(), magic.size()) != 0) {
        // What lies behind the end, up to the length of a seal, is what is left of one.
        stream.clear();
        const auto end = end_of_file_address(stream);
        return end && *end < size && size - *end <= sizeof(Trailer) ? Sealed::broken : Sealed::absent;
    }
    if (size > largest)
        return Sealed::too_large;
    return *found == trailer_of(xxh3_128_of_file(file, size - sizeof(Trailer))) ? Sealed::intact
                                                                                : Sealed::broken;
}

void write_sealed(const std::filesystem::path &target, std::span<const std::byte> bytes) {
    PendingFile file(target.string() + ".tmp");
    // Beside the write, which waits for the disk, where the system gives a thread for it.
    auto digest = std::async([bytes] { return xxh3_128(bytes); });
    file.write(bytes);
    file.write(trailer_of(digest.get()));
    file.publish(target);
}

void seal(PendingFile &file) {
    const auto size = std::filesystem::file_size(file.path());
    file.append(trailer_of(xxh3_128_of_file(file.path(), size)));
}

} // namespace thalweg::results
