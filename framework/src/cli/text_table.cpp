// SPDX-License-Identifier: MIT
// Lays out tables, and writes numbers for people.
#include "cli/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <numeric>

namespace thalweg::cli {

namespace {

constexpr std::string_view gap = "  ";
constexpr std::size_t narrowest = 4; ///< of a column that was shortened

bool is_continuation(char c) { return (static_cast<unsigned char>(c) & 0xc0) == 0x80; }

/// Bytes of the first `columns` code points.
std::size_t bytes_of(std::string_view text, std::size_t columns) {
    std::size_t place = 0;
    for (; place < text.size(); ++place)
        if (!is_continuation(text[place]) && columns-- == 0)
            break;
    return place;
}

std::size_t total(const std::vector<std::size_t> &widths) {
    const std::size_t gaps = widths.empty() ? 0 : (widths.size() - 1) * gap.size();
    return std::accumulate(widths.begin(), widths.end(), gaps);
}

/// Which columns are shown, and how wide.
struct Layout {
    std::vector<std::size_t> shown, widths;
};

Layout full_layout(const LongTable &table) {
    std::vector<std::size_t> widest(table.columns.size(), 0);
    for (std::size_t i = 0; i < table.n_rows; ++i) {
        const auto row = table.row(i);
        for (std::size_t c = 0; c < widest.size(); ++c)
            widest[c] = std::max(widest[c], display_width(row[c]));
    }
    Layout layout;
    for (std::size_t c = 0; c < table.columns.size(); ++c) {
        if (widest[c] == 0 && table.n_rows > 0)
            continue;
        layout.shown.push_back(c);
        layout.widths.push_back(std::max(widest[c], display_width(table.columns[c].title)));
    }
    return layout;
}

void drop_columns(const LongTable &table, std::size_t width, Layout &layout) {
    while (total(layout.widths) > width) {
        std::size_t least = layout.shown.size();
        for (std::size_t i = 0; i < layout.shown.size(); ++i) {
            const int importance = table.columns[layout.shown[i]].importance;
            if (importance > 0 &&
                (least == layout.shown.size() || importance < table.columns[layout.shown[least]].importance))
                least = i;
        }
        if (least == layout.shown.size())
            return;
        layout.shown.erase(layout.shown.begin() + static_cast<std::ptrdiff_t>(least));
        layout.widths.erase(layout.widths.begin() + static_cast<std::ptrdiff_t>(least));
    }
}

/// Takes from the widest column, one by one, what is still too much.
void narrow(std::size_t width, Layout &layout) {
    for (std::size_t all = total(layout.widths); all > width; --all) {
        const auto widest = std::max_element(layout.widths.begin(), layout.widths.end());
        if (widest == layout.widths.end() || *widest <= narrowest)
            return;
        --*widest;
    }
}

std::string line(const LongTable &table, const Layout &layout, const std::vector<std::string> &cells) {
    std::string text;
    for (std::size_t i = 0; i < layout.shown.size(); ++i) {
        const std::string cell = shortened(cells[layout.shown[i]], layout.widths[i]);
        const std::string padding(layout.widths[i] - display_width(cell), ' ');
        const bool right = table.columns[layout.shown[i]].align == Align::right;
        text += fmt::format("{}{}", i == 0 ? "" : gap, right ? padding + cell : cell + padding);
    }
    text.erase(text.find_last_not_of(' ') + 1);
    return text + '\n';
}

} // namespace

std::size_t display_width(std::string_view text) {
    return static_cast<std::size_t>(
        std::count_if(text.begin(), text.end(), [](char c) { return !is_continuation(c); }));
}

std::string shortened(std::string_view text, std::size_t width) {
    if (display_width(text) <= width)
        return std::string(text);
    return width == 0 ? "" : std::string(text.substr(0, bytes_of(text, width - 1))) + "…";
}

std::vector<std::string> wrapped(std::string_view text, std::size_t width) {
    std::vector<std::string> lines;
    while (!text.empty()) {
        std::size_t end = text.size();
        if (width > 0 && display_width(text) > width) {
            end = text.rfind(' ', bytes_of(text, width)); // the blank may stand just behind the line
            if (end == std::string_view::npos || end == 0)
                end = std::min(text.find(' ', 1), text.size());
        }
        lines.emplace_back(text.substr(0, text.find_last_not_of(' ', end - 1) + 1));
        text.remove_prefix(std::min(text.find_first_not_of(' ', end), text.size()));
    }
    return lines;
}

void print_table(const LongTable &table, std::size_t width, const Print &print) {
    Layout layout = full_layout(table);
    if (width > 0) {
        drop_columns(table, std::max<std::size_t>(width, 20), layout);
        narrow(std::max<std::size_t>(width, 20), layout);
    }
    std::vector<std::string> titles;
    for (const TextColumn &column : table.columns)
        titles.push_back(column.title);
    print(line(table, layout, titles));
    for (std::size_t i = 0; i < table.n_rows; ++i)
        print(line(table, layout, table.row(i)));
}

std::string table_text(const TextTable &table, std::size_t width) {
    std::string text;
    print_table({.columns = table.columns,
                 .n_rows = table.rows.size(),
                 .row = [&table](std::size_t i) { return table.rows[i]; }},
                width, [&text](std::string_view line) { text += line; });
    return text;
}

std::string short_number(double number) {
    if (std::isnan(number))
        return "";
    if (std::isinf(number))
        return number > 0 ? "∞" : "-∞";
    if (number == 0)
        return "0"; // a negative zero too
    const double size = std::abs(number);
    const bool is_plain = size >= 1e-3 && size < 1e5;
    return is_plain ? fmt::format("{:.5g}", number) : fmt::format("{:.4g}", number);
}

std::string duration(double seconds) {
    if (!(seconds >= 0) || std::isinf(seconds))
        return "?";
    if (seconds < 9.95)
        return fmt::format("{:.1f}s", seconds);
    const double rounded = std::round(seconds);
    if (rounded < 60)
        return fmt::format("{:.0f}s", rounded);
    if (rounded >= 100 * 86400.0 * 365)
        return "centuries";
    const auto whole = static_cast<unsigned long long>(rounded);
    if (whole < 3600)
        return fmt::format("{}m{:02}s", whole / 60, whole % 60);
    if (whole < 86400)
        return fmt::format("{}h{:02}m", whole / 3600, whole % 3600 / 60);
    return fmt::format("{}d{:02}h", whole / 86400, whole % 86400 / 3600);
}

std::string byte_size(double bytes) {
    if (bytes < 1024)
        return fmt::format("{:.0f} B", bytes);
    static constexpr const char *units[] = {"KiB", "MiB", "GiB", "TiB", "PiB", "EiB"};
    std::size_t unit = 0;
    for (bytes /= 1024; bytes >= 1023.95 && unit + 1 < std::size(units); ++unit)
        bytes /= 1024;
    return bytes < 9.95 ? fmt::format("{:.1f} {}", bytes, units[unit])
                        : fmt::format("{:.0f} {}", bytes, units[unit]);
}

} // namespace thalweg::cli
