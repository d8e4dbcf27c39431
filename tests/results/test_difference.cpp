// SPDX-License-Identifier: MIT
#include "results/difference.hpp"
#include "results/schema.hpp"
#include "results/store.hpp"
#include "samples.hpp"

#include <catch2/catch.hpp>

#include <cmath>
#include <fstream>

using namespace thalweg;
using namespace thalweg::results;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

Stored open(const fs::path &file) {
    std::vector<std::string> notes;
    return {file, notes};
}

Differences compare(const fs::path &a, const fs::path &b) { return results::compare(open(a), open(b), {}); }

/// Run 3, which ended at its target: reproducible to the last bit.
samples::Experiment finished() {
    samples::Experiment experiment;
    experiment.add(3, 2);
    return experiment;
}

/// Run 4, which was killed for its memory.
samples::Experiment killed() {
    samples::Experiment experiment;
    experiment.add(4, 2);
    return experiment;
}

/// What `change` makes of one of two equal experiments.
template <class Change> Differences after(samples::Experiment (*make)(), Change change) {
    const samples::Folder folder;
    auto first = make(), second = make();
    change(second);
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    return compare(folder / "a.h5", folder / "b.h5");
}

} // namespace

TEST_CASE("difference: times, workers, hosts, attempts, numbers and order are none") {
    const samples::Folder folder;
    samples::Experiment first, second;
    for (const std::uint64_t id : {1, 3, 5, 7})
        first.add(id, 1 + id % 3);
    for (const std::uint64_t id : {5, 7, 1, 3})
        second.add(id, 1 + id % 3);
    for (std::size_t i = 0; i < 4; ++i) {
        second.cell(i).run_id = second.record(i).run_id =
            100 - second.cell(i).run_id; // the order turned round
        second.record(i).seconds = 99;
        second.record(i).seconds_optimizer = second.record(i).started_at = 98;
        second.record(i).worker = 17;
        second.record(i).attempt = 2;
        second.record(i).observations[1].seconds = 77;
    }
    second.head.environment = {{"host", "elsewhere"}};
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    const Differences d = compare(folder / "a.h5", folder / "b.h5");
    CHECK(d.none());
    CHECK(d.equal == 4);
    CHECK(d.prefixes == 0);
    // /runs has 34 that are not volatile, with key, counts of rows and thinning; parameters 1 + 3;
    CHECK(d.columns > 60);
}

TEST_CASE("difference: one bit in any column is found and named, with its step and both values") {
    struct Change {
        std::function<void(samples::Experiment &)> change;
        std::string place, a, b;
        std::optional<std::uint64_t> step = std::nullopt;
    };
    const double next = std::nextafter(3.125, 4); // run 3: base 3.375, observations 3.375, 3.25, 3.125
    for (const Change &c : std::vector<Change>{
             {[&](auto &e) { e.record(0).observations[2].f = next; }, "/observations/f", "3.125",
              "3.1250000000000004", 4},
             {[](auto &e) { e.record(0).observations[1].cost.g = 5; }, "/observations/evaluations_g", "31",
              "5", 2},
             {[](auto &e) { e.record(0).iterates[3] = 0; }, "/iterates/d2/x[1]", "3.5625", "0", 4},
             {[](auto &e) { e.record(0).f_best = 0.0; }, "/runs/f_best", "-0", "0"},
             {[](auto &e) { e.record(0).status = engine::Status::steps; }, "/runs/status", "target", "steps"},
             {[](auto &e) { e.record(0).x_solution[1] = 0; }, "/final/d2/x_solution[1]", "7.75", "0"},
             {[](auto &e) { e.record(0).hits[1].cost.h = 0; }, "/hits/evaluations_h", "10", "0", 4},
             {[](auto &e) { e.record(0).full[1].accuracy = 0; }, "/full/accuracy", "0.875", "0", 4},
             {[](auto &e) { e.record(0).messages[1] += "."; }, "/messages/text", "\"second\"", "\"second.\""},
             {[](auto &e) { e.cell(0).objective_parameters = {0.75}; }, "/runs/objective_parameters/scale",
              "2.5", "0.75"},
         }) {
        const Differences d = after(finished, c.change);
        INFO(c.place);
        CHECK(d.differing == 1);
        CHECK(d.equal == 0);
        REQUIRE(d.named.size() == 1);
        const Deviation &found = d.named.front();
        CHECK(found.table + "/" + found.column == c.place);
        CHECK(found.a == c.a);
        CHECK(found.b == c.b);
        CHECK(found.step == c.step);
        CHECK(found.run_a == 3);
        CHECK(found.key == plan::Key{std::numeric_limits<std::uint64_t>::max() - 3, 22});
    }
}

