// SPDX-License-Identifier: MIT
// IDX, the format of MNIST: two zero bytes, a type, the number of dimensions, the dimensions as 32-bit
// numbers, then the values, all big-endian (Y. LeCun, http://yann.lecun.com/exdb/mnist, "the IDX file
// format").
#include "refuse.hpp"
#include "table.hpp"

#include <bit>
#include <cmath>

namespace data {

namespace {

enum Type : unsigned char {
    unsigned_byte = 0x08,
    signed_byte = 0x09,
    two_bytes = 0x0B,
    four_bytes = 0x0C,
    single = 0x0D,
    twofold = 0x0E
};

/// Bytes of a value; 0: no such type.
std::size_t size_of(unsigned char type) {
    switch (type) {
    case unsigned_byte:
    case signed_byte:
        return 1;
    case two_bytes:
        return 2;
    case four_bytes:
    case single:
        return 4;
    case twofold:
        return 8;
    default:
        return 0;
    }
}

std::uint64_t big_endian(const char *bytes, std::size_t count) {
    std::uint64_t value = 0;
    for (std::size_t i = 0; i < count; ++i)
        value = value << 8 | static_cast<unsigned char>(bytes[i]);
    return value;
}

double value_at(const char *bytes, unsigned char type) {
    const std::uint64_t bits = big_endian(bytes, size_of(type));
    switch (type) {
    case unsigned_byte:
        return static_cast<double>(bits);
    case signed_byte:
        return static_cast<std::int8_t>(bits);
    case two_bytes:
        return static_cast<std::int16_t>(bits);
    case four_bytes:
        return static_cast<std::int32_t>(bits);
    case single:
        return static_cast<double>(std::bit_cast<float>(static_cast<std::uint32_t>(bits)));
    default:
        return std::bit_cast<double>(bits);
    }
}

} // namespace

bool is_idx(const std::string &bytes) { return bytes.size() >= 2 && bytes[0] == '\0' && bytes[1] == '\0'; }

Table parse_idx(const std::string &file, const std::string &bytes) {
    const unsigned char type = bytes.size() >= 4 ? static_cast<unsigned char>(bytes[2]) : 0;
    const std::size_t rank = bytes.size() >= 4 ? static_cast<unsigned char>(bytes[3]) : 0;
    const std::size_t width = size_of(type), head = 4 + 4 * rank;
    if (width == 0 || rank == 0 || bytes.size() < head)
        refuse({file, "it begins like an IDX file, but its magic number stands for none",
                "byte 3 is a type (8, 9, 11 to 14), byte 4 the number of dimensions: fetch it again"});
    double count = 1;
    for (std::size_t i = 0; i < rank; ++i)
        count *= static_cast<double>(big_endian(bytes.data() + 4 + 4 * i, 4));
    if (count == 0)
        refuse({file, "one of its dimensions is 0", "data has a row at least"});
    if (count * static_cast<double>(width) != static_cast<double>(bytes.size() - head))
        refuse({file,
                "its dimensions ask for " + whole(count * static_cast<double>(width)) +
                    " bytes of values, and it has " + std::to_string(bytes.size() - head),
                "it is cut short or no IDX file: fetch it again"});
    require_memory(file, count * sizeof(double));
    Table table;
    table.file = file;
    table.rows = big_endian(bytes.data() + 4, 4);
    table.columns = static_cast<std::size_t>(count) / table.rows;
    table.values.resize(static_cast<std::size_t>(count));
    for (std::size_t i = 0; i < table.values.size(); ++i) {
        table.values[i] = value_at(bytes.data() + head + i * width, type);
        if (!std::isfinite(table.values[i]))
            refuse({table.place(i / table.columns, i % table.columns), "the value is not finite",
                    "leave the sample out"});
    }
    return table;
}

} // namespace data
