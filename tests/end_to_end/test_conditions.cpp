// SPDX-License-Identifier: MIT
// What is stored stays comparable: other conditions are refused, rebuilt plugins are noticed.
#include "edited.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;

namespace {

const std::string slow_folder = THALWEG_END_TO_END_DIR "/plugins";

Result run(const Folder &folder, Process::Words more = {}, const Process::Words &environment = {}) {
    Process::Words words{"run", "edited.toml", "--plugin-path", "plugins", "--plugin-path", slow_folder, "-j",
                         "1"};
    words.insert(words.end(), more.begin(), more.end());
    return call(folder, words, environment);
}

/// x after 4 steps from 8, each of which multiplies it by 1 - factor * 2 * rate.
double end_of(double factor, double rate) {
    double x = 8;
    for (int step = 0; step < 4; ++step)
        x *= 1 - factor * 2 * rate;
    return x;
}

std::vector<double> ends(const Stored &stored) {
    std::vector<double> all;
    for (std::size_t row = 0; row < stored.runs().size(); ++row)
        all.push_back(stored.record(row).x_final.at(0));
    return all;
}

const std::vector<double> ends_before{end_of(1, 0.0625), end_of(1, 0.125), end_of(1, 0.125)},
    ends_after{end_of(2, 0.0625), end_of(2, 0.125), end_of(1, 0.125)};

} // namespace

TEST_CASE("conditions: another stop, record or seed is refused with a table, and nothing is touched") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const Trace before = trace_of(folder / "small.h5");
    struct Change {
        std::string set, name, was, is;
    };
    for (const Change &change : {Change{"stop.steps=20", "stop.steps", "10", "20"},
                                 {"stop.target=1e-3", "stop.target", "null", "0.001"},
                                 {"experiment.seed=8", "seed", "7", "8"},
                                 {"record.iterates=\"none\"", "record.iterates", "auto", "none"},
                                 {"record.timing=\"observation\"", "record.timing", "run", "observation"},
                                 {"record.diagnostics=true", "record.diagnostics", "false", "true"}}) {
        const Result changed = call(folder, {"run", "small.toml", "--set", change.set});
        INFO(change.set << '\n' << changed.err);
        CHECK(changed.code == 2);
        CHECK(changed.out == "");
        CHECK_THAT(changed.err, Contains("the results were made under other conditions"));
        const auto line = changed.err.find("\n       " + change.name);
        REQUIRE(line != std::string::npos);
        const std::string row = changed.err.substr(line + 1, changed.err.find('\n', line + 1) - line - 1);
        CHECK_THAT(row, Contains(" " + change.is));
        CHECK_THAT(row, Contains(change.was == "null" ? "  " : " " + change.was + " "));
        CHECK_THAT(changed.err, Contains("-o OTHER.h5") && Contains("--overwrite"));
    }
    CHECK(trace_of(folder / "small.h5") == before);
    CHECK(folder.names() == std::vector<std::string>{"small.h5", "small.toml"});

    CHECK(call(folder, {"run", "small.toml", "--set", "stop.steps=20", "-o", "other.h5"}).code == 0);
    CHECK(trace_of(folder / "small.h5") == before);
    CHECK(call(folder, {"run", "small.toml", "--set", "stop.steps=20", "--overwrite"}).code == 0);
    CHECK(digest_of(folder / "small.h5") == digest_of(folder / "other.h5"));
    CHECK(Stored(folder / "small.h5").runs().at(0).end.steps == 20);
    // what was set is part of the results
    CHECK(Stored(folder / "small.h5").attributes().at("overrides").dump().find("stop.steps=20") !=
          std::string::npos);
}

TEST_CASE("rebuilt: an edited rule is never met by a green nothing to do") {
    const Folder folder;
    folder.write("edited.toml", edited_experiment);
    build(folder, "before");
    REQUIRE(run(folder).code == 0);
    CHECK(ends(Stored(folder / "edited.h5")) == ends_before);
    const Trace before = trace_of(folder / "edited.h5");

    build(folder, "after");
    const Result refused = run(folder);
    CHECK(refused.code == 2);
    CHECK(refused.out == "");
    CHECK_THAT(refused.err, Contains("a plugin was rebuilt since these results were made"));
    CHECK_THAT(refused.err, Contains("optimizer.edited.plugin_sha256"));
    CHECK_THAT(refused.err, Contains("--rerun-changed") && Contains("--keep-old"));
    CHECK_THAT(refused.err, !Contains("gradient_descent"));

    const Result kept = run(folder, {"--keep-old"});
    CHECK(kept.code == 0);
    CHECK_THAT(kept.out, StartsWith("edited: nothing to do"));
    CHECK(trace_of(folder / "edited.h5") == before);
    CHECK(run(folder).code == 2); // it asks again

    const Result both = run(folder, {"--keep-old", "--rerun-changed"});
    CHECK(both.code == 2);
    CHECK(trace_of(folder / "edited.h5") == before);
}

