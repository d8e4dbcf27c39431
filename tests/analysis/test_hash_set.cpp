// SPDX-License-Identifier: MIT
#include "analysis/facts.hpp"
#include "analysis/hash_set.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using analysis::fingerprint;
using analysis::Hash;
using analysis::HashSet;

TEST_CASE("hash set: each hash is new once, however many there are") {
    HashSet set;
    for (std::uint64_t round = 0; round < 2; ++round)
        for (std::uint64_t i = 0; i < 10'000; ++i) {
            // The same i / 100 a hundred times: these stand after each other.
            const bool is_new = set.insert({1 + i / 100, i});
            if (is_new != (round == 0))
                FAIL("hash " << i << " in round " << round);
        }
    CHECK(set.insert({7, 10'000}));
}

TEST_CASE("hash set: takes the hash that is zero, and others at its place") {
    HashSet set;
    CHECK(set.insert({0, 0}));
    CHECK_FALSE(set.insert({0, 0}));
    CHECK(set.insert({0, 2}));
    CHECK_FALSE(set.insert({0, 0}));
}

TEST_CASE("fingerprint: tells runs apart by any fact, and not by ids, times and attempts") {
    results::Run run;
    run.end.f_best = 0.5;
    const Hash hash = fingerprint(run);

    results::Run again = run;
    again.run_id = 9;
    again.key = {1, 2};
    again.repetition = 3;
    again.end.seconds = 1;
    again.end.started_at = 2;
    again.end.attempt = 4;
    again.end.worker = 5;
    CHECK(fingerprint(again) == hash);
    CHECK(fingerprint(again, 1) != hash); // in another group

    const auto differs = [&](auto change) {
        results::Run other = run;
        change(other);
        return fingerprint(other) != hash;
    };
    CHECK(differs([](auto &r) { r.start_row = 1; }));
    CHECK(differs([](auto &r) { r.optimizer_row = 1; }));
    CHECK(differs([](auto &r) { r.configuration_row = 1; }));
    CHECK(differs([](auto &r) { r.end.dimension = 1; }));
    CHECK(differs([](auto &r) { r.end.status = engine::Status::steps; }));
    CHECK(differs([](auto &r) { r.end.steps = 1; }));
    CHECK(differs([](auto &r) { r.end.cost.samples = 1; }));
    CHECK(differs([](auto &r) { r.end.step_best = 1; }));
    CHECK(differs([](auto &r) { r.end.f_best = -0.5; }));
    CHECK(differs([](auto &r) { r.end.f_solution = 0; }));
    CHECK(differs([](auto &r) { r.end.hessian_zero = 0; }));
    CHECK(differs([](auto &r) { r.end.window_net = 0; }));
}
