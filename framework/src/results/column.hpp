// SPDX-License-Identifier: MIT
// The tables of a results file in memory: described columns, whole or a block of runs at a time. Private to
// results.
#pragma once

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <limits>
#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg::results {

/// Observations that are in memory at a time where files are gone over.
inline constexpr std::uint64_t block_rows = std::uint64_t{1} << 17;

enum class Type : std::uint8_t { u8, u32, i32, u64, f32, f64, text };
std::size_t size_of(Type type); ///< bytes of one number; 0 for text

template <class T> inline constexpr Type type_of = Type::text;
template <> inline constexpr Type type_of<std::uint8_t> = Type::u8;
template <> inline constexpr Type type_of<std::uint32_t> = Type::u32;
template <> inline constexpr Type type_of<std::int32_t> = Type::i32;
template <> inline constexpr Type type_of<std::uint64_t> = Type::u64;
template <> inline constexpr Type type_of<float> = Type::f32;
template <> inline constexpr Type type_of<double> = Type::f64;

/// Times, hosts, attempts and ids change from one execution to the next; everything else must not.
enum class Volatile : std::uint8_t { no, yes };
/// if_filled: left out where no row holds anything but the fill value (NaN, 0).
enum class Presence { always, if_filled };
enum class Form { column, matrix }; ///< (rows) or (rows, width)

struct Description {
    std::string name;
    Type type = Type::f64;
    std::string units, long_name;
    Volatile changes = Volatile::no;
    Presence presence = Presence::always;
    Form form = Form::column;
    std::uint64_t width = 1;

    std::size_t row_bytes() const { return size_of(type) * width; }
};

/// Numbers live in `bytes`, text in `texts`; a column of a layout holds neither.
struct Column {
    Description about;
    std::vector<std::byte> bytes;
    std::vector<std::string> texts;

    template <class T> std::span<T> as() {
        return {reinterpret_cast<T *>(bytes.data()), bytes.size() / sizeof(T)};
    }
    template <class T> std::span<const T> as() const {
        return {reinterpret_cast<const T *>(bytes.data()), bytes.size() / sizeof(T)};
    }
    /// Makes room for `rows` rows of the fill value: NaN, 0 or the empty text.
    void resize(std::uint64_t rows);
    bool is_filled() const; ///< holds anything but the fill value
};

struct Table {
    std::string path; ///< "/observations"
    std::uint64_t rows = 0;
    std::vector<Column> columns;

    const Column *find(std::string_view name) const;
    Column *find(std::string_view name);
    Column &at(std::string_view name) { return *find(name); }
    const Column &at(std::string_view name) const { return *find(name); }
    Column &add(Description about);
};

/// Some runs with all that belongs to them, in the order of the schema. Also a layout: then without data, and
/// `rows` counts the whole file.
struct Block {
    std::vector<Table> tables;

    const Table *find(std::string_view path) const;
    Table *find(std::string_view path);
    std::uint64_t runs() const;
    std::uint64_t payload_bytes() const; ///< of `rows` rows in each table; text counted as 64 bytes
};

/// Gives `block` the tables' columns of `layout`, in its order and types, with the fill value where it has
/// none.
void conform(Block &block, const Block &layout);

/// Adds to `layout` what `other` has more: tables, columns; f32 grows to f64 and numbers to text where they
/// differ.
void unite(Block &layout, const Block &other);

/// Puts tables into the order of the schema: by kind, then by dimension.
void sort_tables(Block &block);

/// A number as the text columns hold it.
std::string number_json(double number);

inline double quiet_nan() { return std::numeric_limits<double>::quiet_NaN(); }

} // namespace thalweg::results
