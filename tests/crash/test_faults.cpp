// SPDX-License-Identifier: MIT
// Each call that writes, syncs, renames, makes or reads a file fails once, or from then on: one message, exit
// 3, nothing reported is lost, nothing half-written has a name, and the same command goes on to the same
// bits.
#include "disk.hpp"
#include "stored.hpp"
#include "trial.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <future>
#include <iostream>
#include <map>

using namespace crash;

namespace {

constexpr unsigned long for_ever = 1'000'000;

struct Fault {
    std::string call;
    int number = 0;
    unsigned long count = 1; ///< of calls that fail
};

std::string to_text(const Fault &fault) {
    return fmt::format("{} {}{}", fault.call, ::strerrorname_np(fault.number),
                       fault.count > 1 ? " for ever" : "");
}

/// From where a run starts, and how.
struct Scene {
    std::string name;
    Tree begin;
    unsigned rates = 0;
    Process::Words words;
    bool keeps_results = true; ///< no --overwrite
};

struct Outcome {
    bool has_failed = false; ///< there were that many calls
    std::vector<std::string> wrong;
};

std::size_t count(const std::string &text, const std::string &word) {
    std::size_t n = 0;
    for (auto at = text.find(word); at != std::string::npos; at = text.find(word, at + 1))
        ++n;
    return n;
}

/// What there has to be on stderr: one error, whole.
std::vector<std::string> check_message(const Result &run, const Fault &fault) {
    std::vector<std::string> wrong;
    if (count(run.err, "error: ") != 1)
        wrong.push_back(fmt::format("{} errors:\n{}", count(run.err, "error: "), run.err));
    for (const char *word : {"\n   at: ", "\n  why: ", "\n  fix: "})
        if (("\n" + run.err).find(word) == std::string::npos)
            wrong.push_back(fmt::format("the message lacks{}\n{}", word, run.err));
    if (fault.call != "read" && run.err.find(std::strerror(fault.number)) ==
                                    std::string::npos) // NOLINT(concurrency-mt-unsafe): constant texts
        wrong.push_back("the message does not say why:\n" + run.err);
    return wrong;
}

/// Is this how the program may end?
std::vector<std::string> check_end(const Result &run, const Fault &fault) {
    const bool is_harmless = (fault.call == "short" && fault.count == 1) || fault.call == "unlink";
    const bool is_read = fault.call == "read";
    if (run.code == 0 && (is_harmless || is_read))
        return {};
    if (run.code != 3 && !(is_read && run.code == 2))
        return {fmt::format("exit {}:\n{}", run.code, run.err)};
    if (fault.call == "short" && fault.count == 1)
        return {"a short write that could be continued was not:\n" + run.err};
    return check_message(run, fault);
}

/// What was written although a call had failed.
std::vector<std::string> writes_after_failure(const std::vector<Operation> &operations) {
    std::vector<std::string> all;
    bool has_failed = false;
    for (const Operation &operation : operations) {
        has_failed |= operation.kind == CRASH_FAULT && operation.flags != 0;
        const bool makes = operation.kind == CRASH_OPEN && (operation.flags & O_CREAT) != 0;
        const bool changes = operation.kind == CRASH_WRITE || operation.kind == CRASH_RENAME ||
                             operation.kind == CRASH_MKDIR || operation.kind == CRASH_LINK;
        if (has_failed && (makes || changes))
            all.push_back("after the failure: " + to_text(operation));
    }
    return all;
}

Outcome try_fault(const Scene &scene, const Fault &fault, unsigned long first) {
    const Folder folder, elsewhere;
    write_tree(folder.path(), scene.begin);
    const Found before = look(folder);
    const std::string text = fmt::format("{}:{}:{}:{}", fault.call, fault.number, first, fault.count);
    const Result run = call(folder, scene.words, watched(folder, elsewhere / "log", text));
    Outcome outcome;
    const auto operations = read_operations(elsewhere / "log", folder.path());
    for (const Operation &operation : operations)
        outcome.has_failed |= operation.kind == CRASH_FAULT;
    if (!outcome.has_failed)
        return outcome;
    outcome.wrong = check_end(run, fault);
    if (run.code == 3)
        for (const std::string &line : writes_after_failure(operations))
            outcome.wrong.push_back(line);
    Found after = look(folder);
    const bool may_set_aside = fault.call == "read";
    for (const std::string &line : after.wrong)
        if (!may_set_aside || line.find("set aside") == std::string::npos)
            outcome.wrong.push_back(line);
    if (after.runs.size() < reported_runs(run.err) && !may_set_aside)
        outcome.wrong.push_back(
            fmt::format("{} runs were reported, {} are there", reported_runs(run.err), after.runs.size()));
    if (after.runs.size() < before.runs.size() && scene.keeps_results && !may_set_aside)
        outcome.wrong.push_back(
            fmt::format("{} runs were there, {} are", before.runs.size(), after.runs.size()));
    if (run.code != 0 && after.runs.empty() && !before.runs.empty())
        outcome.wrong.emplace_back("the old results are gone before there was anything new");
    const auto more = resume(folder, reference(scene.rates));
    outcome.wrong.insert(outcome.wrong.end(), more.begin(), more.end());
    return outcome;
}

/// Each of the first 32 calls fails first, then every 2nd, later every 3rd ..., until there are no more; the
/// short form takes a few, spread by halving.
unsigned long try_all(const Scene &scene, const Fault &fault, std::vector<std::string> &wrong) {
    unsigned long tried = 0;
    for (unsigned long first = 1;; first += is_long() ? 1 + first / 32 : first) {
        const Outcome outcome = try_fault(scene, fault, first);
        for (const std::string &line : outcome.wrong)
            wrong.push_back(fmt::format("{}, {} at call {}: {}", scene.name, to_text(fault), first, line));
        if (!outcome.has_failed)
            return tried;
        ++tried;
    }
}

std::vector<Fault> all_faults() {
    std::vector<Fault> all;
    for (const unsigned long count : {1UL, for_ever})
        for (const auto &[call, number] :
             std::initializer_list<std::pair<const char *, int>>{{"open", ENOSPC},
                                                                 {"open", EROFS},
                                                                 {"mkdir", ENOSPC},
                                                                 {"mkdir", EROFS},
                                                                 {"write", ENOSPC},
                                                                 {"write", EDQUOT},
                                                                 {"write", EIO},
                                                                 {"short", ENOSPC},
                                                                 {"fsync", EIO},
                                                                 {"fsync", ENOSPC},
                                                                 {"rename", EIO},
                                                                 {"rename", EROFS},
                                                                 {"unlink", EIO},
                                                                 {"read", EIO}})
            all.push_back({call, number, count});
    return all;
}

/// The short form takes two for each scene, other ones in each: one that passes, one that stays.
std::vector<Fault> faults_for(std::size_t scene) {
    const auto all = all_faults();
    const std::size_t kinds = all.size() / 2;
    if (is_long())
        return all;
    return {all[3 * scene % kinds], all[kinds + (3 * scene + 1) % kinds]};
}

void try_scene(const Scene &scene, std::size_t number) {
    reference(scene.rates); // made by one thread
    const auto faults = faults_for(number);
    const auto half = [&](std::size_t from) {
        std::vector<std::string> wrong;
        std::map<std::string, unsigned long> tried;
        for (std::size_t i = from; i < faults.size(); i += 2)
            tried[to_text(faults[i])] = try_all(scene, faults[i], wrong);
        return std::pair(wrong, tried);
    };
    auto other = std::async(std::launch::async, half, 1);
    auto [wrong, tried] = half(0);
    const auto [wrong_too, tried_too] = other.get();
    wrong.insert(wrong.end(), wrong_too.begin(), wrong_too.end());
    tried.insert(tried_too.begin(), tried_too.end());
    for (const auto &[fault, times] : tried)
        std::cout << fmt::format("faults in {:<28} {:<24} at {:>3} calls, each followed by a continuation\n",
                                 scene.name, fault, times);
    INFO(join(wrong));
    CHECK(wrong.empty());
}

} // namespace

TEST_CASE("faults: a short experiment that cannot be written says so and can be started again") {
    const Folder folder;
    write_experiment(folder, 5);
    try_scene({"a short experiment", read_tree(folder.path()), 5, run_words()}, 0);
}

TEST_CASE("faults: a grown experiment that cannot be written keeps what was there") {
    const Folder folder;
    write_experiment(folder, 3);
    REQUIRE(call(folder, run_words()).code == 0);
    write_experiment(folder, 5);
    try_scene({"a grown experiment", read_tree(folder.path()), 5, run_words()}, 1);
}

TEST_CASE("faults: an unfinished experiment that cannot be written keeps its parts") {
    const Folder folder;
    leave_unfinished(folder, 40);
    try_scene({"an unfinished experiment", read_tree(folder.path()), 40, run_words()}, 2);
}

TEST_CASE("faults: results that cannot be overwritten are not removed") {
    const Folder folder;
    write_experiment(folder, 5);
    REQUIRE(call(folder, run_words()).code == 0);
    try_scene({"results to overwrite", read_tree(folder.path()), 5, run_words({"--overwrite"}), false}, 3);
}
