// SPDX-License-Identifier: MIT
#include "analysis/wilcoxon.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <limits>

using namespace thalweg::analysis;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

} // namespace

// scipy is scipy 1.10.1: scipy.stats.wilcoxon(d, mode="exact").pvalue
TEST_CASE("wilcoxon: without ties and zeros it is scipy's exact test") {
    // Darwin's maize, crossed minus self-fertilised (Fisher 1935): scipy gives 0.041259765625
    CHECK(wilcoxon_p({49, -67, 8, 16, 6, 23, 28, 41, 14, 29, 56, 24, 75, 60, -48}) == 0.041259765625);
    // negative ranks 1 and 5: of 2^10 signs 14 have a sum of at most 6; scipy gives 0.02734375 = 2 * 14 /
    // 1024
    CHECK(wilcoxon_p({1.5, -0.25, 2.75, 3, -4.5, 5.25, 6, 7.5, 8.25, 9}) == 28.0 / 1024);
}

// scipy's exact test knows neither: all 2^m signs of scipy.stats.rankdata(abs(d))[d != 0] by
// itertools.product
TEST_CASE("wilcoxon: zeros take ranks and are dropped, ties share theirs, and the test stays exact") {
    CHECK(wilcoxon_p({0, 0, 1, -1, 2, 2, -3, 4, 4, 4, 5}) == 0.0625);
    // ranks 1 (zero), 2.5, 2.5, 4: positive sum 6.5 of 9; the other tail, at most 2.5, are {}, {2.5}, {2.5}
    CHECK(wilcoxon_p({0, 0.5, -0.5, 1.5}) == 2 * 3 / 8.0);
}

TEST_CASE("wilcoxon: many pairs are exact up to 500, above scipy's normal approximation with Pratt's zeros") {
    const auto differences = [](int n) { // with ties and zeros
        std::vector<double> d;
        for (int i = 0; i < n; ++i)
            d.push_back(i * 37 % 101 - 45);
        return d;
    };
    // by Python's integers: the number of the 2^198 signs of scipy.stats.rankdata(abs(d))[d != 0] whose sum
    // is in the smaller tail, twice; the approximation would be 0.0202
    CHECK(wilcoxon_p(differences(200)) == Approx(0.01998596054329493).epsilon(1e-9));
    // scipy.stats.wilcoxon(d, zero_method="pratt", mode="approx"): 0.000277307 for 500, which is exact here
    CHECK(wilcoxon_p(differences(500)) != Approx(0.0002773069036976541).epsilon(1e-3));
    CHECK(wilcoxon_p(differences(501)) == Approx(0.00033119613667323855).epsilon(1e-9));
    CHECK(wilcoxon_p(differences(600)) == Approx(8.137300700024989e-05).epsilon(1e-9));
}

TEST_CASE("wilcoxon: infinities are the largest differences, and nothing that differs gives 1") {
    CHECK(wilcoxon_p({infinity, 1, 2, -infinity}) == wilcoxon_p({9, 1, 2, -9}));
    CHECK(wilcoxon_p({0, 0, 0}) == 1);
    CHECK(wilcoxon_p({}) == 1);
    CHECK(wilcoxon_p({-3}) == 1);
}

TEST_CASE("wilcoxon: five pairs that all differ the same way reach 0.0625, and no five reach less") {
    CHECK(smallest_wilcoxon_p(5) == 0.0625);
    CHECK(wilcoxon_p({1, 2, 3, 4, 5}) == 0.0625);
    CHECK(wilcoxon_p({-1, -1, -1, -1, -1}) == 0.0625);
    CHECK(smallest_wilcoxon_p(1) == 1);
}

TEST_CASE(
    "holm: each p counts as often as there are p's that are not smaller, and never less than one before") {
    // ascending 0.005 * 4, 0.01 * 3, 0.03 * 2, 0.04 * 1 (below 0.06: it stays 0.06)
    const std::vector<double> corrected = holm({0.01, 0.04, 0.03, 0.005});
    REQUIRE(corrected.size() == 4);
    CHECK(corrected[0] == Approx(0.03));
    CHECK(corrected[1] == Approx(0.06));
    CHECK(corrected[2] == Approx(0.06));
    CHECK(corrected[3] == Approx(0.02));
    CHECK(holm({0.75, 0.9}) == std::vector<double>{1, 1});
    CHECK(holm({}).empty());
}