TEST_CASE("difference: of several the earliest step is named, and how many columns differ in all") {
    const Differences d = after(finished, [](auto &e) {
        e.record(0).f_final = 1;
        e.record(0).observations[2].f = 1;
        e.record(0).observations[1].cost.f = 1;
        e.record(0).iterates[2] = 1; // at step 4
    });
    REQUIRE(d.named.size() == 1);
    CHECK(d.named.front().column == "evaluations_f");
    CHECK(d.named.front().step == 2);
    CHECK(d.named.front().columns == 4);
}

TEST_CASE("difference: numbers that read the same are told apart by their bits") {
    const Differences d = after(finished, [](auto &e) { e.record(0).observations[1].gradient_norm = -NAN; });
    REQUIRE(d.named.size() == 1);
    CHECK_THAT(d.named.front().a, Contains("nan"));
    CHECK(d.named.front().a != d.named.front().b);
}

TEST_CASE("difference: a run with more observations differs, and so does one with more hits") {
    const Differences observations = after(finished, [](auto &e) {
        e.record(0).observations.emplace_back().step = 6;
        e.record(0).diagnostics.emplace_back();
    });
    CHECK(observations.differing == 1);
    CHECK(observations.named.front().column == "observations"); // their number, of /runs
    const Differences hits = after(finished, [](auto &e) { e.record(0).hits.pop_back(); });
    REQUIRE(hits.named.size() == 1);
    CHECK(hits.named.front().table == "/hits");
    CHECK(hits.named.front().column == "number of rows");
    CHECK(hits.named.front().a == "2");
    CHECK(hits.named.front().b == "1");
}

TEST_CASE("difference: rows of catalogs are compared by what they say") {
    const samples::Folder folder;
    auto first = finished();
    samples::Experiment second;
    second.add(1, 2); // other starts and settings come first: rows have other numbers
    second.add(3, 2);
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    const Differences d = compare(folder / "a.h5", folder / "b.h5");
    CHECK(d.equal == 1);
    CHECK(d.differing == 0);
    CHECK(d.only_a == 0);
    REQUIRE(d.only_b == 1);
    CHECK(d.named_only_b.front().run_id == 1);
    CHECK_FALSE(d.none());
    const Differences turned = compare(folder / "b.h5", folder / "a.h5");
    CHECK(turned.only_a == 1);
    CHECK(turned.only_b == 0);
}

TEST_CASE("difference: a column that one side lacks counts as filled with its fill value") {
    // without metrics, hits, full values and messages there are no such columns; run 2 of small() has none
    const samples::Folder folder;
    samples::Experiment bare, rich;
    for (samples::Experiment *experiment : {&bare, &rich}) {
        experiment->add(3, 2);
        engine::Record &record = experiment->record(0);
        record.hits.clear();
        record.full.clear();
        record.messages.clear();
        record.diagnostics.clear();
        for (auto &observation : record.observations)
            observation.f_batch = NAN;
    }
    rich.add(5, 2); // has all of them
    write(folder / "bare.h5", bare.head, bare.runs());
    write(folder / "rich.h5", rich.head, rich.runs());
    const Differences d = compare(folder / "bare.h5", folder / "rich.h5");
    CHECK(d.equal == 1);
    CHECK(d.differing == 0);
}

