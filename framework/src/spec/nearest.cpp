// SPDX-License-Identifier: MIT
// A mistyped name -> the known name that was probably meant, by Damerau's edit distance.
#include "nearest.hpp"

#include <algorithm>
#include <cstddef>
#include <vector>

namespace thalweg::spec {

namespace {

constexpr std::size_t longest_word = 64; // names are short; longer words are not worth the quadratic time

std::size_t edit_distance(std::string_view a, std::string_view b) {
    std::vector<std::size_t> before(b.size() + 1), above(b.size() + 1), row(b.size() + 1);
    for (std::size_t j = 0; j <= b.size(); ++j)
        above[j] = j;
    for (std::size_t i = 1; i <= a.size(); ++i) {
        row[0] = i;
        for (std::size_t j = 1; j <= b.size(); ++j) {
            const std::size_t changed = above[j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            row[j] = std::min({above[j] + 1, row[j - 1] + 1, changed});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                row[j] = std::min(row[j], before[j - 2] + 1);
        }
        before.swap(above);
        above.swap(row);
    }
    return above[b.size()];
}

/// "lr" for "learning_rate", "eps" for "epsilon": the same first letter, and the others in order.
bool is_short_for(std::string_view word, std::string_view name) {
    if (word.size() < 2 || word.front() != name.front())
        return false;
    std::size_t met = 0;
    for (const char c : name)
        if (met < word.size() && word[met] == c)
            ++met;
    return met == word.size();
}

} // namespace

std::string nearest(std::string_view word, std::span<const std::string> known) {
    if (word.empty() || word.size() > longest_word)
        return {};
    std::string best;
    std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
    for (const std::string &name : known) {
        if (name.size() > longest_word)
            continue;
        const std::size_t distance = edit_distance(word, name);
        if (distance < best_distance && distance < name.size()) {
            best_distance = distance;
            best = name;
        }
    }
    if (best.empty())
        for (const std::string &name : known)
            if (!name.empty() && (is_short_for(word, name) || (name.size() >= 4 && word.starts_with(name))))
                return name;
    return best;
}

} // namespace thalweg::spec
