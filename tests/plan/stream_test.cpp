// SPDX-License-Identifier: MIT
#include "plan/stream.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg::plan;
using Block = std::array<std::uint64_t, 4>;

// Random123, tests/kat_vectors: "philox4x64 10" with zeros, ones and the digits of pi.
TEST_CASE("philox: gives the known answers of Random123") {
    const std::uint64_t ones = ~std::uint64_t{0};
    CHECK(philox({0, 0, 0, 0}, {0, 0}) ==
          Block{0x16554d9eca36314c, 0xdb20fe9d672d0fdc, 0xd7e772cee186176b, 0x7e68b68aec7ba23b});
    CHECK(philox({ones, ones, ones, ones}, {ones, ones}) ==
          Block{0x87b092c3013fe90b, 0x438c3c67be8d0224, 0x9cc7d7c69cd777b6, 0xa09caebf594f0ba0});
    CHECK(philox({0x243f6a8885a308d3, 0x13198a2e03707344, 0xa4093822299f31d0, 0x082efa98ec4e6c89},
                 {0x452821e638d01377, 0xbe5466cf34e90c6c}) ==
          Block{0xa528f45403e61d95, 0x38c72dbd566e9788, 0xa5a1610e72fd18b5, 0x57bd43b5e52b7fe6});
}

TEST_CASE("stream: uniform is the top 53 bits over 2^53") {
    // bits(0) of seed 0 is the known answer 0x16554d9eca36314c; shifted by 11 it is 0x2caa9b3d946c6
    CHECK(Stream(0).bits(0) == 0x16554d9eca36314c);
    CHECK(Stream(0).uniform(0) == std::ldexp(static_cast<double>(0x2caa9b3d946c6), -53));
}

// xxHash's own sanity check: XXH3_64bits of nothing with seed 0.
TEST_CASE("stream: the seed of a name is its XXH3-64") { CHECK(stream_seed("") == 0x2D06800538D394C2); }

TEST_CASE("stream: below stays below and meets every number") {
    const Stream stream(5);
    std::array<int, 3> seen{};
    for (std::uint64_t i = 0; i < 300; ++i) {
        const std::uint64_t drawn = stream.below(3, i);
        REQUIRE(drawn < 3);
        ++seen[drawn];
    }
    for (const int count : seen)
        CHECK(count > 60); // 100 expected, standard deviation 8
    CHECK(stream.below(1, 0) == 0);
}

TEST_CASE("stream: normal has mean 0 and variance 1") {
    const Stream stream(6);
    double sum = 0, squares = 0;
    const int n = 10'000;
    for (int i = 0; i < n; ++i) {
        const double z = stream.normal(static_cast<std::uint64_t>(i));
        sum += z;
        squares += z * z;
    }
    CHECK(std::abs(sum / n) < 0.05);          // five standard deviations of the mean
    CHECK(std::abs(squares / n - 1) < 0.071); // five of the variance, sqrt(2 / n)
}
