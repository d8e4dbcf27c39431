// SPDX-License-Identifier: MIT
// The recorded writes, fsyncs and renames of `run` and `merge`, cut at every boundary: whatever a power cut
// may leave there is readable, holds every reported run, and continues to the same bits.
#include "disk.hpp"
#include "stored.hpp"
#include "trial.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <atomic>
#include <future>
#include <iostream>
#include <mutex>

using namespace crash;

namespace {

struct Recording {
    Tree begin;
    std::vector<Operation> operations;
};

/// Executes `words` in the folder and records what that does to it.
Recording record(const Folder &folder, const Process::Words &words, unsigned milliseconds) {
    const Folder elsewhere;
    Recording recording{read_tree(folder.path()), {}};
    Process::Words variables = watched(folder, elsewhere / "log");
    variables.push_back(pace(milliseconds));
    const Result run = call(folder, words, variables);
    INFO(run.err);
    REQUIRE(run.code == 0);
    recording.operations = read_operations(elsewhere / "log", folder.path());
    // nothing was done behind the shim's back
    Disk disk(recording.begin);
    for (const Operation &operation : recording.operations)
        disk.apply(operation);
    CHECK((disk.after({}) == read_tree(folder.path())));
    return recording;
}

/// A folder after a power cut, and what has to be in it.
struct State {
    std::size_t boundary = 0; ///< operations done
    Cut cut;
    std::uint64_t reported = 0;  ///< runs that the progress counter had come to
    std::set<std::string> parts; ///< renamed, folder synced
};

Tree tree_of(const Recording &recording, const State &state) {
    Disk disk(recording.begin);
    for (std::size_t i = 0; i < state.boundary; ++i)
        disk.apply(recording.operations[i]);
    return disk.after(state.cut);
}

std::string digest_of(const Tree &tree) {
    std::string text;
    for (const auto &[name, data] : tree)
        text += fmt::format("{} {} {}\n", name, data.size(), std::hash<std::string>()(data));
    return text;
}

/// All states at all boundaries, those that are the same once.
std::vector<State> states_of(const Recording &recording) {
    std::vector<State> all;
    std::set<std::tuple<std::string, std::uint64_t, std::size_t>> seen;
    Disk disk(recording.begin);
    std::uint64_t reported = 0;
    std::set<std::string> renamed, safe;
    for (std::size_t i = 0; i <= recording.operations.size(); ++i) {
        for (const Cut &cut : all_cuts())
            if (seen.emplace(digest_of(disk.after(cut)), reported, safe.size()).second)
                all.push_back({i, cut, reported, safe});
        if (i == recording.operations.size())
            break;
        const Operation &operation = recording.operations[i];
        disk.apply(operation);
        if (operation.kind == CRASH_REPORT)
            reported = std::max(reported, reported_runs(operation.data));
        if (operation.kind == CRASH_RENAME && is_part(operation.other))
            renamed.insert(fs::path(operation.other).filename());
        if (operation.kind == CRASH_SYNC && operation.path == "out.h5.parts")
            safe = renamed;
    }
    return all;
}

/// What a state is checked against.
struct Whole {
    const Recording &recording;
    const Reference &reference;
    std::size_t runs;
    Process::Words again; ///< the command line that continues
};

std::vector<std::string> check(const State &state, const Whole &whole, const fs::path &keep) {
    const Folder folder;
    write_tree(folder.path(), tree_of(whole.recording, state));
    const Found found = look(folder);
    std::vector<std::string> wrong = found.wrong;
    if (found.runs.size() < state.reported)
        wrong.push_back(
            fmt::format("{} runs were reported, {} are there", state.reported, found.runs.size()));
    for (const std::string &part : state.parts)
        if (found.runs.size() < whole.runs && !found.parts.contains(part))
            wrong.push_back(part + " was safe, and is gone");
    for (const auto &more : {check_show(folder, found), resume(folder, whole.reference, keep, whole.again)})
        wrong.insert(wrong.end(), more.begin(), more.end());
    return wrong;
}

/// The long form takes every state, the short one an even sample.
std::vector<State> sample(std::vector<State> all, std::size_t most) {
    if (is_long() || all.size() <= most)
        return all;
    std::vector<State> some;
    for (std::size_t i = 0; i < most; ++i)
        some.push_back(std::move(all[i * all.size() / most]));
    return some;
}

void check_all(const std::string &name, const Recording &recording, unsigned rates,
               const Process::Words &again = run_words()) {
    constexpr std::size_t in_short = 6, at_a_time = 2;
    const Whole whole{recording, reference(rates), rates, again};
    const std::vector<State> all = states_of(recording), some = sample(all, in_short);
    const Folder kept;
    std::atomic<std::size_t> next = 0;
    std::mutex mutex;
    std::vector<std::string> wrong;
    const auto work = [&] {
        for (std::size_t i = next++; i < some.size(); i = next++) {
            const auto lines = check(some[i], whole, kept / fmt::format("{:04}.h5", i));
            const std::lock_guard lock(mutex);
            for (const std::string &line : lines)
                wrong.push_back(fmt::format(
                    "cut after operation {} ({}), {}: {}", some[i].boundary,
                    some[i].boundary > 0 ? to_text(recording.operations[some[i].boundary - 1]) : "none",
                    to_text(some[i].cut), line));
        }
    };
    std::vector<std::future<void>> workers;
    for (std::size_t i = 0; i < at_a_time; ++i)
        workers.push_back(std::async(std::launch::async, work));
    for (auto &worker : workers)
        worker.get();
    INFO(join(wrong));
    CHECK(wrong.empty());
    check_same_bits(whole.reference, kept.path());
    std::cout << fmt::format(
                     "replay of {:<28} {:>4} operations {:>5} states {:>5} of them cut and continued\n", name,
                     recording.operations.size(), all.size(), some.size())
              << std::flush;
}

} // namespace

