// SPDX-License-Identifier: MIT
#include "bytes.hpp"

#include "refuse.hpp"

#include <libdeflate.h>

#include <algorithm>
#include <cerrno>
#include <cstdint>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <system_error>

namespace data {

namespace {

std::string read_plainly(const std::string &file) {
    std::error_code unknown;
    if (std::filesystem::is_directory(file, unknown))
        refuse({file, "it is a folder", "name the file in it"});
    std::ifstream in(file, std::ios::binary);
    if (!in)
        refuse({file, "it cannot be read: " + std::generic_category().message(errno),
                "names start at the folder of the experiment file"});
    const auto size = std::filesystem::file_size(file, unknown);
    if (!unknown)
        require_memory(file, static_cast<double>(size));
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (bytes.empty())
        refuse({file, "it is empty", "data has a row at least"});
    return bytes;
}

bool is_gzip(const char *bytes, std::size_t size) {
    return size >= 2 && bytes[0] == '\x1f' && bytes[1] == '\x8b';
}

/// What the last member of a gzip file says of its length, modulo 2^32: a first guess.
std::size_t said_size(const std::string &packed) {
    std::uint32_t size = 0;
    if (packed.size() >= 4)
        for (int i = 0; i < 4; ++i)
            size |= static_cast<std::uint32_t>(
                        static_cast<unsigned char>(packed[packed.size() - 4 + static_cast<std::size_t>(i)]))
                    << (8 * i);
    return size;
}

using Decompressor = std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)>;

/// Appends one member to `text`; returns how many bytes of `packed` it took.
std::size_t unpack_member(const Decompressor &decompressor, std::string_view packed, std::string &text,
                          const std::string &file) {
    const std::size_t before = text.size();
    // no stream of deflate grows by more than 1032
    std::size_t room = std::max<std::size_t>(text.capacity() - before, 1 << 16);
    for (;;) {
        require_memory(file, static_cast<double>(before + room));
        text.resize(before + room);
        std::size_t taken = 0, made = 0;
        const auto result = libdeflate_gzip_decompress_ex(decompressor.get(), packed.data(), packed.size(),
                                                          text.data() + before, room, &taken, &made);
        if (result == LIBDEFLATE_SUCCESS) {
            text.resize(before + made);
            return taken;
        }
        if (result != LIBDEFLATE_INSUFFICIENT_SPACE)
            refuse({file, "its gzip stream is damaged or cut short", "fetch or compress it again"});
        room *= 2;
    }
}

std::string unpack(const std::string &packed, const std::string &file) {
    const Decompressor decompressor(libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (!decompressor)
        throw std::bad_alloc();
    std::string text;
    text.reserve(std::min(said_size(packed), 1032 * packed.size()) + 1);
    std::string_view rest(packed);
    while (is_gzip(rest.data(), rest.size()))
        rest.remove_prefix(unpack_member(decompressor, rest, text, file));
    if (rest.find_first_not_of('\0') != std::string_view::npos)
        refuse({file, "something that is not gzip follows its end", "fetch or compress it again"});
    if (text.empty())
        refuse({file, "it is empty", "data has a row at least"});
    return text;
}

} // namespace

std::string read_bytes(const std::string &file) {
    std::string bytes = read_plainly(file);
    return is_gzip(bytes.data(), bytes.size()) ? unpack(bytes, file) : bytes;
}

} // namespace data
