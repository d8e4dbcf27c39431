// SPDX-License-Identifier: MIT
// SIGKILL at random moments for the supervisor, a worker, or all of them: what was reported is there, what is
// there is whole, nobody lives on, and the same command goes on to the same bits.
#include "operations.hpp"
#include "stored.hpp"
#include "trial.hpp"
#include "watch.hpp"

#include <catch2/catch.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <csignal>
#include <iostream>
#include <random>

using namespace crash;

namespace {

using std::chrono::milliseconds;

struct Plan {
    Aim aim = Aim::moment;
    milliseconds delay{0}; ///< after the start, or after what is aimed at
    Victim victim = Victim::supervisor;
    unsigned pause = 0, jobs = 1; ///< milliseconds a gradient takes, workers
};

/// Plans in an order that only the seed decides. Every aim has its turn, for every victim.
class Plans {
public:
    explicit Plans(std::uint64_t seed) : random_(seed) {}
    Plan next() {
        static constexpr Aim aims[] = {Aim::moment,  Aim::moment, Aim::part,      Aim::moment,  Aim::renamed,
                                       Aim::merging, Aim::moment, Aim::published, Aim::removing};
        static constexpr Victim victims[] = {Victim::supervisor, Victim::all, Victim::worker,
                                             Victim::supervisor};
        Plan plan{.aim = aims[made_ % std::size(aims)], .victim = victims[made_ % std::size(victims)]};
        ++made_;
        plan.jobs = below(4) + 1;
        // a merge is reached without the wait for its runs
        const bool is_late = plan.aim >= Aim::merging;
        plan.pause = is_late ? 0 : 2 + below(3);
        const bool is_early = plan.aim == Aim::moment && below(3) == 0;
        const unsigned most = plan.aim != Aim::moment ? 4 : is_early ? 60 : 2000;
        plan.delay = milliseconds(below(most));
        return plan;
    }

private:
    unsigned below(unsigned n) { return static_cast<unsigned>(random_() % n); }
    std::mt19937_64 random_;
    std::size_t made_ = 0;
};

/// How many kills fell where.
struct Tally {
    std::map<std::string, std::array<unsigned, 3>> by_phase;
    unsigned kills = 0;
    std::string text() const {
        std::string table =
            fmt::format("{:<12}{:>12}{:>12}{:>12}\n", "kills in", "supervisor", "one worker", "all");
        for (const char *phase : {"start", "vetting", "execution", "part", "merge", "removal", "end"}) {
            const auto found = by_phase.find(phase);
            const auto row = found == by_phase.end() ? std::array<unsigned, 3>{} : found->second;
            table += fmt::format("{:<12}{:>12}{:>12}{:>12}\n", phase, row[0], row[1], row[2]);
        }
        return table;
    }
};

/// An OUT that grows from stage to stage, and is killed all the way.
class Campaign {
public:
    static constexpr unsigned stages[] = {150, 300, 450};
    Campaign(Tally &tally, const Folder &kept) : tally_(tally), kept_(kept) {
        write_experiment(folder_, stages[0]);
    }
    bool is_over() const { return stage_ == std::size(stages); }
    /// A start, and a kill should it not have ended by itself.
    void go(const Plan &plan);
    /// To the end of its stage, without a kill.
    void end() {
        INFO("continued to the end");
        const auto wrong = resume(folder_, reference(rates()), next_file());
        INFO(join(wrong));
        CHECK(wrong.empty());
    }

private:
    unsigned rates() const { return stages[stage_]; }
    fs::path next_file() const {
        const fs::path place = kept_ / std::to_string(rates());
        fs::create_directories(place);
        const auto files = std::distance(fs::directory_iterator(place), fs::directory_iterator());
        return place / fmt::format("{:04}.h5", files);
    }
    bool kill(const Plan &plan, Process &process, const Marks &before);
    void check_after_kill(const Result &run);
    void check_ended(const Result &run);