TEST_CASE("replay: a power cut while an experiment goes on in parts, or is merged, loses nothing reported") {
    constexpr unsigned rates = 30;
    const Folder folder;
    write_experiment(folder, rates);
    const Recording recording = record(folder, run_words(), 60);
    std::size_t parts = 0;
    for (const Operation &operation : recording.operations)
        parts += operation.kind == CRASH_RENAME && is_part(operation.other);
    REQUIRE(parts >= 3);
    check_all("run in parts", recording, rates);
}

TEST_CASE("replay: a power cut while a grown experiment is merged keeps the results that were there") {
    const Folder folder;
    write_experiment(folder, 6);
    REQUIRE(call(folder, run_words()).code == 0);
    write_experiment(folder, 12);
    check_all("run of a grown experiment", record(folder, run_words(), 0), 12);
}

TEST_CASE("replay: a power cut while a short experiment is written leaves it whole or not begun") {
    const Folder folder;
    write_experiment(folder, 12);
    check_all("run of a short experiment", record(folder, run_words(), 0), 12);
}

TEST_CASE("replay: a power cut while earlier results are overwritten leaves what can be executed") {
    const Folder folder;
    write_experiment(folder, 6);
    REQUIRE(call(folder, run_words()).code == 0);
    leave_unfinished(folder, 40);
    write_experiment(folder, 40);
    check_all("run --overwrite", record(folder, run_words({"--overwrite"}), 0), 40);
}

TEST_CASE("replay: a power cut while results files are merged leaves the merged one whole or not begun") {
    constexpr unsigned rates = 12;
    const Folder folder;
    if (call(folder, {"merge", "--help"}).code != 0) {
        WARN("skipped: there is no `thalweg merge` yet");
        return;
    }
    write_experiment(folder, rates);
    for (const char *name : {"a.h5", "b.h5"}) {
        REQUIRE(call(folder, run_words()).code == 0);
        fs::rename(folder / "out.h5", folder / name);
    }
    const Process::Words words{"merge", "out.h5", "a.h5", "b.h5"};
    const Recording recording = record(folder, words, 0);
    check_all("merge", recording, rates, words);
}
