// SPDX-License-Identifier: MIT
#include "table.hpp"

#include "bytes.hpp"
#include "refuse.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <string_view>

namespace data {

namespace {

constexpr std::string_view blanks = " \t";

std::string_view trimmed(std::string_view cell, std::string_view of = blanks) {
    const auto begin = cell.find_first_not_of(of);
    if (begin == cell.npos)
        return {};
    cell = cell.substr(begin, cell.find_last_not_of(of) - begin + 1);
    return cell;
}
std::string_view unquoted(std::string_view cell) {
    return cell.size() >= 2 && cell.front() == '"' && cell.back() == '"' ? cell.substr(1, cell.size() - 2)
                                                                         : cell;
}

char separator_of(std::string_view line) {
    for (const char separator : {'\t', ';', ','})
        if (line.find(separator) != line.npos)
            return separator;
    return ' ';
}

/// Takes the next cell off `line`, which becomes empty with `more` false after the last one.
struct Cells {
    std::string_view line;
    char separator;
    bool more = true;

    Cells(std::string_view text, char by) : line(by == ' ' ? trimmed(text) : text), separator(by) {}
    std::string_view next() {
        std::size_t from = 0; // a quoted cell may hold separators
        if (const auto first = line.find_first_not_of(' '); first != line.npos && line[first] == '"')
            from = std::min(line.find('"', first + 1), line.size());
        const std::size_t end =
            separator == ' ' ? line.find_first_of(blanks, from) : line.find(separator, from);
        const std::string_view cell = unquoted(trimmed(line.substr(0, end), " "));
        more = end != line.npos;
        line = more ? line.substr(end + 1) : std::string_view{};
        if (separator == ' ')
            line = trimmed(line);
        return cell;
    }
};

std::vector<std::string> cells_of(std::string_view line, char separator) {
    std::vector<std::string> all;
    for (Cells cells(line, separator); cells.more;)
        all.emplace_back(cells.next());
    return all;
}

/// What all of the cell is. No finite number: NaN, infinity, or beyond what doubles hold.
enum class Cell { finite, not_finite, text };

Cell read_cell(std::string_view cell, double &number) {
    if (cell.size() > 1 && cell[0] == '+' && cell[1] != '-')
        cell.remove_prefix(1);
    const auto [end, error] = std::from_chars(cell.data(), cell.data() + cell.size(), number);
    if (error == std::errc::invalid_argument || end != cell.data() + cell.size())
        return Cell::text;
    return error == std::errc{} && std::isfinite(number) ? Cell::finite : Cell::not_finite;
}

/// A line without any number names the columns; one that has some and lacks others is neither that nor a row.
bool is_header(const std::vector<std::string> &cells) {
    double number = 0;
    return std::none_of(cells.begin(), cells.end(),
                        [&](const std::string &cell) { return read_cell(cell, number) != Cell::text; });
}

/// The lines of a text, counted from 1.
struct Lines {
    std::string_view rest;
    std::size_t number = 0;

    explicit Lines(std::string_view text) : rest(text) {
        constexpr std::string_view mark = "\xef\xbb\xbf"; // UTF-8's byte order mark
        if (rest.starts_with(mark))
            rest.remove_prefix(mark.size());
        rest = rest.substr(0, rest.find_last_not_of(" \r\n") + 1); // nothing: npos + 1
    }
    bool more() const { return !rest.empty(); }
    std::string_view next() {
        const auto end = rest.find('\n');
        std::string_view line = rest.substr(0, end);
        rest = end == rest.npos ? std::string_view{} : rest.substr(end + 1);
        ++number;
        if (line.ends_with('\r'))
            line.remove_suffix(1);
        return line;
    }
};

/// The beginning of a cell, its control characters as \x00: a refusal is one line of text.
std::string shown(std::string_view cell) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (const char c : cell.substr(0, 40)) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 32 || byte == 127)
            text += {'\\', 'x', digits[byte / 16], digits[byte % 16]};
        else
            text += c;
    }
    return text;
}

[[noreturn]] void refuse_cell(const Table &table, std::size_t column, std::string_view cell) {
    const std::string text = shown(cell);
    const std::string where = table.place(table.rows, column);
    const bool is_first = table.rows == 0 && table.names.empty();
    if (cell.empty())
        refuse({where, "the cell is empty",
                "a row has a number in each column: fill it in, or leave the row out"});
    refuse({where, "\"" + text + "\" is no finite number",
            std::string("cells are numbers such as 1.5 or 2e-3, classes 0, 1, 2, ...; lines before the table "
                        "are skipped by skip_lines") +
                (is_first ? ", and where this line names the columns set header = \"first_line\"" : "")});
}

void append_row(Table &table, std::string_view line, char separator) {
    std::size_t column = 0;
    for (Cells cells(line, separator); cells.more; ++column) {
        const std::string_view cell = cells.next();
        double number = 0;
        if (read_cell(cell, number) != Cell::finite)
            refuse_cell(table, column, cell);
        table.values.push_back(number);
    }
    if (column != table.columns)
        refuse({table.file + ":" + std::to_string(table.first_line + table.rows),
                "the row has " + std::to_string(column) + (column == 1 ? " cell" : " cells") + ", not " +
                    std::to_string(table.columns) + " as the first one",
                "all rows have the same columns: complete it, or leave it out; lines before the table are "
                "skipped by skip_lines"});
    ++table.rows;
}

} // namespace

std::string Table::place(std::size_t row, std::size_t column) const {
    const std::string where = first_line ? file + ":" + std::to_string(first_line + row)
                                         : file + ", sample " + std::to_string(row + 1);
    return where + ", column " + std::to_string(column + 1) +
           (column < names.size() ? " (" + names[column] + ")" : "");
}

Table parse_text(const std::string &file, const std::string &text, const Layout &layout) {
    Table table;
    table.file = file;
    Lines lines(text);
    for (std::size_t i = 0; i < layout.skip_lines && lines.more(); ++i)
        lines.next();
    if (!lines.more())
        refuse({file, "it has no row", layout.skip_lines ? "skip fewer lines" : "data has a row at least"});
    std::string_view line = lines.next();
    const char separator = separator_of(line);
    const std::vector<std::string> first = cells_of(line, separator);
    table.columns = first.size();
    if (layout.header == Header::first_line || (layout.header == Header::detect && is_header(first))) {
        table.names = first;
        if (!lines.more())
            refuse({file, "it has a header and no row", "data has a row at least"});
        line = lines.next();
    }
    table.first_line = lines.number;
    const auto rows = static_cast<std::size_t>(std::count(lines.rest.begin(), lines.rest.end(), '\n')) + 2;
    require_memory(file, static_cast<double>(rows) * static_cast<double>(table.columns) * sizeof(double));
    // a cell takes two bytes at least, so no header can ask for more than the text has
    table.values.reserve(std::min(rows * table.columns, text.size() / 2 + table.columns + 1));
    append_row(table, line, separator);
    while (lines.more())
        append_row(table, lines.next(), separator);
    return table;
}

Table read_table(const std::string &file, const Layout &layout) {
    const std::string bytes = read_bytes(file);
    return is_idx(bytes) ? parse_idx(file, bytes) : parse_text(file, bytes, layout);
}

} // namespace data