TEST_CASE("rebuilt: another version of a component stands in the table as well") {
    const Folder folder;
    folder.write("edited.toml", edited_experiment);
    build(folder, "before");
    REQUIRE(run(folder).code == 0);
    const Trace before = trace_of(folder / "edited.h5");
    build(folder, "next");
    const Result refused = run(folder);
    INFO(refused.err);
    CHECK(refused.code == 2);
    const std::size_t line = refused.err.find("optimizer.edited.version");
    REQUIRE(line != std::string::npos);
    const std::string row = refused.err.substr(line, refused.err.find('\n', line) - line);
    CHECK_THAT(row, Contains(" 1 ") && EndsWith(" 2"));
    CHECK(trace_of(folder / "edited.h5") == before);
    CHECK(run(folder, {"--rerun-changed"}).code == 0);
    CHECK(ends(Stored(folder / "edited.h5")) == ends_after);
}

TEST_CASE("rebuilt: --rerun-changed executes the runs of the edited rule again, and no other") {
    const Folder folder;
    folder.write("edited.toml", edited_experiment);
    build(folder, "before");
    REQUIRE(run(folder).code == 0);
    const double started = Stored(folder / "edited.h5").runs().at(2).end.started_at;
    build(folder, "after");
    const Result again = run(folder, {"--rerun-changed"});
    INFO(again.err);
    CHECK(again.code == 0);
    CHECK_THAT(again.err, Contains("continuing: 1 of 3 runs are there, 2 to do"));

    const Stored stored(folder / "edited.h5");
    CHECK(ends(stored) == ends_after);
    CHECK(stored.runs().at(0).end.attempt == 2);
    CHECK(stored.runs().at(1).end.attempt == 2);
    CHECK(stored.runs().at(2).end.attempt == 1);
    CHECK(stored.runs().at(2).end.started_at == started);
    CHECK_THAT(run(folder).out, StartsWith("edited: nothing to do"));
    REQUIRE(run(folder, {"-o", "fresh.h5"}).code == 0);
    CHECK(digest_of(folder / "edited.h5") == digest_of(folder / "fresh.h5"));
}

TEST_CASE("rebuilt: a rerun that is killed goes on, and old runs never pass for new ones") {
    const Folder folder;
    std::string many = edited_experiment;
    many.replace(many.find("[0.0625, 0.125]"), 15, "{ linear = [0.0625, 0.125], count = 50 }");
    folder.write("edited.toml", many);
    build(folder, "before");
    REQUIRE(run(folder).code == 0);
    build(folder, "after");
    {
        Process process(folder,
                        with_thalweg({"run", "edited.toml", "--plugin-path", "plugins", "--plugin-path",
                                      slow_folder, "--jobs", "1", "--rerun-changed"}),
                        {"E2E_MILLISECONDS=60"}); // 50 runs of 240 ms: a part after one second of twelve
        wait_until([&] { return count_parts(folder / "edited.h5") > 0 || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        process.kill_everything();
    }
    const Result end = run(folder);
    INFO(end.err);
    CHECK(end.code == 0);
    REQUIRE(run(folder, {"-o", "fresh.h5"}).code == 0);
    const Stored stored(folder / "edited.h5");
    CHECK(ends(stored) == ends(Stored(folder / "fresh.h5")));
    CHECK(stored.runs().front().end.attempt == 2);
    CHECK(stored.runs().at(49).end.attempt == 2);
    CHECK(stored.runs().at(50).end.attempt == 1);
}

TEST_CASE("rebuilt: with --keep-old a grown file has runs of both builds, and says so from either side") {
    const Folder folder;
    folder.write("edited.toml", edited_experiment);
    build(folder, "before");
    REQUIRE(run(folder).code == 0);
    build(folder, "after");
    std::string grown = edited_experiment;
    grown.replace(grown.find("0.125]"), 6, "0.125, 0.25]");
    folder.write("edited.toml", grown);
    REQUIRE(run(folder, {"--keep-old"}).code == 0);
    CHECK(ends(Stored(folder / "edited.h5")) ==
          std::vector<double>{ends_before[0], ends_before[1], end_of(2, 0.25), ends_before[2]});
    CHECK(run(folder).code == 2);
    build(folder, "before");
    CHECK(run(folder).code == 2); // the run with 0.25 is not of this build
    REQUIRE(run(folder, {"--rerun-changed"}).code == 0);
    CHECK(ends(Stored(folder / "edited.h5")) ==
          std::vector<double>{ends_before[0], ends_before[1], end_of(1, 0.25), ends_before[2]});
    CHECK_THAT(run(folder).out, StartsWith("edited: nothing to do"));
}
