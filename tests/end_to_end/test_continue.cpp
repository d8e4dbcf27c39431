// SPDX-License-Identifier: MIT
// Killed, grown and reordered experiments end as if nothing had happened.
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>

#include <csignal>
#include <map>

using namespace end_to_end;
using Catch::Contains;
using Catch::Matches;
using Catch::StartsWith;

namespace {

bool is_bit_equal(const Folder &folder, const std::string &a, const std::string &b) {
    const Result python =
        program(folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/same_bits.py", a, b});
    INFO(python.err);
    CHECK(python.code == 0);
    return python.code == 0 && digest_of(folder / a) == digest_of(folder / b);
}

/// Starts it, kills all of it once `is_time` is so, and says how many part files are there then.
template <class IsTime> std::size_t kill_when(const Folder &folder, const IsTime &is_time) {
    Process process(folder, with_thalweg(run_slow("killed.h5", "2")), hardly);
    wait_until([&] { return is_time(process) || process.has_ended(); });
    REQUIRE_FALSE(process.has_ended()); // there was time enough
    process.kill_everything();
    return count_parts(folder / "killed.h5");
}

} // namespace

TEST_CASE("kill: killed again and again, the experiment ends as one that was left alone, bit for bit") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    REQUIRE(call(folder, run_slow("alone.h5", "2")).code == 0);

    // before anything is safe; then with one part more each time
    kill_when(folder, [](const Process &process) { return !process.workers().empty(); });
    CHECK_FALSE(fs::exists(folder / "killed.h5"));
    std::size_t parts = 0;
    for (int time = 0; time < 2; ++time) {
        const std::size_t before = parts;
        parts =
            kill_when(folder, [&](const Process &) { return count_parts(folder / "killed.h5") > before; });
        CHECK(parts > before);
        CHECK_FALSE(fs::exists(folder / "killed.h5"));
    }

    const Result end = call(folder, run_slow("killed.h5", "2"));
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.err,
               Matches("(.|\n)*continuing: [1-9][0-9]* of 150 runs are there, [1-9][0-9]* to do\n(.|\n)*"));
    CHECK_THAT(end.out, StartsWith("slow: 150 runs: 150 steps"));
    CHECK(folder.names() == std::vector<std::string>{"alone.h5", "killed.h5", "slow.toml"});
    CHECK(is_bit_equal(folder, "alone.h5", "killed.h5"));
}

TEST_CASE("kill: a worker that somebody kills is replaced and its run is done all the same") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    Process process(folder, with_thalweg(run_slow("out.h5", "2")), slowly);
    std::vector<pid_t> workers;
    wait_until([&] { return (workers = process.workers()).size() >= 2 || process.has_ended(); });
    REQUIRE(workers.size() >= 2);
    ::kill(workers.front(), SIGKILL);
    const Result end = process.wait();
    INFO(end.err);
    CHECK(end.code == 0);
    CHECK_THAT(end.out, StartsWith("slow: 150 runs: 150 steps"));
}

TEST_CASE("kill: parts that a kill left behind after the merge are tidied away, and never come up again") {
    // the manifest goes last when parts are removed
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    kill_when(folder, [&](const Process &) { return count_parts(folder / "killed.h5") > 0; });
    fs::copy(folder / "killed.h5.parts", folder / "copy", fs::copy_options::recursive);
    REQUIRE(call(folder, run_slow("killed.h5")).code == 0);
    const std::string digest = digest_of(folder / "killed.h5");
    fs::copy(folder / "copy", folder / "killed.h5.parts", fs::copy_options::recursive);

    const Result again = call(folder, run_slow("killed.h5"));
    INFO(again.err);
    CHECK(again.code == 0);
    CHECK(digest_of(folder / "killed.h5") == digest);
    CHECK_FALSE(fs::exists(folder / "killed.h5.parts"));
}

