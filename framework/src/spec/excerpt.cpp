// SPDX-License-Identifier: MIT
// A place in a source -> the error that shows it: "file:line:column", the line, and a caret under what is
// meant.
#include "spec.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <string_view>

namespace thalweg::spec {

namespace {

constexpr std::size_t widest_excerpt = 100; // columns
constexpr std::size_t shown_before = 30;    // code points kept before the caret where a line is cut

struct Glyph {
    std::size_t bytes = 1;
    char32_t code = 0xFFFD;
};

/// The code point at the front of `text`, which is not empty; a byte that is not UTF-8 counts as one U+FFFD.
Glyph first_glyph(std::string_view text) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const unsigned char lead = byte(0);
    if (lead < 0x80)
        return {1, lead};
    const std::size_t bytes = lead >= 0xF0 ? 4 : lead >= 0xE0 ? 3 : 2;
    if (lead < 0xC2 || lead > 0xF4 || text.size() < bytes)
        return {};
    char32_t code = lead & (0x7Fu >> bytes);
    for (std::size_t i = 1; i < bytes; ++i) {
        if ((byte(i) & 0xC0) != 0x80)
            return {};
        code = (code << 6) | (byte(i) & 0x3Fu);
    }
    return {bytes, code};
}

bool within(char32_t code, char32_t first, char32_t last) { return first <= code && code <= last; }

/// Columns on a terminal: 0 for marks that join the letter before, 2 for East Asian wide letters and
/// pictures.
std::size_t width_of(char32_t c) {
    if (within(c, 0x300, 0x36F) || within(c, 0x200B, 0x200F) || within(c, 0xFE00, 0xFE0F))
        return 0;
    if (within(c, 0x1100, 0x115F) || within(c, 0x2E80, 0xA4CF) || within(c, 0xAC00, 0xD7A3) ||
        within(c, 0xF900, 0xFAFF) || within(c, 0xFE30, 0xFE6F) || within(c, 0xFF00, 0xFF60) ||
        within(c, 0xFFE0, 0xFFE6) || within(c, 0x1F300, 0x1FAFF) || within(c, 0x20000, 0x3FFFD))
        return 2;
    return 1;
}

/// A tab becomes one blank, so that the caret stands under the letter; what would move the cursor or change
/// colours of a terminal becomes U+FFFD, and so do the marks that reverse the direction of text.
std::string printable(std::string_view bytes, char32_t code) {
    if (code == '\t')
        return " ";
    if (code < 0x20 || within(code, 0x7F, 0x9F) || code == 0xFFFD || within(code, 0x202A, 0x202E) ||
        within(code, 0x2066, 0x2069))
        return "\xEF\xBF\xBD";
    return std::string(bytes);
}

std::size_t count_glyphs(std::string_view line) {
    std::size_t count = 0;
    for (; !line.empty(); ++count)
        line.remove_prefix(first_glyph(line).bytes);
    return count;
}

std::string_view find_line(std::string_view text, std::uint32_t number) {
    if (text.starts_with("\xEF\xBB\xBF")) // the mark of UTF-8 counts as no column
        text.remove_prefix(3);
    for (std::uint32_t line = 1; line < number; ++line) {
        const std::size_t end = text.find('\n');
        if (end == std::string_view::npos)
            return {};
        text.remove_prefix(end + 1);
    }
    text = text.substr(0, text.find('\n'));
    if (text.ends_with('\r'))
        text.remove_suffix(1);
    return text;
}

std::string draw_excerpt(std::string_view line, const Place &place) {
    const std::size_t glyphs = count_glyphs(line), caret = place.column - 1;
    std::size_t first = 0;
    if (glyphs > widest_excerpt)
        first = std::min(caret - std::min(caret, shown_before), glyphs - widest_excerpt);
    const std::size_t last = std::min(glyphs, first + widest_excerpt);

    std::string shown = first > 0 ? "..." : "", carets(shown.size(), ' ');
    for (std::size_t i = 0; i < last; ++i) {
        const Glyph glyph = first_glyph(line);
        if (i >= first) {
            shown += printable(line.substr(0, glyph.bytes), glyph.code);
            const bool marked = i >= caret && i < caret + std::max(place.length, 1u);
            carets.append(width_of(glyph.code), !marked ? ' ' : i == caret ? '^' : '~');
        }
        line.remove_prefix(glyph.bytes);
    }
    if (last < glyphs)
        shown += "...";
    if (caret >= last)
        carets += '^'; // just after the end of the line
    carets.erase(carets.find_last_not_of(' ') + 1);
    return fmt::format("{:>5} | {}\n      | {}\n", place.line, shown, carets);
}

} // namespace

Error mistake(const Source &source, Place place, std::string what, std::string why, std::string fix) {
    Error error{.what = std::move(what),
                .where = source.file,
                .excerpt = {},
                .why = std::move(why),
                .fix = std::move(fix)};
    error.line = place.line;
    error.column = place.column;
    if (place.line == 0) {
        if (place.column > 0 && place.column <= source.overrides.size())
            error.where = "--set " + source.overrides[place.column - 1];
        return error;
    }
    error.column = place.column = std::max(place.column, 1u);
    error.where = fmt::format("{}:{}:{}", source.file, place.line, place.column);
    error.excerpt = draw_excerpt(find_line(source.text, place.line), place);
    return error;
}

} // namespace thalweg::spec
