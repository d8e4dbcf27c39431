// SPDX-License-Identifier: MIT
// The bytes of a data file (CSV, TSV, blanks between numbers, IDX) -> rows of numbers.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

namespace data {

enum class Header { detect, first_line, none };

struct Layout {
    std::size_t skip_lines = 0; ///< before the table; of text alone
    Header header = Header::detect;
};

struct Table {
    std::string file;
    std::size_t rows = 0, columns = 0;
    std::vector<double> values;     ///< row by row, all finite
    std::vector<std::string> names; ///< of the columns; empty: there is no header
    std::size_t first_line = 0;     ///< of row 0, from 1 on; 0: a file without lines

    double operator()(std::size_t row, std::size_t column) const { return values[row * columns + column]; }
    /// "FILE:LINE, column 3 (name)", all counted from 1.
    std::string place(std::size_t row, std::size_t column) const;
};

/// Reads `file`. Text: a row a line, separated by tabs, semicolons, commas or blanks, the first of these that
/// the first line has; numbers as in C, with a point. IDX: each sample is a row. Throws
/// std::invalid_argument.
Table read_table(const std::string &file, const Layout &layout);

Table parse_text(const std::string &file, const std::string &text, const Layout &layout);
bool is_idx(const std::string &bytes);
Table parse_idx(const std::string &file, const std::string &bytes);

} // namespace data
