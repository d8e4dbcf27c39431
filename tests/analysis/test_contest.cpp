// SPDX-License-Identifier: MIT
#include "analysis/contest.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace thalweg::analysis;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// One setting with these values of a and b.
PairGroup group(const std::vector<double> &a, const std::vector<double> &b) {
    PairGroup made;
    made.objective = "bowl";
    made.f_opt = 0;
    made.target = 1e-8;
    for (std::size_t i = 0; i < a.size(); ++i)
        made.pairs.push_back({{a[i], 10, false}, {b[i], 10, false}});
    return made;
}

SettingContest only(const PairGroup &one) {
    const Contest contest = make_contest({one});
    REQUIRE(contest.settings.size() == 1);
    return contest.settings.front();
}

Verdict verdict(const std::vector<double> &a, const std::vector<double> &b) {
    return only(group(a, b)).verdict;
}

/// Twelve values without a pattern, between 1 and 9.
const std::vector<double> twelve{3.5, 1.25, 8.75, 2, 6.5, 4.25, 7.125, 1.5, 5.75, 2.75, 9, 3};

std::vector<double> plus(std::vector<double> numbers, double more) {
    for (double &number : numbers)
        number += more;
    return numbers;
}

} // namespace

TEST_CASE("contest: one distinct pair is judged as it is, without interval and test") {
    const SettingContest worse = only(group({1}, {1.5}));
    CHECK(worse.verdict == Verdict::worse);
    CHECK(worse.value.difference == 0.5);
    CHECK_FALSE(worse.value.interval.has_value());
    CHECK_FALSE(worse.p.has_value());
    CHECK(verdict({1.5}, {1}) == Verdict::better);
    CHECK(verdict({1}, {1}) == Verdict::equal);
}

TEST_CASE("contest: differences at the level of rounding are none") {
    const double ulp = std::numeric_limits<double>::epsilon();
    CHECK(verdict({1}, {1 + 8 * ulp}) == Verdict::equal);
    CHECK(verdict({1}, {1 + 9 * ulp}) == Verdict::worse);
    CHECK(verdict({1e-20}, {1e-16}) == Verdict::equal); // f itself has steps of 2e-16 around 1
    CHECK(verdict({1024}, {1024 * (1 + 8 * ulp)}) == Verdict::equal);
    CHECK(verdict({1024}, {1024 * (1 + 9 * ulp)}) == Verdict::worse);
    PairGroup high = group({0.25}, {0.25 + 1e-13}); // above an optimum of 1000: steps of 1e-13
    high.f_opt = 1000;
    CHECK(only(high).verdict == Verdict::equal);
    CHECK_FALSE(is_worse_in_value(only(group({0}, {8 * ulp})), 0));
    CHECK(is_worse_in_value(only(group({0}, {9 * ulp})), 0));
}

TEST_CASE("contest: diverged is worse than any number and equal to diverged") {
    CHECK(verdict({infinity}, {infinity}) == Verdict::equal);
    CHECK(verdict({1}, {infinity}) == Verdict::worse);
    CHECK(verdict({infinity}, {1}) == Verdict::better);
    CHECK(only(group({infinity}, {infinity})).value.difference == 0);
    CHECK(is_worse_in_value(only(group({1}, {infinity})), 1e6));
    CHECK_FALSE(is_worse_in_value(only(group({infinity}, {infinity})), 0));
    CHECK_FALSE(is_worse_in_value(only(group({infinity}, {1})), 0));
}

TEST_CASE("contest: pairs are drawn together, so that a constant difference has no width") {
    // whichever pairs are drawn, the median of b is 0.5 above that of a
    const SettingContest setting = only(group(twelve, plus(twelve, 0.5)));
    REQUIRE(setting.value.interval.has_value());
    CHECK(setting.value.interval->low == 0.5);
    CHECK(setting.value.interval->high == 0.5);
    CHECK(setting.verdict == Verdict::worse);
    CHECK(setting.worse == 12);
    CHECK(setting.p == 2.0 / 4096); // all of 2^12 signs alike
}

TEST_CASE("contest: nine pairs have no interval, ten have one") {
    const auto first = [](std::size_t n) {
        return std::vector<double>(twelve.begin(), twelve.begin() + static_cast<std::ptrdiff_t>(n));
    };
    CHECK_FALSE(only(group(first(9), plus(first(9), 1))).value.interval.has_value());
    CHECK(only(group(first(10), plus(first(10), 1))).value.interval.has_value());
}

