// SPDX-License-Identifier: MIT
// Parses and evaluates the conditions of `show --where`.
#include "analysis/where.hpp"
#include "spec/nearest.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <fmt/format.h>
#include <iterator>

namespace thalweg::analysis {

namespace {

Error syntax(const std::string &text, std::size_t at, std::string why) {
    return {"cannot read the condition of --where", "",
            fmt::format("      | {}\n      | {:>{}}\n", text, '^', at + 1), std::move(why),
            "write comparisons joined by `and`, such as 'learning_rate<0.01 and status!=diverged'"};
}

bool is_space(char c) { return c == ' ' || c == '\t'; }
bool is_name(char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.';
}
bool is_operator(char c) { return c == '<' || c == '>' || c == '=' || c == '!'; }

std::optional<double> number_of(std::string_view text) {
    double number = 0;
    const char *begin = text.data() + (text.starts_with('+') ? 1 : 0), *end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(begin, end, number);
    return error == std::errc() && stop == end && begin != end ? std::optional(number) : std::nullopt;
}

/// Takes a text apart from left to right.
class Words {
public:
    explicit Words(const std::string &text) : text_(text) {}

    bool at_end() {
        skip_spaces();
        return place_ == text_.size();
    }
    std::size_t place() const { return place_; }
    Errors error(std::size_t at, std::string why) const { return Errors(syntax(text_, at, std::move(why))); }

    std::string name() {
        skip_spaces();
        const std::size_t begin = place_;
        while (place_ < text_.size() && is_name(text_[place_]))
            ++place_;
        if (place_ == begin)
            throw error(begin, "here a column's name should stand");
        return text_.substr(begin, place_ - begin);
    }

    Operator comparison() {
        skip_spaces();
        const std::size_t begin = place_;
        while (place_ < text_.size() && is_operator(text_[place_]))
            ++place_;
        const std::string word = text_.substr(begin, place_ - begin);
        static constexpr std::pair<std::string_view, Operator> known[] = {
            {"<", Operator::less},           {"<=", Operator::less_equal}, {">", Operator::greater},
            {">=", Operator::greater_equal}, {"==", Operator::equal},      {"=", Operator::equal},
            {"!=", Operator::not_equal}};
        for (const auto &[spelling, op] : known)
            if (word == spelling)
                return op;
        throw error(begin, "here one of < <= > >= == = != should stand");
    }

    std::string literal() {
        skip_spaces();
        const std::size_t begin = place_;
        if (place_ < text_.size() && (text_[place_] == '"' || text_[place_] == '\'')) {
            const std::size_t end = text_.find(text_[place_], place_ + 1);
            if (end == std::string::npos)
                throw error(begin, "this quote is not closed");
            place_ = end + 1;
            return text_.substr(begin + 1, end - begin - 1);
        }
        while (place_ < text_.size() && !is_space(text_[place_]) && text_[place_] != '&' &&
               !is_operator(text_[place_]))
            ++place_;
        if (place_ == begin)
            throw error(begin, "here a value should stand");
        return text_.substr(begin, place_ - begin);
    }

    void conjunction() {
        skip_spaces();
        for (std::string_view word : {"and", "&&"})
            if (std::string_view(text_).substr(place_).starts_with(word)) {
                place_ += word.size();
                return;
            }
        throw error(place_, "comparisons are joined by `and` or `&&`");
    }

private:
    void skip_spaces() {
        while (place_ < text_.size() && is_space(text_[place_]))
            ++place_;
    }

    const std::string &text_;
    std::size_t place_ = 0;
};

void check_status(const std::string &word) {
    const std::vector<std::string> names(std::begin(engine::status_names), std::end(engine::status_names));
    if (std::find(names.begin(), names.end(), word) != names.end())
        return;
    const std::string guess = spec::nearest(word, names);
    throw Errors(Error{fmt::format("no status is called \"{}\"", word), "", "",
                       fmt::format("a status is one of {}", fmt::join(names, ", ")),
                       guess.empty() ? "use one of them" : "write " + guess});
}

bool holds(Operator op, double a, double b) {
    switch (op) {
    case Operator::less:
        return a < b;
    case Operator::less_equal:
        return a <= b;
    case Operator::greater:
        return a > b;
    case Operator::greater_equal:
        return a >= b;
    case Operator::equal:
        return a == b;
    case Operator::not_equal:
        return a != b;
    }
    return false;
}

} // namespace

std::vector<Comparison> parse_where(const Table &table, const std::string &text) {
    std::vector<Comparison> comparisons;
    Words words(text);
    do {
        if (!comparisons.empty())
            words.conjunction();
        Comparison comparison;
        comparison.column = find_column(table, words.name());
        const std::size_t op_place = words.place();
        comparison.op = words.comparison();
        comparison.literal = words.literal();
        comparison.number = number_of(comparison.literal);
        if (comparison.column.name == "status")
            check_status(comparison.literal);
        if (!comparison.number && comparison.op != Operator::equal && comparison.op != Operator::not_equal)
            throw words.error(op_place, "only numbers have an order; text is compared by == or !=");
        comparisons.push_back(std::move(comparison));
    } while (!words.at_end());
    return comparisons;
}

bool matches(const std::vector<Comparison> &comparisons, const Table &table, std::size_t row) {
    return std::all_of(comparisons.begin(), comparisons.end(), [&](const Comparison &c) {
        const Entry entry = c.column.at(table, row);
        if (const double *number = std::get_if<double>(&entry))
            return c.number && !std::isnan(*number) && holds(c.op, *number, *c.number);
        const std::string *word = std::get_if<std::string>(&entry);
        if (!word || (c.op != Operator::equal && c.op != Operator::not_equal))
            return false;
        const bool same = *word == c.literal || (c.column.alias && c.column.alias(table, row) == c.literal);
        return same == (c.op == Operator::equal);
    });
}

} // namespace thalweg::analysis
