// SPDX-License-Identifier: MIT
#include "results/schema.hpp"
#include "results/store.hpp"
#include "samples.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <csignal>
#include <cstdlib>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

using namespace thalweg;
using namespace thalweg::results;
namespace fs = std::filesystem;
using Catch::Matchers::Contains;

namespace {

std::string digest(const fs::path &file) { return Reader(file).attributes()["digest"]; }

/// All runs of a file with all that belongs to them.
Block whole(const fs::path &file) {
    Inputs inputs;
    inputs.open(file, Trust::checked);
    Cursor cursor;
    Catalogs catalogs;
    return inputs.read(inputs.order({}).spots, cursor, catalogs);
}

/// One file a run, in the folder.
std::vector<fs::path> split(const samples::Folder &folder, samples::Experiment &experiment) {
    std::vector<fs::path> files;
    for (const FinishedRun &run : experiment.runs()) {
        files.push_back(folder / ("part" + std::to_string(files.size()) + ".h5"));
        write(files.back(), experiment.head, std::span(&run, 1));
    }
    return files;
}

Error error_of(const MergeJob &job) {
    try {
        merge(job);
    } catch (const Errors &errors) {
        return errors.list.front();
    }
    return {};
}

} // namespace

TEST_CASE("merge: parts in any order give what is written at once, bit for bit") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "direct.h5", experiment.head, experiment.runs());
    auto files = split(folder, experiment);
    for (std::size_t i = 0; i < 2 * files.size(); ++i) { // each of them first, forwards and backwards
        merge(folder / "merged.h5", {files.begin(), files.end()}, experiment.head, {});
        REQUIRE(is_bit_equal(whole(folder / "direct.h5"), whole(folder / "merged.h5")));
        REQUIRE(digest(folder / "merged.h5") == digest(folder / "direct.h5"));
        std::rotate(files.begin(), files.begin() + 1, files.end());
        if (i + 1 == files.size())
            std::reverse(files.begin(), files.end());
    }
    CHECK(Reader(folder / "merged.h5").complete());
    CHECK_FALSE(fs::exists(folder / "merged.h5.tmp"));
}

TEST_CASE(
    "merge: many interleaved runs in small blocks, compressed and on the disk, are what is written at once") {
    const samples::Folder folder;
    samples::Experiment all, even, odd;
    for (std::uint64_t id = 0; id < 500; ++id) {
        all.add(id, 1 + id % 3);
        (id % 2 == 0 ? even : odd).add(id, 1 + id % 3);
    }
    write(folder / "direct.h5", all.head, all.runs());
    write(folder / "even.h5", all.head, even.runs());
    write(folder / "odd.h5", all.head, odd.runs());
    merge({folder / "merged.h5",
           {folder / "odd.h5", folder / "even.h5"},
           all.head,
           {},
           {.compress_from = 1, .on_disk_from = 1, .rows_at_a_time = 50}});
    CHECK(is_bit_equal(whole(folder / "direct.h5"), whole(folder / "merged.h5")));
    CHECK(digest(folder / "merged.h5") == digest(folder / "direct.h5"));
}

TEST_CASE("merge: OUT may be one of its own inputs") {
    const samples::Folder folder;
    auto experiment = samples::small();
    auto files = split(folder, experiment);
    merge(folder / "out.h5", {files[0], files[1]}, experiment.head, {});
    CHECK_FALSE(Reader(folder / "out.h5").complete()); // 2 of 4
    merge(folder / "out.h5", {folder / "out.h5", files[2], files[3]}, experiment.head, {});
    CHECK(Reader(folder / "out.h5").complete());
    CHECK(Reader(folder / "out.h5").runs().size() == 4);
}

TEST_CASE("merge: twins that are bit-equal become one run, whatever their times") {
    const samples::Folder folder;
    samples::Experiment first, second;
    first.add(3, 2);
    second.add(3, 2);
    second.record(0).seconds = 99;
    second.record(0).worker = 8;
    second.record(0).observations[1].seconds = 77;
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    merge(folder / "out.h5", {folder / "a.h5", folder / "b.h5"}, first.head, {});
    CHECK(Reader(folder / "out.h5").runs().size() == 1);
    CHECK(digest(folder / "out.h5") == digest(folder / "a.h5"));
}

TEST_CASE("merge: twins that differ in one bit of one value are refused by name, and nothing is written") {
    const samples::Folder folder;
    const std::vector<std::function<void(samples::Experiment &)>> changes = {
        [](auto &e) { e.record(0).f_best = 0.0; }, // -0 before
        [](auto &e) { e.record(0).observations[2].f += 1e-15; },
        [](auto &e) { e.record(0).iterates[3] = 0; },
        [](auto &e) { e.record(0).x_solution[1] = 0; },
        [](auto &e) { e.record(0).hits.pop_back(); },
        [](auto &e) { e.record(0).full[1].accuracy = 0; },
        [](auto &e) { e.record(0).messages[1] += "."; },
        [](auto &e) { e.cell(0).optimizer_parameters = {0.75}; },
    };
    samples::Experiment first;
    first.add(3, 2);
    write(folder / "a.h5", first.head, first.runs());
    for (std::size_t i = 0; i < changes.size(); ++i) {
        INFO("change " << i);
        samples::Experiment second;
        second.add(3, 2);
        changes[i](second);
        write(folder / "b.h5", second.head, second.runs());
        const Error error = error_of({folder / "out.h5", {folder / "a.h5", folder / "b.h5"}, first.head, {}});
        CHECK(error.what == "the same runs have different results");
        CHECK(error.why == "run 3 in a.h5 and in b.h5");
        CHECK(error.exit == Exit::wrong);
        CHECK_FALSE(fs::exists(folder / "out.h5"));
        CHECK_FALSE(fs::exists(folder / "out.h5.tmp"));
    }
}

