// SPDX-License-Identifier: MIT
// Text -> whether it may be parsed: brackets and dotted keys nest without limit in a parser that recurses.
#include "syntax.hpp"

#include <cctype>
#include <fmt/format.h>

namespace thalweg::spec {

namespace {

constexpr std::size_t largest_file = std::size_t{16} << 20;
constexpr std::uint32_t deepest_brackets = 32, longest_key = 16; // an experiment file needs 4 and 3

bool is_key_character(char c) { return std::isalnum(static_cast<unsigned char>(c)) || c == '_' || c == '-'; }

/// Walks over strings, comments, brackets and dotted keys; wrong TOML may pass, since the parser follows.
class Walk {
public:
    explicit Walk(std::string_view text) : text_(text) {}

    /// The offset at which it gets too deep; npos where it never does.
    std::size_t find_bomb() {
        while (at_ < text_.size()) {
            step();
            if (depth_ > deepest_brackets || parts_ > longest_key)
                return at_ - 1;
        }
        return std::string_view::npos;
    }

private:
    void step() {
        const char c = text_[at_];
        if (c == '"' || c == '\'') {
            skip_string(c);
            add_part();
        } else if (c == '#') {
            at_ = std::min(text_.find('\n', at_), text_.size());
        } else if (is_key_character(c)) {
            while (at_ < text_.size() && is_key_character(text_[at_]))
                ++at_;
            add_part();
        } else {
            mark(c);
            ++at_;
        }
    }

    void mark(char c) {
        if (c == '.') {
            dotted_ = true;
        } else if (c != ' ' && c != '\t') {
            parts_ = 0;
            dotted_ = false;
        }
        if (c == '[' || c == '{')
            ++depth_;
        else if ((c == ']' || c == '}') && depth_ > 0)
            --depth_;
    }

    void add_part() {
        parts_ = dotted_ ? parts_ + 1 : 1;
        dotted_ = false;
    }

    void skip_string(char quote) {
        const std::string closing(text_.substr(at_, 3) == std::string(3, quote) ? 3 : 1, quote);
        at_ += closing.size();
        while (at_ < text_.size() && text_.substr(at_, closing.size()) != closing) {
            if (closing.size() == 1 && text_[at_] == '\n')
                return;
            at_ += quote == '"' && text_[at_] == '\\' ? 2 : 1;
        }
        at_ = std::min(at_ + closing.size(), text_.size());
    }

    std::string_view text_;
    std::size_t at_ = 0;
    std::uint32_t depth_ = 0, parts_ = 0;
    bool dotted_ = false;
};

Place place_of(std::string_view text, std::size_t offset) {
    Place place{1, 1, 1};
    for (std::size_t i = 0; i < offset; ++i) {
        if (text[i] == '\n') {
            ++place.line;
            place.column = 1;
        } else if ((static_cast<unsigned char>(text[i]) & 0xC0) != 0x80) {
            ++place.column;
        }
    }
    return place;
}

} // namespace

std::optional<Error> refuse_bomb(const Source &source) {
    if (source.text.size() > largest_file)
        return mistake(
            source, {0, 0, 0}, "the experiment file is too large",
            fmt::format("it has {} bytes; {} (16 MiB) are the limit", source.text.size(), largest_file),
            "write sweeps as { linear = [a, b], count = n } or { formula = \"...\", count = n }");
    const std::size_t offset = Walk(source.text).find_bomb();
    if (offset == std::string_view::npos)
        return std::nullopt;
    return mistake(source, place_of(source.text, offset), "nested too deeply",
                   fmt::format("brackets may nest {} deep, and a dotted key may have {} parts",
                               deepest_brackets, longest_key),
                   "close the brackets opened before, or shorten the key");
}

} // namespace thalweg::spec
