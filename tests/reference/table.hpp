// SPDX-License-Identifier: MIT
// Turns the comma-separated files of this folder, compressed or not, into rows of text.
#pragma once

#include <libdeflate.h>

#include <cstdlib>
#include <cstring>
#include <fstream>
#include <iterator>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace reference {

inline std::string read(const std::string &name) {
    std::ifstream in(std::string(THALWEG_SOURCE_DIR) + "/tests/reference/" + name, std::ios::binary);
    if (!in)
        throw std::runtime_error("cannot read tests/reference/" + name);
    std::string bytes((std::istreambuf_iterator<char>(in)), {});
    if (!name.ends_with(".gz"))
        return bytes;
    std::uint32_t size = 0; // the last four bytes of a gzip file, little-endian
    std::memcpy(&size, bytes.data() + bytes.size() - 4, 4);
    std::string text(size, '\0');
    const std::unique_ptr<libdeflate_decompressor, decltype(&libdeflate_free_decompressor)> decompressor(
        libdeflate_alloc_decompressor(), libdeflate_free_decompressor);
    if (libdeflate_gzip_decompress(decompressor.get(), bytes.data(), bytes.size(), text.data(), text.size(),
                                   nullptr) != LIBDEFLATE_SUCCESS)
        throw std::runtime_error("damaged: tests/reference/" + name);
    return text;
}

inline std::vector<std::string_view> cut(std::string_view text, char separator) {
    std::vector<std::string_view> parts;
    for (std::size_t begin = 0; begin <= text.size();) {
        const std::size_t end = std::min(text.find(separator, begin), text.size());
        parts.push_back(text.substr(begin, end - begin));
        begin = end + 1;
    }
    return parts;
}

/// A file whose first line names the columns.
struct Table {
    std::string text;
    std::vector<std::string_view> columns;
    std::vector<std::vector<std::string_view>> rows;

    explicit Table(const std::string &name) : text(read(name)) {
        for (const std::string_view line : cut(text, '\n'))
            if (columns.empty())
                columns = cut(line, ',');
            else if (!line.empty())
                rows.push_back(cut(line, ','));
    }
    Table(const Table &) = delete;
    Table &operator=(const Table &) = delete;

    std::size_t column(std::string_view name) const {
        for (std::size_t i = 0; i < columns.size(); ++i)
            if (columns[i] == name)
                return i;
        throw std::runtime_error("no column " + std::string(name));
    }
};

/// Denormals and infinities included, which std::stod refuses.
inline double number(std::string_view text) { return std::strtod(std::string(text).c_str(), nullptr); }
inline int whole(std::string_view text) { return std::stoi(std::string(text)); }

} // namespace reference
