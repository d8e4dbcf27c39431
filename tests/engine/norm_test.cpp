// SPDX-License-Identifier: MIT
#include "engine/norm.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <vector>

using thalweg::engine::all_finite;
using thalweg::engine::cosine;
using thalweg::engine::norm;

namespace {
constexpr double infinity = std::numeric_limits<double>::infinity();
}

TEST_CASE("norm: small vectors by hand") {
    CHECK(norm(std::vector<double>{}) == 0);
    CHECK(norm(std::vector<double>{-2.5}) == 2.5);
    CHECK(norm(std::vector<double>{3, -4}) == 5);
    CHECK(norm(std::vector<double>{0, 0, 0}) == 0);
    CHECK(norm(std::vector<double>(100, 0.5)) == 5);
}

TEST_CASE("norm: squares neither overflow nor underflow") {
    CHECK(norm(std::vector<double>{3e200, 4e200}) == Approx(5e200).epsilon(1e-15));
    CHECK(norm(std::vector<double>{3e-200, 4e-200}) == Approx(5e-200).epsilon(1e-15));
    CHECK(norm(std::vector<double>{3e-320, 4e-320}) == Approx(5e-320).epsilon(1e-3)); // denormals: 4 digits
    CHECK(norm(std::vector<double>{1e-300, 1e300}) == 1e300);
    const double least = std::numeric_limits<double>::denorm_min();
    CHECK(norm(std::vector<double>{least, least, least, least}) == 2 * least);
    const double most = std::numeric_limits<double>::max();
    CHECK(norm(std::vector<double>{most / 2, most / 2}) == Approx(most / 2 * std::sqrt(2.0)).epsilon(1e-15));
}

TEST_CASE("norm: the order of summation is eight partial sums, whatever the instruction set") {
    std::vector<double> v(16, 0.0);
    for (std::size_t i = 0; i < v.size(); ++i)
        v[i] = std::sqrt(static_cast<double>(i) + 0.1);
    double lanes[8] = {};
    for (std::size_t i = 0; i < v.size(); ++i)
        lanes[i % 8] += v[i] * v[i];
    const double sum =
        ((lanes[0] + lanes[1]) + (lanes[2] + lanes[3])) + ((lanes[4] + lanes[5]) + (lanes[6] + lanes[7]));
    CHECK(norm(v) == std::sqrt(sum));
    v.resize(13);
    CHECK(norm(v) == Approx(std::sqrt(78 + 1.3)).epsilon(1e-15)); // 0 + ... + 12, and 13 times 0.1
}

TEST_CASE("norm: what is not finite gives a norm that is not") {
    CHECK(norm(std::vector<double>{1, infinity}) == infinity);
    CHECK(norm(std::vector<double>{-infinity, 1}) == infinity);
    CHECK(std::isnan(norm(std::vector<double>{1, NAN})));
    CHECK(std::isnan(norm(std::vector<double>{NAN})));
}

TEST_CASE("cosine: small vectors by hand") {
    using V = std::vector<double>;
    CHECK(cosine(V{-2.5}, V{4}) == -1);
    CHECK(cosine(V{3, -4}, V{3, -4}) == 1);
    CHECK(cosine(V{1, 0}, V{0, 1}) == 0);
    CHECK(cosine(V{1, 2}, V{3, 1}) == Approx(1 / std::sqrt(2.0)).epsilon(1e-15)); // 5 / (√5 √10)
    CHECK(cosine(V(100, 0.1), V(100, 0.3)) == Approx(1).epsilon(1e-15));
    CHECK(cosine(V(100, 0.1), V(100, 0.3)) <= 1);
}

TEST_CASE("cosine: neither overflows nor underflows, and has no value where a vector has no direction") {
    using V = std::vector<double>;
    CHECK(cosine(V{3e300, 4e300}, V{-3e300, -4e300}) == Approx(-1).epsilon(1e-15));
    CHECK(cosine(V{1e-310, 0}, V{1e308, 1e308}) == Approx(1 / std::sqrt(2.0)).epsilon(1e-15));
    const double least = std::numeric_limits<double>::denorm_min();
    CHECK(cosine(V{least, least}, V{-least, -least}) == Approx(-1).epsilon(1e-15));
    CHECK(std::isnan(cosine(V{0, 0}, V{1, 1})));
    CHECK(std::isnan(cosine(V{1, 1}, V{0, 0})));
    CHECK(std::isnan(cosine(V{infinity, 1}, V{1, 1})));
    CHECK(std::isnan(cosine(V{1, 1}, V{1, NAN})));
}

TEST_CASE("all_finite: sees one element among many, wherever it stands") {
    for (const std::size_t size : {1u, 7u, 8u, 19u})
        for (std::size_t at = 0; at < size; ++at)
            for (const double bad : {std::nan(""), infinity, -infinity}) {
                std::vector<double> v(size, 1e308);
                CHECK(all_finite(v));
                v[at] = bad;
                CHECK_FALSE(all_finite(v));
            }
    CHECK(all_finite(std::vector<double>{}));
}