TEST_CASE("merge: a higher attempt supersedes a lower one") {
    const samples::Folder folder;
    samples::Experiment first, second;
    first.add(3, 2);
    second.add(3, 2);
    second.record(0).attempt = 2;
    second.record(0).f_final = 42;
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    for (const auto &files :
         {std::vector{folder / "a.h5", folder / "b.h5"}, {folder / "b.h5", folder / "a.h5"}}) {
        merge(folder / "out.h5", {files.begin(), files.end()}, first.head, {});
        const Reader reader(folder / "out.h5");
        REQUIRE(reader.runs().size() == 1);
        CHECK(reader.runs()[0].end.f_final == 42);
        CHECK(reader.runs()[0].end.attempt == 2);
    }
}

TEST_CASE("merge: runs get the numbers that renumber gives, and their order") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "a.h5", experiment.head, experiment.runs());
    // keys of samples: lo = 7 id + 1; 100 - id turns the order round
    const Renumber turned = [](plan::Key key, std::uint64_t) {
        return std::optional(100 - (key.lo - 1) / 7);
    };
    merge(folder / "out.h5", {folder / "a.h5"}, experiment.head, turned);
    const Reader reader(folder / "out.h5");
    REQUIRE(reader.runs().size() == 4);
    CHECK(reader.runs()[0].run_id == 93);
    CHECK(reader.runs()[3].run_id == 100);
    CHECK(reader.record(0).observations[0].f == 7.375); // of what was run 7
    CHECK(reader.record(3).observations[0].f == 0.375); // of what was run 0
    CHECK_NOTHROW(reader.verify_digest());
}

TEST_CASE("merge: a run that the experiment does not have is refused by name") {
    const samples::Folder folder;
    auto experiment = samples::small();
    write(folder / "a.h5", experiment.head, experiment.runs());
    const Renumber without_7 = [](plan::Key key, std::uint64_t) {
        return key.lo == 50 ? std::nullopt : std::optional<std::uint64_t>(key.lo);
    };
    const Error error = error_of({folder / "out.h5", {folder / "a.h5"}, experiment.head, without_7});
    CHECK(error.what == "the results hold runs that the experiment does not have");
    CHECK(error.why == "run 7 of a.h5");
    CHECK_FALSE(fs::exists(folder / "out.h5"));
}

TEST_CASE("merge: different runs of one number are refused") {
    const samples::Folder folder;
    samples::Experiment first, second;
    first.add(3, 2);
    second.add(3, 2);
    second.cell(0).key = {1, 2};
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    const Error error = error_of({folder / "out.h5", {folder / "a.h5", folder / "b.h5"}, first.head, {}});
    CHECK(error.what == "different runs have the same number");
    CHECK_THAT(error.why, Contains("run 3"));
}

TEST_CASE("merge: f32 and f64 iterates together become f64") {
    const samples::Folder folder;
    samples::Experiment first, second;
    first.add(1, 2);
    second.add(2, 2);
    second.record(0).iterates[1] = 0.1;
    first.head.record.single_precision = true;
    first.head.runs_planned = second.head.runs_planned = 2;
    write(folder / "a.h5", first.head, first.runs());
    write(folder / "b.h5", second.head, second.runs());
    merge(folder / "out.h5", {folder / "a.h5", folder / "b.h5"}, first.head, {});
    const Reader reader(folder / "out.h5");
    CHECK(reader.record(0).iterates == first.record(0).iterates); // multiples of 1/16: exact in f32
    CHECK(reader.record(1).iterates[1] == 0.1);
}

TEST_CASE("merge: what throws in between leaves OUT as it was") {
    const samples::Folder folder;
    auto experiment = samples::small();
    const auto files = split(folder, experiment);
    struct Enough {};
    for (int ticks : {0, 1}) { // before the first block, and before the end
        const Tick tick = [&] {
            if (ticks-- == 0)
                throw Enough();
        };
        CHECK_THROWS_AS(merge(folder / "out.h5", {files.begin(), files.end()}, experiment.head, {}, tick),
                        Enough);
        CHECK_FALSE(fs::exists(folder / "out.h5"));
        CHECK_FALSE(fs::exists(folder / "out.h5.tmp"));
    }
}

TEST_CASE("merge: a process whose compressed file cannot be written ends as it says, and does not crash") {
    const samples::Folder folder;
    samples::Experiment experiment;
    for (std::uint64_t id = 0; id < 500; ++id)
        experiment.add(id, 3);
    write(folder / "in.h5", experiment.head, experiment.runs());
    const pid_t child = ::fork();
    if (child == 0) {
        std::signal(SIGXFSZ, SIG_IGN);
        const rlimit limit{1 << 14, 1 << 14};
        ::setrlimit(RLIMIT_FSIZE, &limit);
        const Error error = error_of({folder / "out.h5",
                                      {{folder / "in.h5", Trust::checked}},
                                      experiment.head,
                                      {},
                                      {.compress_from = 1, .on_disk_from = 1, .rows_at_a_time = 50}});
        std::exit(static_cast<int>(error.exit)); // and what HDF5 does then
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    REQUIRE(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 3);
}
