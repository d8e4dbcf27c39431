// SPDX-License-Identifier: MIT
// Mistakes found while planning -> the order of the file; a misspelt name -> its nearest neighbours.
#include "plan/mistakes.hpp"

#include <algorithm>
#include <fmt/format.h>
#include <limits>
#include <numeric>
#include <tuple>

namespace thalweg::plan {

namespace {

/// Levenshtein's distance.
std::size_t distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> row(b.size() + 1);
    std::iota(row.begin(), row.end(), std::size_t{0});
    for (std::size_t i = 1; i <= a.size(); ++i) {
        std::size_t diagonal = row[0];
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t substituted = diagonal + (a[i - 1] == b[j - 1] ? 0 : 1);
            diagonal = row[j];
            row[j] = std::min({row[j] + 1, row[j - 1] + 1, substituted});
        }
    }
    return row[b.size()];
}

} // namespace

void Mistakes::add(spec::Place place, std::string what, std::string why, std::string fix) {
    if (is_full()) {
        ++left_out_;
        return;
    }
    Error error = spec::mistake(source_, place, std::move(what), std::move(why), std::move(fix));
    error.line = place.line;
    error.column = place.column;
    list_.push_back(std::move(error));
}

void Mistakes::append_to(std::vector<Error> &mistakes) const {
    mistakes.insert(mistakes.end(), list_.begin(), list_.end());
    if (left_out_ > 0)
        mistakes.push_back(spec::mistake(source_, {0, 0, 0}, fmt::format("{} more mistakes", left_out_),
                                         fmt::format("only the first {} are shown", most_kept),
                                         "correct those above first"));
    sort_by_place(mistakes);
}

void sort_by_place(std::vector<Error> &mistakes) {
    const auto place = [](const Error &error) {
        const auto line = error.line != 0 ? error.line : std::numeric_limits<std::uint32_t>::max();
        return std::tuple(line, error.column);
    };
    std::stable_sort(mistakes.begin(), mistakes.end(),
                     [&](const Error &a, const Error &b) { return place(a) < place(b); });
}

std::vector<std::string> nearest(std::string_view word, const std::vector<std::string> &names) {
    // A third of the letters may be wrong; beyond that a guess confuses more than it helps.
    const std::size_t limit = std::max<std::size_t>(1, word.size() / 3);
    std::vector<std::pair<std::size_t, std::string>> near;
    for (const std::string &name : names)
        if (const std::size_t away = distance(word, name); away <= limit)
            near.emplace_back(away, name);
    std::stable_sort(near.begin(), near.end(),
                     [](const auto &a, const auto &b) { return a.first < b.first; });
    std::vector<std::string> best;
    for (const auto &[away, name] : near)
        if (away == near.front().first)
            best.push_back(name);
    return best;
}

std::string listed(const std::vector<std::string> &words, std::string_view last) {
    std::string text;
    for (std::size_t i = 0; i < words.size(); ++i) {
        if (i != 0)
            text += i + 1 == words.size() ? " " + std::string(last) + " " : ", ";
        text += words[i];
    }
    return text;
}

} // namespace thalweg::plan
