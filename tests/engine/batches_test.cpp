// SPDX-License-Identifier: MIT
#include "engine/batches.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <numeric>

using namespace thalweg;
using engine::Batches;
using Indices = std::vector<std::uint64_t>;

namespace {

Indices current(const Batches &batches) {
    const thalweg_batch *batch = batches.current();
    return {batch->indices, batch->indices + batch->size};
}

std::vector<Indices> draw(const spec::Data &data, std::uint64_t n, std::uint64_t seed, std::size_t count) {
    Batches batches;
    batches.reset(&data, n, seed);
    std::vector<Indices> all;
    for (std::size_t i = 0; i < count; ++i) {
        all.push_back(current(batches));
        CHECK(batches.current()->counter == i);
        CHECK(batches.current()->seed == seed);
        batches.draw();
    }
    return all;
}

Indices joined(const std::vector<Indices> &batches, std::size_t first, std::size_t count) {
    Indices all;
    for (std::size_t i = first; i < first + count; ++i)
        all.insert(all.end(), batches[i].begin(), batches[i].end());
    return all;
}

Indices sorted(Indices indices) {
    std::sort(indices.begin(), indices.end());
    return indices;
}

Indices first_numbers(std::uint64_t n) {
    Indices all(n);
    std::iota(all.begin(), all.end(), std::uint64_t{0});
    return all;
}

} // namespace

TEST_CASE("batches: sequential takes the samples in order, the last batch of an epoch is shorter") {
    const auto batches = draw({.batch = 4, .order = "sequential", .place = {}}, 10, 1, 4);
    CHECK(batches == std::vector<Indices>{{0, 1, 2, 3}, {4, 5, 6, 7}, {8, 9}, {0, 1, 2, 3}});
}

TEST_CASE("batches: shuffled gives each epoch a permutation, another one each time") {
    const auto batches = draw({.batch = 7, .order = "shuffled", .place = {}}, 100, 5, 45);
    CHECK(batches[14].size() == 2); // 14 · 7 = 98
    const Indices first = joined(batches, 0, 15), second = joined(batches, 15, 15),
                  third = joined(batches, 30, 15);
    for (const Indices &epoch : {first, second, third}) {
        CHECK(sorted(epoch) == first_numbers(100));
        CHECK(epoch != first_numbers(100));
    }
    CHECK(first != second);
    CHECK(second != third);
}

TEST_CASE("batches: one seed gives one sequence, another seed another") {
    for (const char *order : {"shuffled", "replacement"}) {
        const spec::Data data{.batch = 5, .order = order, .place = {}};
        CHECK(draw(data, 50, 9, 30) == draw(data, 50, 9, 30));
        CHECK(draw(data, 50, 9, 30) != draw(data, 50, 10, 30));
    }
}

TEST_CASE("batches: with replacement every sample comes about equally often") {
    const auto batches = draw({.batch = 10, .order = "replacement", .place = {}}, 5, 3, 1000);
    std::vector<double> count(5);
    bool any_twice = false;
    for (const Indices &batch : batches) {
        REQUIRE(batch.size() == 5); // never more than there are
        for (const std::uint64_t i : batch) {
            REQUIRE(i < 5);
            ++count[i];
        }
        const Indices in_order = sorted(batch);
        any_twice |= std::adjacent_find(in_order.begin(), in_order.end()) != in_order.end();
    }
    CHECK(any_twice);
    // chi² with 4 degrees of freedom is above 23.5 once in 10,000; the stream is fixed, so it is or is not
    double chi2 = 0;
    for (const double c : count)
        chi2 += (c - 1000) * (c - 1000) / 1000;
    CHECK(chi2 < 23.5);
}

TEST_CASE("batches: a reset begins anew, without data there are none") {
    const spec::Data data{.batch = 3, .order = "shuffled", .place = {}};
    Batches batches;
    batches.reset(&data, 10, 4);
    const Indices first = current(batches);
    for (int i = 0; i < 7; ++i)
        batches.draw();
    batches.reset(&data, 10, 4);
    CHECK(current(batches) == first);
    CHECK(batches.current()->counter == 0);

    batches.reset(nullptr, 10, 4);
    CHECK(batches.current() == nullptr);
    batches.draw();
    CHECK(batches.current() == nullptr);
    const spec::Data whole{};
    batches.reset(&whole, 10, 4);
    CHECK(batches.current() == nullptr);
}
