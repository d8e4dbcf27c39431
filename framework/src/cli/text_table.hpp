// SPDX-License-Identifier: MIT
// Rows of text -> an aligned table that fits a width.
#pragma once

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace thalweg::cli {

/// Columns that a text takes on a terminal: its code points. Wide and combining characters do not occur in
/// our texts.
std::size_t display_width(std::string_view text);

/// The text cut to `width` columns, its end an ellipsis where something was cut.
std::string shortened(std::string_view text, std::size_t width);

/// The text in lines of at most `width` columns (0: no limit), broken at blanks; a longer word has a line of
/// its own. No text, no line.
std::vector<std::string> wrapped(std::string_view text, std::size_t width);

enum class Align { left, right };

struct TextColumn {
    std::string title;
    Align align = Align::left;
    int importance =
        0; ///< where the table is too wide, columns of the least importance leave first; 0: never
    bool operator==(const TextColumn &) const = default;
};

/// A table of columns; each row has one cell a column.
struct TextTable {
    std::vector<TextColumn> columns;
    std::vector<std::vector<std::string>> rows;
};

using Print = std::function<void(std::string_view)>;

/// A table whose rows are made when they are asked for, once for their widths and once to be printed: a
/// million rows of text take a gigabyte.
struct LongTable {
    std::vector<TextColumn> columns;
    std::size_t n_rows = 0;
    std::function<std::vector<std::string>(std::size_t)> row;
};

/// Title line and rows, each ended by a newline, no line wider than `width` (0: no limit, at least 20):
/// columns without any text and then those of least importance are left out; at last the widest left column
/// is shortened.
std::string table_text(const TextTable &table, std::size_t width);
/// The same, line by line.
void print_table(const LongTable &table, std::size_t width, const Print &print);

/// 4 or 5 significant digits, in at most 10 columns; infinity as a sign; nothing for NaN.
std::string short_number(double number);

/// A duration for people: "0.1s", "28s", "1m12s", "3h05m", "2d04h"; "?" where it is none.
std::string duration(double seconds);

/// "512 B", "4.2 MiB".
std::string byte_size(double bytes);

} // namespace thalweg::cli