TEST_CASE("difference: of many the first ten are named, and all are counted") {
    const samples::Folder folder;
    samples::Experiment first, second;
    for (std::uint64_t id = 1; id < 2 * 30; id += 2) {
        first.add(id, 1);
        second.add(id, 1);
        if (id % 3 == 0) // 3, 9, ..., 57: ten of thirty
            second.record(second.runs().size() - 1).observations[1].f = 0;
    }
    second.record(0).f_start = 0; // run 1
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    const Differences d = compare(folder / "a.h5", folder / "b.h5");
    CHECK(d.differing == 11);
    CHECK(d.equal == 19);
    REQUIRE(d.named.size() == 10);
    CHECK(d.named[0].run_a == 1);
    CHECK(d.named[9].run_a == 51);
}

TEST_CASE("difference: of a run that a clock or a signal ended the steps that both have are compared") {
    // record(0) has observations at 0, 2, 4 and iterates at 0, 4
    const auto cut = [](auto &e) {
        engine::Record &record = e.record(0);
        record.observations.pop_back();
        record.iterate_steps.pop_back();
        record.iterates.resize(2);
        record.hits.pop_back();
        record.full.pop_back();
        record.f_final = record.f_best = 17;
        record.steps = 3;
        record.x_final = {1, 1};
        record.messages = {"another"};
        record.metrics.resize(4); // 2 observations of 2 metrics
        record.diagnostics.pop_back();
    };
    const Differences shorter = after(killed, cut);
    CHECK(shorter.equal == 1);
    CHECK(shorter.prefixes == 1);
    CHECK(shorter.ended_otherwise == 0);
    CHECK(shorter.none());

    const Differences early = after(killed, [&](auto &e) {
        cut(e);
        e.record(0).observations[1].f = 0;
    });
    CHECK(early.differing == 1);
    CHECK(early.prefixes == 1);
    REQUIRE(early.named.size() == 1);
    CHECK(early.named.front().column == "f");
    CHECK(early.named.front().step == 2);
    CHECK(early.named.front().columns == 1);

    const Differences iterate = after(killed, [&](auto &e) {
        cut(e);
        e.record(0).iterates[1] = 0;
    });
    CHECK(iterate.differing == 1);
    const Differences hit = after(killed, [&](auto &e) {
        cut(e);
        e.record(0).hits[0].cost.f = 0;
    });
    CHECK(hit.differing == 1);
    const Differences parameter = after(killed, [&](auto &e) {
        e.cell(0).optimizer_parameters = {0.75, std::string("inside")};
    });
    CHECK(parameter.differing == 1);
}

TEST_CASE("difference: a run that was cut on one side only is compared in part, and that is counted") {
    for (const auto status : {engine::Status::seconds, engine::Status::timed_out, engine::Status::crashed,
                              engine::Status::out_of_memory}) {
        const Differences d = after(finished, [&](auto &e) {
            e.record(0).status = status;
            e.record(0).observations = {e.record(0).observations[1]}; // the last one that is known
            e.record(0).diagnostics.clear();                          // and these are not
            e.record(0).steps = 2;
        });
        CHECK(d.equal == 1);
        CHECK(d.prefixes == 1);
        CHECK(d.ended_otherwise == 1);
    }
    for (const auto status :
         {engine::Status::diverged, engine::Status::failed, engine::Status::evaluations}) {
        const Differences d = after(finished, [&](auto &e) { e.record(0).status = status; });
        CHECK(d.differing == 1);
        CHECK(d.prefixes == 0);
    }
}

TEST_CASE("difference: many runs of several dimensions in files of other order and layout are equal") {
    const samples::Folder folder;
    samples::Experiment first, second;
    for (std::uint64_t id = 1; id < 1001; id += 2)
        first.add(id, 1 + id % 3);
    for (std::uint64_t id = 1001; id > 1; id -= 2)
        second.add(id - 2, 1 + (id - 2) % 3);
    for (std::size_t i = 0; i < 500; ++i)
        second.cell(i).run_id = second.record(i).run_id = i; // backwards
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    const Differences d = compare(folder / "a.h5", folder / "b.h5");
    CHECK(d.none());
    CHECK(d.equal == 500);
    second.record(123).iterates.back() = 0;
    write(folder / "b.h5", second.head, second.runs());
    const Differences one = compare(folder / "a.h5", folder / "b.h5");
    CHECK(one.equal == 499);
    REQUIRE(one.named.size() == 1);
    CHECK(one.named.front().run_b == 123);
    CHECK(one.named.front().run_a == 999 - 2 * 123);
}

