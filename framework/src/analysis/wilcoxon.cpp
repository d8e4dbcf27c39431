// SPDX-License-Identifier: MIT
#include "analysis/wilcoxon.hpp"

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <numeric>

namespace thalweg::analysis {

namespace {

/// Ranks of those that are not zero, doubled so that means of neighbours are whole, and what ties take from
/// the variance.
struct Ranks {
    std::vector<std::uint64_t> doubled; ///< of nonzero differences
    std::uint64_t positive = 0;         ///< sum of those of positive differences
    double n = 0, zeros = 0, ties = 0;  ///< ties: sum of t³ − t over groups of t equal sizes
};

Ranks rank(const std::vector<double> &differences) {
    std::vector<std::size_t> order(differences.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    const auto size = [&](std::size_t i) { return std::abs(differences[i]); };
    std::sort(order.begin(), order.end(), [&](std::size_t x, std::size_t y) { return size(x) < size(y); });
    Ranks ranks;
    ranks.n = static_cast<double>(differences.size());
    for (std::size_t first = 0, last = 0; first < order.size(); first = last) {
        while (last < order.size() && size(order[last]) == size(order[first]))
            ++last;
        const double count = static_cast<double>(last - first);
        if (size(order[first]) == 0) {
            ranks.zeros = count;
            continue;
        }
        ranks.ties += count * count * count - count;
        for (std::size_t i = first; i < last; ++i) {
            ranks.doubled.push_back(first + 1 + last);
            ranks.positive += differences[order[i]] > 0 ? ranks.doubled.back() : 0;
        }
    }
    return ranks;
}

/// Over all signs, which are equally probable.
double exact_p(const Ranks &ranks) {
    const std::uint64_t total = std::accumulate(ranks.doubled.begin(), ranks.doubled.end(), std::uint64_t{0});
    std::vector<double> probability(total + 1, 0); // of each sum of positive ranks
    probability[0] = 1;
    std::uint64_t reached = 0;
    for (const std::uint64_t r : ranks.doubled) {
        reached += r;
        for (std::uint64_t sum = reached + 1; sum-- > 0;)
            probability[sum] = 0.5 * (probability[sum] + (sum >= r ? probability[sum - r] : 0));
    }
    // the distribution is symmetric: the tail beyond the smaller of both sums, twice
    const std::uint64_t extreme = std::min(ranks.positive, total - ranks.positive);
    const double tail = std::accumulate(probability.begin(),
                                        probability.begin() + static_cast<std::ptrdiff_t>(extreme) + 1, 0.0);
    return std::min(1.0, 2 * tail);
}

double normal_p(const Ranks &ranks) {
    const auto sum = [](double n) { return n * (n + 1) / 4; };
    const auto squares = [](double n) { return n * (n + 1) * (2 * n + 1) / 24; };
    const double mean = sum(ranks.n) - sum(ranks.zeros);
    const double variance = squares(ranks.n) - squares(ranks.zeros) - ranks.ties / 48;
    const double z = (static_cast<double>(ranks.positive) / 2 - mean) / std::sqrt(variance);
    return std::erfc(std::abs(z) / std::sqrt(2.0));
}

} // namespace

double wilcoxon_p(const std::vector<double> &differences) {
    const Ranks ranks = rank(differences);
    if (ranks.doubled.empty())
        return 1;
    return differences.size() <= most_exact_pairs ? exact_p(ranks) : normal_p(ranks);
}

double smallest_wilcoxon_p(std::size_t pairs) {
    return pairs == 0 ? 1 : std::ldexp(1.0, 1 - static_cast<int>(std::min<std::size_t>(pairs, 1000)));
}

std::vector<double> holm(const std::vector<double> &family) {
    std::vector<std::size_t> order(family.size());
    std::iota(order.begin(), order.end(), std::size_t{0});
    std::stable_sort(order.begin(), order.end(),
                     [&](std::size_t x, std::size_t y) { return family[x] < family[y]; });
    std::vector<double> corrected(family.size());
    double largest = 0;
    for (std::size_t i = 0; i < order.size(); ++i) {
        largest = std::max(largest, family[order[i]] * static_cast<double>(order.size() - i));
        corrected[order[i]] = std::min(1.0, largest);
    }
    return corrected;
}

} // namespace thalweg::analysis