    Tally &tally_;
    const Folder &kept_;
    Folder folder_;
    std::size_t stage_ = 0;
    std::set<std::string> safe_; ///< runs that were there after some kill
};

void Campaign::go(const Plan &plan) {
    const Marks before = marks_of(folder_);
    const std::string mark = fmt::format("CRASH_MARK={}", folder_.path().string());
    FileWatch watch(folder_);
    Process process(folder_, with_thalweg(run_words({"--jobs", std::to_string(plan.jobs)})),
                    {pace(plan.pause), mark});
    if (plan.aim == Aim::moment)
        watch.sees(Aim::moment, plan.delay);
    else {
        while (!watch.sees(plan.aim, milliseconds(20)) && !process.has_ended()) {
        }
        watch.sees(Aim::moment, plan.delay);
    }
    const bool killed = !process.has_ended() && kill(plan, process, before);
    const Result run = process.wait();
    wait_until([&] { return processes_with(mark).empty(); }); // no worker survives its supervisor
    INFO(run.err);
    if (killed && run.code == 128 + SIGKILL)
        check_after_kill(run);
    else
        check_ended(run);
}

/// False where it ended before it could be held.
bool Campaign::kill(const Plan &plan, Process &process, const Marks &before) {
    process.signal(SIGSTOP); // it stays where it is while that is looked at
    const std::vector<pid_t> workers = process.workers();
    const std::string phase = phase_of(process, folder_, before);
    const Victim victim = workers.empty() && plan.victim == Victim::worker ? Victim::all : plan.victim;
    if (process.has_ended())
        return false;
    ++tally_.by_phase[phase].at(static_cast<std::size_t>(victim));
    ++tally_.kills;
    if (victim == Victim::worker) {
        ::kill(workers[tally_.kills % workers.size()], SIGKILL);
        process.signal(SIGCONT);
    } else if (victim == Victim::supervisor)
        process.signal(SIGKILL);
    else
        process.kill_everything();
    return true;
}

void Campaign::check_after_kill(const Result &run) {
    const Found found = look(folder_);
    INFO(join(found.wrong));
    CHECK(found.wrong.empty());
    CHECK(found.runs.size() >= reported_runs(run.err));
    CHECK(std::includes(found.runs.begin(), found.runs.end(), safe_.begin(), safe_.end()));
    safe_ = found.runs;
    const auto wrong = check_show(folder_, found);
    INFO(join(wrong));
    CHECK(wrong.empty());
}

void Campaign::check_ended(const Result &run) {
    CHECK(run.code == 0);
    end(); // nothing is left to do
    if (++stage_ < std::size(stages))
        write_experiment(folder_, rates());
}

std::uint64_t seed() {
    const char *text = std::getenv("THALWEG_CRASH_SEED"); // NOLINT(concurrency-mt-unsafe): one thread
    return text != nullptr ? std::stoull(text) : std::random_device{}();
}

} // namespace

TEST_CASE(
    "kills: what was reported survives SIGKILL at any moment, and the rest is executed to the same bits") {
    const unsigned wanted = is_long() ? 200 : 10;
    const std::uint64_t chosen = seed();
    std::cout << fmt::format("kills: THALWEG_CRASH_SEED={} repeats these choices\n", chosen) << std::flush;
    INFO("THALWEG_CRASH_SEED=" << chosen);
    Plans plans(chosen);
    Tally tally;
    const Folder kept;
    unsigned campaigns = 0;
    while (tally.kills < wanted) {
        Campaign campaign(tally, kept);
        ++campaigns;
        while (!campaign.is_over() && tally.kills < wanted)
            campaign.go(plans.next());
        if (!campaign.is_over())
            campaign.end();
    }
    for (const unsigned rates : Campaign::stages)
        if (fs::exists(kept / std::to_string(rates)))
            check_same_bits(reference(rates), kept / std::to_string(rates));
    std::cout << tally.text() << fmt::format("{} kills of {} experiments\n", tally.kills, campaigns)
              << std::flush;
}