TEST_CASE("contest: an interval that holds 0 decides nothing, and fails nothing") {
    std::vector<double> b = twelve;
    for (std::size_t i = 0; i < b.size(); ++i)
        b[i] += i % 2 == 0 ? 4 : -1;
    const SettingContest setting = only(group(twelve, b));
    REQUIRE(setting.value.interval.has_value());
    CHECK(setting.value.difference > 0);
    CHECK(setting.value.interval->low <= 0);
    CHECK(setting.value.interval->high > 0);
    CHECK(setting.verdict == Verdict::undecided);
    CHECK(setting.better == 6);
    CHECK(setting.worse == 6);
    CHECK_FALSE(is_worse_in_value(setting, 0));
}

TEST_CASE("contest: few pairs whose medians do not differ are undecided unless all are equal") {
    CHECK(verdict({1, 2, 3}, {0.5, 2, 4}) == Verdict::undecided);
    CHECK(verdict({1, 2, 3}, {1, 2, 3}) == Verdict::equal);
    CHECK(verdict({1, 2, 3}, {1, 2.5, 3}) == Verdict::worse);
}

TEST_CASE("contest: worse means by more than the share of a") {
    const SettingContest setting = only(group({2}, {2.125})); // 6.25 % of 2
    CHECK(is_worse_in_value(setting, 0.0624));
    CHECK_FALSE(is_worse_in_value(setting, 0.0625));
    const SettingContest below = only(group({-2}, {-1.875})); // of the size of a
    CHECK(is_worse_in_value(below, 0.0624));
    CHECK_FALSE(is_worse_in_value(below, 0.0625));
    CHECK_FALSE(is_worse_in_value(only(group({2.125}, {2})), 0));
}

TEST_CASE("contest: expected evaluations are all evaluations by successes") {
    PairGroup g = group({1, 1, 1}, {1, 1, 1});
    g.pairs[0] = {{1, 30, true}, {1, 40, true}};
    g.pairs[1] = {{1, 50, true}, {1, 100, false}};
    g.pairs[2] = {{1, 100, false}, {1, 100, false}};
    const SettingContest setting = only(g);
    CHECK(setting.evaluations.a == 90);  // 180 / 2
    CHECK(setting.evaluations.b == 240); // 240 / 1
    CHECK(setting.successes_a == 2);
    CHECK(is_worse_in_evaluations(setting, 1.6)); // 150 / 90 = 1.67
    CHECK_FALSE(is_worse_in_evaluations(setting, 1.7));

    for (Pair &pair : g.pairs)
        pair.b.reached = false;
    CHECK(only(g).evaluations.b == infinity);
    CHECK(is_worse_in_evaluations(only(g), 1e6));
    for (Pair &pair : g.pairs)
        pair.a.reached = false;
    CHECK_FALSE(is_worse_in_evaluations(only(g), 0)); // nobody got there: no worse
}

TEST_CASE("contest: without a target there are no evaluations to compare") {
    PairGroup g = group({1}, {2});
    g.f_opt.reset();
    g.target.reset();
    const SettingContest setting = only(g);
    CHECK(std::isnan(setting.evaluations.a));
    CHECK_FALSE(is_worse_in_evaluations(setting, 0));
    CHECK(is_worse_in_value(setting, 0.5));
}

TEST_CASE("contest: what changed most comes first, what is equal last") {
    std::vector<PairGroup> groups = {group({1}, {1}), group({4}, {5}), group({8}, {2}),
                                     group({1, 2, 3}, {0.5, 2, 4}), group({0}, {1})};
    for (std::size_t i = 0; i < groups.size(); ++i)
        groups[i].configuration = std::to_string(i);
    const Contest contest = make_contest(groups);
    std::string order;
    for (const SettingContest &setting : contest.settings)
        order += setting.group.configuration;
    CHECK(order == "42130"); // from 0 to anything; by 3 of the smaller; by a quarter; undecided; equal
    CHECK(contest.verdicts == std::array<std::size_t, 4>{2, 1, 1, 1});
    CHECK(contest.family == 1); // the one with several pairs
}

TEST_CASE("contest: p's are corrected over all settings that have one") {
    const std::vector<double> five(twelve.begin(), twelve.begin() + 5);
    const Contest contest =
        make_contest({group(five, plus(five, 1)), group(five, plus(five, -1)), group({1}, {2})});
    CHECK(contest.family == 2);
    for (const SettingContest &setting : contest.settings)
        if (setting.p) {
            CHECK(setting.p == 0.0625);
            CHECK(setting.p_holm == 0.125); // twice; and the second not below the first
        }
}