TEST_CASE("difference: OUT and its parts are one side, and the manifest says what they were made from") {
    const samples::Folder folder;
    samples::Experiment all, half, rest;
    for (const std::uint64_t id : {1, 3, 5, 7}) {
        all.add(id, 2);
        (id < 4 ? half : rest).add(id, 2);
    }
    write(folder / "all.h5", all.head, all.runs());
    write(folder / "out.h5", half.head, half.runs());
    Parts parts = Parts::open_or_create(folder / "out.h5", {{"experiment_toml", "new"}, {"runs_planned", 9}});
    parts.publish(rest.head, rest.runs());
    const Stored stored = open(folder / "out.h5");
    CHECK(stored.size() == 4);
    CHECK(stored.files().size() == 2);
    CHECK(stored.origin().experiment_toml == "new");
    CHECK(stored.origin().runs_planned == 9);
    CHECK(stored.origins().at(0).experiment_toml == half.head.experiment_toml);
    CHECK(stored.find(all.cell(2).key) == 2);
    CHECK(stored.find({1, 2}) == std::nullopt);
    const Differences d = results::compare(open(folder / "all.h5"), stored, {});
    CHECK(d.none());
    CHECK(d.equal == 4);
}

TEST_CASE("difference: runs that are executed again are compared with what is stored") {
    const samples::Folder folder;
    samples::Experiment stored, again;
    for (const std::uint64_t id : {1, 3, 5})
        stored.add(id, 1 + id % 3);
    again.add(5, 3);
    again.add(1, 2);
    write(folder / "a.h5", stored.head, stored.runs());
    const Stored file = open(folder / "a.h5");
    Against against(file);
    const auto runs = again.runs();
    against.compare(again.head, runs); // in any order, all or one by one
    CHECK(against.differences().equal == 2);
    CHECK(against.differences().none());
    again.record(0).x_final[2] = 0;
    again.record(1).observations[2].f = 0;
    for (const FinishedRun &run : runs)
        against.compare(again.head, std::span(&run, 1));
    CHECK(against.differences().equal == 2);
    CHECK(against.differences().differing == 2);
    REQUIRE(against.differences().named.size() == 2);
    CHECK(against.differences().named[0].column == "x_final[2]");
    CHECK(against.differences().named[1].step == 4);
    CHECK(against.differences().named[1].a == "1.125"); // what is stored
    CHECK(against.differences().named[1].b == "0");
}

TEST_CASE("difference: a file whose content is not what its digest says is damaged") {
    const samples::Folder folder;
    auto experiment = finished();
    write(folder / "a.h5", experiment.head, experiment.runs());
    CHECK_NOTHROW(open(folder / "a.h5").verify_digests());
    // as another program leaves it that changes a value: without the seal at the end
    std::string bytes;
    {
        std::ifstream file(folder / "a.h5", std::ios::binary);
        bytes.assign(std::istreambuf_iterator<char>(file), {});
    }
    const double f = 3.25; // of observation 1
    const auto place = bytes.find(std::string(reinterpret_cast<const char *>(&f), sizeof f));
    REQUIRE(place != std::string::npos);
    bytes[place] = '\x01';
    constexpr std::size_t seal = 32;
    std::ofstream(folder / "a.h5", std::ios::binary) << bytes.substr(0, bytes.size() - seal);
    try {
        open(folder / "a.h5");
        FAIL("it was opened");
    } catch (const Errors &errors) {
        CHECK_THAT(errors.list.front().why, Contains("its numbers do not match their digest"));
    }
}
