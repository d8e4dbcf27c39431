// SPDX-License-Identifier: MIT
// TOML text -> a tree of plain values with their places, in file order; the only file that knows toml++.
#include "tree.hpp"

#include "keys.hpp"
#include "syntax.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>
#include <toml++/toml.h>

namespace thalweg::spec {

namespace {

/// Offsets of places in a text. Places are asked for nearly in order, so the last answer is where the next
/// begins.
class Locator {
public:
    explicit Locator(std::string_view text)
        : text_(text.starts_with("\xEF\xBB\xBF") ? text.substr(3) : text) {
        lines_ = {0, 0};
        for (std::size_t i = 0; i < text_.size(); ++i)
            if (text_[i] == '\n')
                lines_.push_back(i + 1);
    }

    std::size_t offset(toml::source_position at) {
        if (at.line == 0 || at.line >= lines_.size())
            return text_.size();
        if (at.line != line_ || at.column < column_) {
            line_ = at.line;
            column_ = 1;
            offset_ = lines_[at.line];
        }
        for (; column_ < at.column && offset_ < text_.size(); ++column_)
            do
                ++offset_;
            while (offset_ < text_.size() && (static_cast<unsigned char>(text_[offset_]) & 0xC0) == 0x80);
        return offset_;
    }

    std::string_view text() const { return text_; }

private:
    std::string_view text_;
    std::vector<std::size_t> lines_; // by number from 1
    std::size_t offset_ = 0;
    toml::source_index line_ = 0, column_ = 1;
};

/// How many code points of dotted keys stand before the key at `offset`: 11 for "beta" in "parameters.beta".
std::uint32_t dotted_before(std::string_view text, std::size_t offset) {
    const auto blank = [](char c) { return c == ' ' || c == '\t'; };
    std::size_t first = offset;
    for (;;) {
        std::size_t at = first;
        while (at > 0 && blank(text[at - 1]))
            --at;
        if (at == 0 || text[at - 1] != '.')
            break;
        --at;
        while (at > 0 && blank(text[at - 1]))
            --at;
        if (at > 0 && (text[at - 1] == '"' || text[at - 1] == '\'')) {
            const std::size_t open = at < 2 ? std::string_view::npos : text.rfind(text[at - 1], at - 2);
            if (open == std::string_view::npos)
                break;
            at = open;
        } else {
            while (at > 0 && !blank(text[at - 1]) &&
                   std::string_view(".[]{},=\n#").find(text[at - 1]) == std::string_view::npos)
                --at;
        }
        first = at;
    }
    return static_cast<std::uint32_t>(std::count_if(
        text.begin() + static_cast<std::ptrdiff_t>(first), text.begin() + static_cast<std::ptrdiff_t>(offset),
        [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

Place to_place(const toml::source_region &region) {
    Place place{region.begin.line, region.begin.column, 1};
    if (region.end.line > region.begin.line)
        place.length = 1'000'000; // cut at the end of the line
    else if (region.end.column > region.begin.column)
        place.length = region.end.column - region.begin.column;
    return place;
}

/// Whether a digit of the mantissa says that this number is not 0.
bool is_written_nonzero(std::string_view literal) {
    literal = literal.substr(0, literal.find_first_of(",]} \t\r\n#"));
    const std::string_view mantissa = literal.substr(0, literal.find_first_of("eE"));
    return mantissa.find_first_of("123456789") != std::string_view::npos;
}

class Growth {
public:
    Growth(std::string_view text, Mistakes &mistakes, const Place *fixed)
        : locator_(text), mistakes_(mistakes), fixed_(fixed) {}

    Node grow(const toml::node &from) {
        Node node{fixed_ ? *fixed_ : to_place(from.source()), Refused{}};
        switch (from.type()) {
        case toml::node_type::table:
            node.value = entries(*from.as_table());
            break;
        case toml::node_type::array:
            grow_array(*from.as_array(), node);
            break;
        case toml::node_type::string:
            node.value = from.as_string()->get();
            break;
        case toml::node_type::integer:
            node.value = from.as_integer()->get();
            break;
        case toml::node_type::floating_point:
            grow_number(*from.as_floating_point(), node);
            break;
        case toml::node_type::boolean:
            node.value = from.as_boolean()->get();
            break;
        default:
            node.value = Moment{};
        }
        return node;
    }

private:
    Entries entries(const toml::table &table) {
        Entries entries;
        entries.reserve(table.size());
        for (const auto &[key, value] : table)
            entries.push_back({std::string(key.str()), place_of(key), grow(value)});
        std::ranges::stable_sort(
            entries, {}, [](const Entry &entry) { return std::pair(entry.place.line, entry.place.column); });
        return entries;
    }

    void grow_array(const toml::array &array, Node &node) {
        if (array.size() > longest_array) {
            mistakes_.add(node.place, {fmt::format("an array of {} elements", array.size()),
                                       fmt::format("{} are the limit", longest_array),
                                       "write { linear = [a, b], count = n } or a formula"});
            return;
        }
        Nodes nodes;
        nodes.reserve(array.size());
        for (const toml::node &element : array)
            nodes.push_back(grow(element));
        node.value = std::move(nodes);
    }

    void grow_number(const toml::value<double> &from, Node &node) {
        const double number = from.get();
        if (!std::isfinite(number))
            mistakes_.add(node.place, {fmt::format("{} is not a finite number", number),
                                       "every value is finite", "write a number, or leave the key out"});
        else if (number == 0 &&
                 is_written_nonzero(locator_.text().substr(locator_.offset(from.source().begin))))
            mistakes_.add(node.place, {"the number is too small: it would be read as 0",
                                       "the smallest positive number is 5e-324", "write 0 if 0 is meant"});
        else
            node.value = number;
    }

    Place place_of(const toml::key &key) {
        if (fixed_)
            return *fixed_;
        Place place = to_place(key.source());
        const std::uint32_t before = dotted_before(locator_.text(), locator_.offset(key.source().begin));
        place.column -= std::min(before, place.column - 1);
        place.length += before;
        return place;
    }

    Locator locator_;
    Mistakes &mistakes_;
    const Place *fixed_;
};

} // namespace

Node read_tree(const Source &source, Mistakes &mistakes) {
    if (std::optional<Error> bomb = refuse_bomb(source))
        throw Errors(std::move(*bomb));
    try {
        const toml::table root = toml::parse(std::string_view(source.text));
        return Growth(source.text, mistakes, nullptr).grow(root);
    } catch (const toml::parse_error &error) {
        throw Errors(syntax_error(source, {to_place(error.source()), error.description()}));
    }
}

Node read_override(std::string_view text, std::uint32_t index, Mistakes &mistakes) {
    const Place place{0, index, 0};
    const std::string document = fmt::format("value = {}", text);
    if (!refuse_bomb({{}, document, {}})) {
        try {
            const toml::table root = toml::parse(std::string_view(document));
            if (root.size() == 1)
                return Growth(document, mistakes, &place).grow(*root.get("value"));
        } catch (const toml::parse_error &) { // plain text then
        }
    }
    return {place, std::string(text)};
}

} // namespace thalweg::spec
