// SPDX-License-Identifier: MIT
// The words of the TOML parser -> an error that underlines the word meant and tells a fix.
#include "syntax.hpp"

#include <algorithm>
#include <array>
#include <cctype>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

bool says(std::string_view description, std::string_view words) {
    return description.find(words) != std::string_view::npos;
}

bool is_word_character(char c) {
    return static_cast<unsigned char>(c) < 0x80 &&
           (std::isalnum(static_cast<unsigned char>(c)) ||
            std::string_view("_+-.:*^/()").find(c) != std::string_view::npos);
}

std::string_view line_of(const Source &source, std::uint32_t number) {
    std::string_view text = source.text;
    if (text.starts_with("\xEF\xBB\xBF"))
        text.remove_prefix(3);
    for (std::uint32_t line = 1; line < number; ++line)
        text.remove_prefix(std::min(text.find('\n'), text.size() - 1) + 1);
    return text.substr(0, std::min(text.find('\n'), text.find('\r')));
}

/// The word at or just before a place, which is where the parser stops inside numbers; found only in ASCII
/// lines.
struct Word {
    Place place;
    std::string_view text;
};
Word word_at(std::string_view line, Place place) {
    std::size_t at = std::min<std::size_t>(std::max(place.column, 1u) - 1, line.size());
    const bool ascii = std::ranges::all_of(line, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
    if (!ascii)
        return {place, {}};
    if ((at == line.size() || !is_word_character(line[at])) && at > 0)
        --at;
    if (at == line.size() || !is_word_character(line[at]))
        return {place, {}};
    std::size_t first = at, last = at;
    while (first > 0 && is_word_character(line[first - 1]))
        --first;
    while (last < line.size() && is_word_character(line[last]))
        ++last;
    return {{place.line, static_cast<std::uint32_t>(first + 1), static_cast<std::uint32_t>(last - first)},
            line.substr(first, last - first)};
}

/// The key before the '=' of a line: that is what is defined twice, the parser points behind it.
Place key_place(std::string_view line, Place place) {
    const std::size_t first = line.find_first_not_of(" \t"), equals = line.find('=');
    if (first == std::string_view::npos || equals == std::string_view::npos || equals <= first)
        return place;
    const std::size_t last = line.find_last_not_of(" \t", equals - 1);
    return {place.line, static_cast<std::uint32_t>(first + 1), static_cast<std::uint32_t>(last - first + 1)};
}

/// The parser names the last letter that it could read; the byte that is not UTF-8 follows.
Place invalid_place(std::string_view line, Place place) {
    std::size_t at = 0;
    for (std::uint32_t column = 1; column < place.column && at < line.size(); ++column)
        do
            ++at;
        while (at < line.size() && (static_cast<unsigned char>(line[at]) & 0xC0) == 0x80);
    if (at < line.size() && static_cast<unsigned char>(line[at]) < 0x80)
        ++place.column;
    return place;
}

bool is_number_like(std::string_view word) {
    return !word.empty() && word.find_first_not_of("+-.0123456789eE_") == std::string_view::npos;
}

std::string fix_number(std::string_view word) {
    if (word.starts_with('.'))
        return fmt::format("write 0{}", word);
    if (word.ends_with('.'))
        return fmt::format("write {}0", word);
    if (const auto dot = word.find('.');
        dot != std::string_view::npos && dot + 1 < word.size() && !std::isdigit(word[dot + 1]))
        return fmt::format("write {}0{}", word.substr(0, dot + 1), word.substr(dot + 1));
    return "write a number such as 10, 0.5 or 1e-3";
}

std::string fix_value(std::string_view word) {
    std::string lower(word);
    std::ranges::transform(lower, lower.begin(), [](char c) {
        return static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
    });
    if (lower == "true" || lower == "false")
        return fmt::format("write {}", lower);
    if (word.empty())
        return "write a number, true, false, \"text\", [an array] or { a = \"table\" }";
    if (is_number_like(word))
        return fix_number(word);
    if (word.find_first_of("*^()") != std::string_view::npos)
        return fmt::format("a formula is text: {{ formula = \"{}\", count = 10 }}", word);
    return fmt::format("put text in quotes: \"{}\"", word);
}

struct Advice {
    std::string_view words, fix;
};
constexpr std::array advices = {
    Advice{"parsing string", "close the string with its quote on the same line"},
    Advice{"literal string", "close the string with its quote on the same line"},
    Advice{"parsing array", "put commas between the elements and close the array with ]"},
    Advice{"dangling comma", "remove the last comma"},
    Advice{"inline table", "keep { } on one line, with commas between its keys"},
    Advice{"expected ']'", "close the header with ]"},
    Advice{"expected '='", "write key = value"},
    Advice{"comment or whitespace", "write one key = value on a line"},
    Advice{"\\u00", "is this a text file? remove the control characters"},
};

} // namespace

Error syntax_error(const Source &source, const Complication &complication) {
    const std::string_view description = complication.description;
    const std::string_view line = line_of(source, complication.place.line);
    std::string why(description.starts_with("Error while ") ? description.substr(12) : description);
    const auto error = [&](Place place, std::string_view fix) {
        return mistake(source, place, "this is not TOML", why, std::string(fix));
    };

    const Word word = word_at(line, complication.place);
    if (says(description, "not representable") ||
        (says(description, "could not be interpreted") && is_number_like(word.text)))
        return mistake(source, word.place, fmt::format("{} does not fit into 64 bits", word.text),
                       "integers reach 9223372036854775807, other numbers 1.7976931348623157e308",
                       "write a number within that");
    if (says(description, "leading zeroes"))
        return error(word.place, "write the number without zeros in front");
    if (says(description, "cannot redefine"))
        return error(
            says(description, "header") ? complication.place : key_place(line, complication.place),
            says(description, "header")
                ? "merge the two tables; tables that repeat are [[objective]], [[optimizer]], [[exclude]]"
                : "remove one of the two; a sweep is an array: key = [1, 2]");
    if (says(description, "utf-8"))
        return error(invalid_place(line, complication.place), "save the file as UTF-8");
    if (says(description, "control characters") && complication.place.column <= line.size())
        return error(complication.place, "remove the control character");
    const bool in_value = says(description, "boolean") || says(description, "floating-point") ||
                          says(description, "integer") || says(description, "date") ||
                          says(description, "time") || says(description, "value type") ||
                          says(description, "expected value");
    if (in_value)
        return error(word.text.empty() || says(description, "expected value,") ? complication.place
                                                                               : word.place,
                     fix_value(says(description, "expected value,") ? "" : word.text));
    for (const Advice &advice : advices)
        if (says(description, advice.words))
            return error(complication.place, advice.fix);
    return error(complication.place, "write key = value, or a [table] header");
}

} // namespace thalweg::spec
