// SPDX-License-Identifier: MIT
#include "../engine/same.hpp"
#include "pool/arena.hpp"
#include "pool/frame.hpp"

#include <catch2/catch.hpp>
#include <thread>

using namespace thalweg;
using engine::Record;

namespace {

/// One of everything, the numbers made from `seed`.
Record sample(std::uint64_t seed, std::size_t rows) {
    const auto x = static_cast<double>(seed) + 0.25;
    Record r;
    r.run_id = seed;
    r.attempt = 3;
    r.worker = 5;
    r.dimension = 2;
    r.status = engine::Status::target;
    r.steps = seed + 7;
    r.cost = {.evaluations = 1, .f = 2, .g = 3, .h = 4, .hv = 5, .samples = 6};
    r.f_start = x;
    r.f_final = -x;
    r.f_best = x / 3;
    r.f_incumbent = x / 7;
    r.f_solution = NAN;
    r.gradient_norm_final = INFINITY;
    r.step_best = 9;
    r.hessian_min = -1;
    r.hessian_max = 1;
    r.hessian_negative = 1;
    r.hessian_zero = 0;
    r.window_travel = 3;
    r.window_net = 2;
    r.window_period = 6;
    r.seconds = 0.5;
    r.seconds_objective = 0.25;
    r.seconds_optimizer = 0.125;
    r.started_at = 1.6e9;
    r.observation_stride = 4;
    for (std::size_t i = 0; i < rows; ++i) {
        engine::Observation o;
        o.step = i;
        o.f = x * static_cast<double>(i);
        o.cost.g = i;
        r.observations.push_back(o);
        r.metrics.push_back(o.f + 1);
        r.diagnostics.push_back({o.f + 2, o.f + 3, o.f + 4});
        r.iterate_steps.push_back(i);
        r.iterates.insert(r.iterates.end(), {o.f, -o.f});
    }
    r.x_final = {1, 2};
    r.x_best = {3, 4};
    r.x_solution = {5, 6};
    r.hits = {{100, 1, r.cost}};
    r.full = {{2, 1, 3.5, 0.75}};
    r.messages = {"one", "", "twenty-one letters é"};
    return r;
}

std::vector<std::byte> frame_of(const Record &record) {
    std::vector<std::byte> all;
    pool::encode(
        record, [&](std::span<const std::byte> piece) { all.insert(all.end(), piece.begin(), piece.end()); });
    return all;
}

void check_equal(const Record &a, const Record &b) {
    CHECK(bench::difference(a, b) == "");
    CHECK(a.attempt == b.attempt);
    CHECK(a.worker == b.worker);
    CHECK(bench::same_bits(a.seconds, b.seconds));
    CHECK(bench::same_bits(a.seconds_objective, b.seconds_objective));
    CHECK(bench::same_bits(a.seconds_optimizer, b.seconds_optimizer));
    CHECK(bench::same_bits(a.started_at, b.started_at));
    CHECK(a.full.size() == b.full.size());
    for (std::size_t i = 0; i < a.full.size(); ++i)
        CHECK(a.full[i].accuracy == b.full[i].accuracy);
}

} // namespace

TEST_CASE("frames: a record comes back as it was") {
    for (const std::size_t rows : {0u, 1u, 1000u}) {
        const Record record = sample(3, rows);
        const auto frame = frame_of(record);
        std::uint64_t size = 0;
        std::memcpy(&size, frame.data(), sizeof size);
        REQUIRE(size == frame.size() - sizeof size);
        check_equal(pool::decode(std::span(frame).subspan(8)), record);
    }
    const Record empty;
    const auto frame = frame_of(empty);
    check_equal(pool::decode(std::span(frame).subspan(8)), empty);
}