TEST_CASE("grow: an experiment file with more in it executes what is new and renumbers the rest") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    std::map<std::uint64_t, thalweg::results::Run> before; // by the low half of the key
    {
        const Stored stored(folder / "small.h5");
        REQUIRE(stored.runs().size() == 2);
        for (const auto &run : stored.runs())
            before[run.key.lo] = run;
    }

    // the new table comes first, so that the old runs get other ids
    std::string grown = small_experiment();
    grown.insert(grown.find("[[optimizer]]"),
                 "[[optimizer]]\nname = \"newton\"\nparameters.damping = [1.0, 2.0, 4.0]\n");
    folder.write("small.toml", grown);
    const Result run = call(folder, {"run", "small.toml"});
    INFO(run.err);
    CHECK(run.code == 0);
    CHECK_THAT(run.err, Contains("continuing: 2 of 5 runs are there, 3 to do"));
    CHECK_THAT(run.out, StartsWith("small: 5 runs: 5 steps"));

    const Stored after(folder / "small.h5");
    REQUIRE(after.runs().size() == 5);
    int old_runs = 0;
    for (std::size_t row = 0; row < 5; ++row) {
        const auto &now = after.runs()[row];
        CHECK(now.run_id == row);
        CHECK(now.optimizer == (row < 3 ? "newton" : "gradient_descent"));
        if (const auto old = before.find(now.key.lo); old != before.end()) {
            ++old_runs;
            CHECK(now.end.attempt == 1);
            CHECK(now.end.started_at == old->second.end.started_at);
            CHECK(now.run_id == old->second.run_id + 3);
        }
    }
    CHECK(old_runs == 2);
    REQUIRE(call(folder, {"run", "small.toml", "-o", "fresh.h5"}).code == 0);
    CHECK(is_bit_equal(folder, "small.h5", "fresh.h5"));
    CHECK(after.attributes().at("experiment_toml") == grown);
}

TEST_CASE("grow: tables in another order change the ids and execute nothing") {
    const Folder folder;
    const std::string momentum = "[[optimizer]]\nname = \"momentum\"\nparameters.learning_rate = 0.125\n";
    folder.write("small.toml", small_experiment(momentum));
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    std::string other_order = small_experiment();
    other_order.insert(other_order.find("[[optimizer]]"), momentum);
    folder.write("small.toml", other_order);
    const Result run = call(folder, {"run", "small.toml"});
    INFO(run.err);
    CHECK(run.code == 0);
    const Stored stored(folder / "small.h5");
    CHECK(stored.runs().at(0).optimizer == "momentum");
    for (const auto &row : stored.runs())
        CHECK(row.end.attempt == 1);
    REQUIRE(call(folder, {"run", "small.toml", "-o", "fresh.h5"}).code == 0);
    CHECK(is_bit_equal(folder, "small.h5", "fresh.h5"));
    CHECK_THAT(call(folder, {"run", "small.toml"}).out, StartsWith("small: nothing to do"));
}

TEST_CASE("grow: an unfinished experiment may grow too") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    kill_when(folder, [&](const Process &) { return count_parts(folder / "killed.h5") > 0; });
    const std::string momentum = "[[optimizer]]\nname = \"momentum\"\n";
    folder.write("slow.toml", slow_experiment + momentum);
    const Result run = call(folder, run_slow("killed.h5"));
    CHECK(run.code == 0);
    CHECK_THAT(run.err, Contains(" of 151 runs are there"));
    REQUIRE(call(folder, run_slow("fresh.h5")).code == 0);
    CHECK(is_bit_equal(folder, "killed.h5", "fresh.h5"));
}

TEST_CASE("shrink: runs that the experiment file no longer has are not thrown away in silence") {
    const Folder folder;
    folder.write("small.toml", small_experiment("[[optimizer]]\nname = \"momentum\"\n"));
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const Trace before = trace_of(folder / "small.h5");
    folder.write("small.toml", small_experiment());
    const Result run = call(folder, {"run", "small.toml"});
    CHECK(run.code == 2);
    CHECK(run.out == "");
    CHECK_THAT(run.err, Contains("the results hold 1 runs that the experiment file no longer has"));
    CHECK_THAT(run.err, Contains("-o OTHER.h5") && Contains("--overwrite"));
    CHECK(trace_of(folder / "small.h5") == before);
}
