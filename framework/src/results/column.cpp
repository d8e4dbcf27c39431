// SPDX-License-Identifier: MIT
#include "results/column.hpp"

#include "results/schema.hpp"
#include "value.hpp"

#include <algorithm>
#include <cmath>
#include <stdexcept>

namespace thalweg::results {

namespace {

template <class T> void fill(Column &column, std::uint64_t from, T value) {
    const auto numbers = column.as<T>();
    std::fill(numbers.begin() + static_cast<std::ptrdiff_t>(from), numbers.end(), value);
}

template <class T> bool any_number(const Column &column) {
    const auto numbers = column.as<T>();
    return std::any_of(numbers.begin(), numbers.end(), [](T number) { return !std::isnan(number); });
}

/// f32 -> f64 and f64 -> text are the only changes of type that a union of files can ask for.
void convert(Column &column, const Description &wanted) {
    if (column.about.type == Type::f32 && wanted.type == Type::f64) {
        const auto narrow = column.as<float>();
        std::vector<std::byte> wide(narrow.size() * sizeof(double));
        for (std::size_t i = 0; i < narrow.size(); ++i) {
            const double number = static_cast<double>(narrow[i]);
            std::memcpy(wide.data() + i * sizeof number, &number, sizeof number);
        }
        column.bytes = std::move(wide);
    } else if (column.about.type == Type::f64 && wanted.type == Type::text) {
        for (const double number : column.as<double>())
            column.texts.push_back(std::isnan(number) ? std::string() : number_json(number));
        column.bytes.clear();
    } else if (column.about.type != wanted.type || column.about.width != wanted.width) {
        throw std::runtime_error("the column " + wanted.name + " has another type than it should");
    }
    column.about = wanted;
}

} // namespace

std::size_t size_of(Type type) {
    switch (type) {
    case Type::u8:
        return 1;
    case Type::u32:
    case Type::i32:
    case Type::f32:
        return 4;
    case Type::u64:
    case Type::f64:
        return 8;
    case Type::text:
        break;
    }
    return 0;
}

std::string number_json(double number) { return to_json(number).dump(); }

void Column::resize(std::uint64_t rows) {
    if (about.type == Type::text) {
        texts.resize(rows);
        return;
    }
    const std::size_t before = bytes.size();
    bytes.resize(rows * about.row_bytes());
    if (about.type == Type::f64)
        fill(*this, before / sizeof(double), quiet_nan());
    if (about.type == Type::f32)
        fill(*this, before / sizeof(float), std::numeric_limits<float>::quiet_NaN());
}

bool Column::is_filled() const {
    if (about.type == Type::text)
        return std::any_of(texts.begin(), texts.end(), [](const auto &text) { return !text.empty(); });
    if (about.type == Type::f64)
        return any_number<double>(*this);
    if (about.type == Type::f32)
        return any_number<float>(*this);
    return std::any_of(bytes.begin(), bytes.end(), [](std::byte byte) { return byte != std::byte{0}; });
}

const Column *Table::find(std::string_view name) const {
    const auto found =
        std::find_if(columns.begin(), columns.end(), [&](const Column &c) { return c.about.name == name; });
    return found == columns.end() ? nullptr : &*found;
}
Column *Table::find(std::string_view name) { return const_cast<Column *>(std::as_const(*this).find(name)); }

Column &Table::add(Description about) {
    columns.push_back({std::move(about), {}, {}});
    columns.back().resize(rows);
    return columns.back();
}

const Table *Block::find(std::string_view path) const {
    const auto found =
        std::find_if(tables.begin(), tables.end(), [&](const Table &table) { return table.path == path; });
    return found == tables.end() ? nullptr : &*found;
}
Table *Block::find(std::string_view path) { return const_cast<Table *>(std::as_const(*this).find(path)); }

std::uint64_t Block::runs() const {
    const Table *table = find(runs_path);
    return table != nullptr ? table->rows : 0;
}

std::uint64_t Block::payload_bytes() const {
    std::uint64_t total = 0;
    for (const Table &table : tables)
        for (const Column &column : table.columns)
            total += table.rows * (column.about.type == Type::text ? 64 : column.about.row_bytes());
    return total;
}

void conform(Block &block, const Block &layout) {
    std::vector<Table> tables;
    tables.reserve(layout.tables.size());
    for (const Table &wanted : layout.tables) {
        Table *given = block.find(wanted.path);
        Table table{wanted.path,
                    given != nullptr            ? given->rows
                    : has_run_rows(wanted.path) ? block.runs()
                                                : 0,
                    {}};
        table.columns.reserve(wanted.columns.size());
        for (const Column &column : wanted.columns) {
            Column *found = given != nullptr ? given->find(column.about.name) : nullptr;
            if (found == nullptr) {
                table.add(column.about);
                continue;
            }
            Column taken = std::move(*found);
            convert(taken, column.about);
            table.columns.push_back(std::move(taken));
        }
        tables.push_back(std::move(table));
    }
    block.tables = std::move(tables);
}

void unite(Block &layout, const Block &other) {
    for (const Table &table : other.tables) {
        Table *mine = layout.find(table.path);
        if (mine == nullptr)
            mine = &layout.tables.emplace_back(Table{table.path, 0, {}});
        for (const Column &column : table.columns) {
            Column *same = mine->find(column.about.name);
            if (same == nullptr)
                mine->columns.push_back({column.about, {}, {}});
            else if (same->about.type == Type::f32 || column.about.type == Type::text)
                same->about = column.about;
        }
        sort_columns(*mine);
    }
    sort_tables(layout);
}

void sort_tables(Block &block) {
    std::stable_sort(block.tables.begin(), block.tables.end(),
                     [](const Table &a, const Table &b) { return rank(a.path) < rank(b.path); });
}

} // namespace thalweg::results