TEST_CASE("frames: one that is cut short anywhere, or too long, is refused") {
    auto frame = frame_of(sample(3, 5));
    const auto bytes = std::span<const std::byte>(frame).subspan(8);
    for (std::size_t size = 0; size < bytes.size(); size += 8)
        REQUIRE_THROWS_AS(pool::decode(bytes.first(size)), std::length_error);
    frame.resize(frame.size() + 8);
    CHECK_THROWS_AS(pool::decode(std::span<const std::byte>(frame).subspan(8)), std::length_error);
}

TEST_CASE("frames: counts that were written over are refused, not believed") {
    const auto frame = frame_of(sample(3, 5));
    for (std::size_t at = 8; at + 8 <= frame.size(); at += 8) {
        auto wild = frame;
        std::memset(wild.data() + at, 0xff, 8);
        try {
            const Record record = pool::decode(std::span<const std::byte>(wild).subspan(8));
            REQUIRE(record.messages.size() == 3); // it was a number, not a count
        } catch (const std::length_error &) {
        }
    }
}

TEST_CASE("arena: what one end puts in, the other takes out, whole and in order") {
    auto shared = pool::Shared::create(10, 1);
    auto attached = pool::Shared::attach(dup(shared.descriptor()));
    pool::ArenaWriter writer(attached, 0);
    pool::ArenaReader reader(shared, 0);
    CHECK(reader.take().empty());
    for (std::uint64_t i = 0; i < 3; ++i)
        writer.put(sample(i, 10 * i));
    const auto records = reader.take();
    REQUIRE(records.size() == 3);
    for (std::uint64_t i = 0; i < 3; ++i)
        check_equal(records[i], sample(i, 10 * i));
    CHECK(reader.take().empty());
}

namespace {

/// Puts `count` records of `rows` rows in, while the reader takes a little at a time.
void pass_through(std::size_t count, std::size_t rows) {
    auto shared = pool::Shared::create(10, 1);
    const Record record = sample(1, rows);
    std::thread worker([&] {
        pool::ArenaWriter writer(shared, 0);
        for (std::size_t i = 0; i < count; ++i)
            writer.put(record);
    });
    pool::ArenaReader reader(shared, 0);
    std::size_t taken = 0;
    while (taken < count)
        for (const Record &r : reader.take()) {
            ++taken;
            REQUIRE(bench::difference(r, record) == "");
        }
    worker.join();
    CHECK(shared.page(0).written == shared.page(0).taken);
}

} // namespace

TEST_CASE("arena: a writer waits for a reader that lags, around and around the arena") {
    // 20,000 rows of 88 + 8 + 8 + 16 bytes: 2.4 MB, so 80 of them are three arenas
    pass_through(80, 20'000);
}

TEST_CASE("arena: a frame may be larger than the arena") {
    // 1,500,000 rows: 180 MB through 64 MiB
    pass_through(2, 1'500'000);
}

TEST_CASE("arena: a frame that a dead worker had begun is forgotten") {
    auto shared = pool::Shared::create(10, 1);
    pool::ArenaReader reader(shared, 0);
    pool::ArenaWriter writer(shared, 0);
    writer.put(sample(1, 3));
    const auto frame = frame_of(sample(2, 100));
    auto &page = shared.page(0);
    const std::uint64_t written = page.written;
    std::memcpy(shared.arena(0, written, 500).data(), frame.data(), 500);
    page.written = written + 500;
    REQUIRE(reader.take().size() == 1);
    reader.reset();
    writer.put(sample(3, 4));
    const auto records = reader.take();
    REQUIRE(records.size() == 1);
    CHECK(records[0].run_id == 3);
}

TEST_CASE("arena: counters that a plugin wrote over are an error, not a crash") {
    auto shared = pool::Shared::create(10, 1);
    pool::ArenaReader reader(shared, 0);
    shared.page(0).written = std::uint64_t{1} << 60;
    CHECK_THROWS_AS(reader.take(), std::length_error);
    pool::ArenaReader other(shared, 0);
    other.reset();
    std::memset(shared.arena(0, 0, 800).data(), 0, 800); // frames of no bytes
    shared.page(0).written = 800;
    CHECK_THROWS_AS(other.take(), std::length_error);
}
