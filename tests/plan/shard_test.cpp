// SPDX-License-Identifier: MIT
// Permutations and shards: nothing twice, nothing forgotten, nothing uneven.
#include "planned.hpp"

#include "plan/permutation.hpp"
#include "plan/shard.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace planned;
using plan::Permutation;
using plan::Shard;

namespace {

/// 100 runs of one optimizer, then 100 of another.
std::string two_hundred(const std::string &seed) {
    return text_of(
        "[[objective]]\nname = \"bowl\"\n"
        "[[optimizer]]\nname = \"descent\"\n"
        "parameters.learning_rate = { linear = [0.01, 1.0], count = 100 }\n"
        "[[optimizer]]\nname = \"strict\"\nparameters.rate = { linear = [1.0, 2.0], count = 100 }\n",
        "seed = " + seed);
}

/// How many runs of the matrix are in each shard; fails where one is in none or in two.
std::vector<std::uint64_t> sizes(const plan::Matrix &matrix, std::uint64_t of) {
    std::vector<Shard> shards;
    for (std::uint64_t k = 1; k <= of; ++k)
        shards.emplace_back(matrix, plan::ShardName{k, of});
    std::vector<std::uint64_t> counts(of, 0);
    for (std::uint64_t id = 0; id < matrix.size(); ++id) {
        if (!matrix.at(id))
            continue;
        std::uint64_t owners = 0;
        for (std::uint64_t k = 0; k < of; ++k)
            if (shards[k].contains(id)) {
                ++owners;
                ++counts[k];
            }
        CHECK(owners == 1);
    }
    for (std::uint64_t k = 0; k < of; ++k)
        CHECK(shards[k].runs() == counts[k]);
    return counts;
}

std::string refusal(const std::string &text) {
    try {
        plan::read_shard(text);
    } catch (const Errors &errors) {
        return to_text(errors.list.front());
    }
    return "none";
}

} // namespace

TEST_CASE("permutation: every number stands at one place, and is found there") {
    for (const std::uint64_t size : {1u, 2u, 3u, 4u, 5u, 16u, 17u, 170u, 1000u}) {
        const Permutation permutation(size, 7);
        std::vector<std::uint64_t> numbers;
        for (std::uint64_t place = 0; place < size; ++place) {
            numbers.push_back(permutation.at(place));
            CHECK(permutation.place_of(numbers.back()) == place);
        }
        std::sort(numbers.begin(), numbers.end());
        std::vector<std::uint64_t> all(size);
        std::iota(all.begin(), all.end(), 0);
        CHECK(numbers == all);
    }
}

TEST_CASE("permutation: sizes beyond 32 bits are gone over as well") {
    for (const std::uint64_t size : {(std::uint64_t{1} << 40) + 1, ~std::uint64_t{0}}) {
        const Permutation permutation(size, 7);
        for (const std::uint64_t place : {std::uint64_t{0}, std::uint64_t{12345}, size - 1}) {
            CHECK(permutation.at(place) < size);
            CHECK(permutation.place_of(permutation.at(place)) == place);
        }
    }
}

TEST_CASE("permutation: another seed is another order") {
    const Permutation a(1000, 1), b(1000, 2);
    int same = 0; // one number on average stands at the same place
    for (std::uint64_t place = 0; place < 1000; ++place)
        same += a.at(place) == b.at(place);
    CHECK(same < 10);
}

TEST_CASE("shards: part the runs exactly and evenly") {
    const auto matrix = make(two_hundred("7"));
    REQUIRE(matrix.counts().runs == 200);
    CHECK(sizes(matrix, 1) == std::vector<std::uint64_t>{200});
    CHECK(sizes(matrix, 2) == std::vector<std::uint64_t>{100, 100});
    CHECK(sizes(matrix, 3) == std::vector<std::uint64_t>{67, 67, 66});
    auto many = sizes(matrix, 201);
    CHECK(std::count(many.begin(), many.end(), 1) == 200);
    CHECK(many.back() == 0);
}

TEST_CASE("shards: excluded cells count for nobody") {
    // the wolfe rule with the upper half of the rates is out: 300 of 400 are left
    const auto matrix = make(text_of("[[objective]]\nname = \"bowl\"\n[[optimizer]]\nname = \"descent\"\n"
                                     "parameters.learning_rate = { linear = [0.01, 2.0], count = 200 }\n"
                                     "parameters.rule = [\"armijo\", \"wolfe\"]\n"
                                     "[[exclude]]\noptimizer_parameters.learning_rate = { above = 1.005 }\n"
                                     "optimizer_parameters.rule = { equals = \"wolfe\" }\n"));
    REQUIRE(matrix.counts().runs == 300);
    CHECK(sizes(matrix, 7) == std::vector<std::uint64_t>{43, 43, 43, 43, 43, 43, 42});
}

TEST_CASE("shards: what stands together in the file is spread over all of them") {
    // Of 50 runs in a shard, 25 are of the second optimizer on average, with a deviation of
    // sqrt(50 * 1/2 * 1/2 * 150/199) = 3.1 (hypergeometric); five of them make 15.
    for (int seed = 0; seed < 20; ++seed) {
        const auto matrix = make(two_hundred(std::to_string(seed)));
        for (std::uint64_t k = 1; k <= 4; ++k) {
            const Shard shard(matrix, {k, 4});
            int second = 0;
            for (std::uint64_t id = 100; id < 200; ++id)
                second += shard.contains(id);
            CAPTURE(seed, k);
            CHECK(second > 10);
            CHECK(second < 40);
        }
    }
}

TEST_CASE("shards: a name is K/N, counted from 1") {
    CHECK(plan::read_shard("1/1") == plan::ShardName{1, 1});
    CHECK(plan::read_shard("12/64") == plan::ShardName{12, 64});
    CHECK(plan::to_text({12, 64}) == "12/64");
    for (const std::string text : {"", "3", "/", "1/", "/2", "1/0", "1/2/3", "1 / 2", "a/b", "-1/2", "1/-2",
                                   "1.5/2", "1/99999999999999999999"})
        CHECK_THAT(refusal(text),
                   Catch::Contains("\"" + text + "\" is no shard") && Catch::Contains("shards count from 1"));
    for (const std::string text : {"0/4", "5/4"})
        CHECK_THAT(refusal(text), Catch::Contains("shards count from 1: of 4 there are 1/4 to 4/4") &&
                                      Catch::Contains("write `--shard 1/4`"));
}
