// SPDX-License-Identifier: MIT
#include "pool/supervisor.hpp"

#include "engine/engine.hpp"
#include "engine/stopwatch.hpp"
#include "pool/arena.hpp"
#include "pool/guilty.hpp"
#include "pool/interruption.hpp"

#include <algorithm>
#include <cstring>
#include <fmt/format.h>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <poll.h>
#include <stdexcept>
#include <sys/mman.h>
#include <unistd.h>
#include <utility>

namespace thalweg::pool {

namespace {

constexpr int deaths_at_start_allowed = 20;
constexpr int repeats_of_killed_runs = 2;
constexpr double longest_look =
    0.1; ///< seconds between two looks at the workers; longer ones: we were stopped
constexpr int poll_milliseconds = 20;

/// An anonymous file with `text` in it.
class TextFile {
public:
    explicit TextFile(const std::string &text) : descriptor_(memfd_create("thalweg-job", MFD_CLOEXEC)) {
        std::size_t done = 0;
        while (descriptor_ >= 0 && done < text.size()) {
            const ssize_t n = write(descriptor_, text.data() + done, text.size() - done);
            if (n < 0)
                throw Errors(Error{.what = "no memory for the workers' job",
                                   .where = {},
                                   .excerpt = {},
                                   .why = std::strerror(errno),
                                   .fix = "use a smaller experiment file",
                                   .exit = Exit::fault});
            done += static_cast<std::size_t>(n);
        }
    }
    TextFile(const TextFile &) = delete;
    TextFile &operator=(const TextFile &) = delete;
    ~TextFile() { close(descriptor_); }
    int descriptor() const { return descriptor_; }

private:
    int descriptor_;
};

/// One place for a worker: the process in it now, and what is known of it.
struct Seat {
    std::optional<Child> child;
    ArenaReader arena;
    std::uint64_t last_taken = 0; ///< run id + 1 of the last record it gave
    Verdict verdict = Verdict::none;
    std::uint64_t judged = 0; ///< run id + 1 of the run that the verdict is about
    int deaths_at_start = 0;  ///< of one worker after the other, none of which got ready
    double starting = 0;      ///< seconds since its worker was started, while we were awake and it not ready
};

class Supervision {
public:
    Supervision(const Work &work, Sink &sink)
        : work_(work), sink_(sink), shared_(Shared::create(work.matrix->size(), seats_for(work))),
          job_(nlohmann::json(*work.job).dump()), left_(work.todo) {
        shared_.control().stops_at_failure = work.failed != nullptr;
        for (std::uint64_t id = 0; id < work.matrix->size(); ++id)
            if (work.is_done(id))
                shared_.mark_done(id);
        for (std::size_t i = 0; i < shared_.control().workers; ++i)
            seats_.push_back({.child = std::nullopt, .arena = ArenaReader(shared_, i)});
    }

    Ended run() {
        for (std::size_t i = 0; i < seats_.size(); ++i)
            start(i);
        while (left_ > 0) {
            wait();
            if (interruption_.count() >= 2)
                return Ended::interrupted;
            if (interruption_.count() == 1 && !std::exchange(interrupted_, true)) {
                shared_.control().stop = 1;
                if (work_.interrupted)
                    work_.interrupted();
                dismiss_starting();
            }
            watch_starting();
            bool any_alive = false;
            for (std::size_t i = 0; i < seats_.size(); ++i)
                any_alive |= serve(i);
            sink_.tick();
            show_activity();
            if (any_alive || left_ == 0)
                continue;
            if (shared_.control().stop != 0)
                return interruption_.count() > 0 ? Ended::interrupted : Ended::stopped;
            // a worker was killed between its claim and its first step, or its run is repeated: over the
            // matrix again
            check_progress();
            shared_.control().next = 0;
            for (std::size_t i = 0; i < seats_.size(); ++i)
                start(i);
        }
        return interruption_.count() > 0 ? Ended::interrupted : Ended::all_done;
    }

private:
    static std::uint32_t seats_for(const Work &work) {
        return static_cast<std::uint32_t>(std::clamp<std::uint64_t>(work.todo, 1, work.workers));
    }

    void start(std::size_t i) {
        Page &page = shared_.page(i);
        page.ready = 0;
        page.loading = 0;
        page.current = 0;
        page.began_ns = 0;
        seats_[i].arena.reset();
        seats_[i].last_taken = 0;
        seats_[i].verdict = Verdict::none;
        seats_[i].judged = 0;
        seats_[i].starting = 0;
        seats_[i].child.emplace(
            Child::Start{.arguments = {"__worker", std::to_string(i), std::to_string(getpid())},
                         .shared = shared_.descriptor(),
                         .job = job_.descriptor(),
                         .environment = work_.environment});
    }

    void wait() {
        std::vector<pollfd> deaths;
        for (const Seat &seat : seats_)
            if (seat.child)
                deaths.push_back({seat.child->descriptor(), POLLIN, 0});
        poll(deaths.data(), deaths.size(), poll_milliseconds);
    }

    /// Workers without a run have nothing to finish.
    void dismiss_starting() {
        for (std::size_t i = 0; i < seats_.size(); ++i)
            if (seats_[i].child && shared_.page(i).ready == 0)
                seats_[i].child->kill();
    }

    /// Time counts only as far as we look: who was stopped for an hour has not waited for an hour.
    void watch_starting() {
        const std::int64_t now = engine::now_ns(), last = std::exchange(looked_ns_, now);
        const double passed = last == 0 ? 0 : std::min(static_cast<double>(now - last) * 1e-9, longest_look);
        for (std::size_t i = 0; i < seats_.size(); ++i) {
            if (!seats_[i].child || shared_.page(i).ready != 0)
                continue;
            seats_[i].starting += passed;
            if (seats_[i].starting > work_.seconds_to_start)
                give_up(i, {.what = "a worker does not begin",
                            .how = fmt::format("some stood still for {} s", work_.seconds_to_start),
                            .last = {}});
        }
    }

    /// Takes what the worker has finished, and looks after it. False where its seat is empty.
    bool serve(std::size_t i) {
        Seat &seat = seats_[i];
        if (!seat.child)
            return false;
        Death death;
        // in this order: what is taken after the death is all that there will ever be
        const bool ended = seat.child->has_ended(death);
        take(seat, shared_.page(i));
        if (!ended) {
            judge(i);
            return true;
        }
        seat.child.reset();
        bury(i, death);
        return seat.child.has_value();
    }

    void take(Seat &seat, const Page &page) {
        if (seat.verdict == Verdict::scribbled)
            return;
        try {
            for (engine::Record &record : seat.arena.take()) {
                if (record.run_id >= work_.matrix->size())
                    throw std::length_error("a record of no run");
                deliver(std::move(record), &seat);
            }
        } catch (const std::length_error &) {
            condemn(seat, Verdict::scribbled, page.current);
        }
    }

    void condemn(Seat &seat, Verdict verdict, std::uint64_t current) {
        seat.verdict = verdict;
        seat.judged = current;
        if (seat.child)
            seat.child->kill();
    }

    void deliver(engine::Record &&record, Seat *seat) {
        if (seat)
            seat->last_taken = record.run_id + 1;
        if (shared_.is_done(record.run_id))
            return;
        shared_.mark_done(record.run_id);
        --left_;
        if (work_.failed && engine::is_bad(record.status)) {
            shared_.control().stop = 1; // where it was no worker that could still say so
            work_.failed(record);
        }
        sink_.take(std::move(record));
    }

    /// Kills a worker whose run takes too long or too much memory. It may be at the next run by then, which
    /// is innocent: bury() sees to that.
    void judge(std::size_t i) {
        Seat &seat = seats_[i];
        Page &page = shared_.page(i);
        const auto &stop = work_.matrix->spec().stop;
        if ((!stop.timeout && !stop.memory) || seat.verdict != Verdict::none)
            return;
        const std::uint64_t current = page.current;
        const std::int64_t began = page.began_ns; // 0: it only waits for room in its arena
        if (current == 0 || began == 0)
            return;
        if (stop.timeout && static_cast<double>(engine::now_ns() - began) * 1e-9 > *stop.timeout)
            condemn(seat, Verdict::timed_out, current);
        else if (stop.memory && seat.child->resident_bytes() > *stop.memory)
            condemn(seat, Verdict::out_of_memory, current);
    }

    /// Decides what a worker's end means, and starts another where there is work left.
    void bury(std::size_t i, Death death) {
        Seat &seat = seats_[i];
        const Page &page = shared_.page(i);
        const std::uint64_t current = page.current;
        const bool in_a_run = current != 0 && current <= work_.matrix->size() && seat.last_taken != current &&
                              !shared_.is_done(current - 1);
        const bool innocent = seat.verdict != Verdict::none && seat.judged != current;
        seat.deaths_at_start = page.ready == 0 ? seat.deaths_at_start + 1 : 0;
        if (seat.deaths_at_start >= deaths_at_start_allowed && shared_.control().stop == 0)
            give_up(i, {.what = "the workers die before they have begun",
                        .how = fmt::format("{} in a row ended", deaths_at_start_allowed),
                        .last = ", the last one with " + death_text(death)});
        if (in_a_run && !innocent && !is_repeated(current - 1, death, seat.verdict)) {
            plan::Cell cell;
            work_.matrix->at(current - 1, cell);
            engine::Record record = guilty_record(cell, page, death, seat.verdict);
            record.worker = static_cast<std::uint32_t>(i);
            deliver(std::move(record), nullptr);
        }
        const bool finished = death.signal == 0 && death.code == 0 && current == 0 && page.ready != 0;
        if (!finished && left_ > 0 && shared_.control().stop == 0)
            start(i);
    }

    /// A SIGKILL that is not ours comes from outside and says nothing about the plugin: the run is repeated.
    bool is_repeated(std::uint64_t id, Death death, Verdict verdict) {
        if (death.signal != SIGKILL || verdict != Verdict::none)
            return false;
        return ++killed_[id] <= repeats_of_killed_runs;
    }

    void check_progress() {
        const bool idle = std::exchange(left_at_last_round_, left_) == left_;
        idle_rounds_ = idle ? idle_rounds_ + 1 : 0;
        if (idle_rounds_ > repeats_of_killed_runs)
            throw Errors(Error{.what = "runs are left that no worker executes",
                               .where = {},
                               .excerpt = {},
                               .why = fmt::format("{} runs are left after {} rounds", left_, idle_rounds_),
                               .fix = "please report this, with the experiment file",
                               .exit = Exit::fault});
    }

    /// Why no worker gets as far as its first run.
    struct BadStart {
        std::string what, how, last;
    };

    /// Takes what the others have finished, and says why there will be no more.
    [[noreturn]] void give_up(std::size_t i, const BadStart &bad) {
        const std::uint32_t loading = shared_.page(i).loading;
        const auto files = plugin_files(*work_.matrix);
        const bool is_of_plugin = loading > 0 && loading <= files.size();
        const Errors error(Error{
            .what = bad.what,
            .where = is_of_plugin ? files[loading - 1] : std::string(),
            .excerpt = {},
            .why = fmt::format("{} {}{}", bad.how,
                               is_of_plugin ? "while they loaded this plugin" : "at their start", bad.last),
            .fix = "see the messages above; `--jobs 0` runs in this process, under a debugger if need be",
            .exit = is_of_plugin ? Exit::wrong : Exit::fault});
        try {
            for (std::size_t other = 0; other < seats_.size(); ++other)
                take(seats_[other], shared_.page(other));
        } catch (const std::exception &) {
            // what could not be kept is executed again; the error above is what must be said
        }
        throw error;
    }

    static std::string death_text(Death death) {
        return death.signal ? signal_text(death.signal) : fmt::format("exit code {}", death.code);
    }

    void show_activity() {
        if (!work_.activity)
            return;
        Activity activity;
        for (std::size_t i = 0; i < seats_.size() && !activity.any; ++i)
            if (const std::uint64_t current = shared_.page(i).current; current != 0)
                activity = {current - 1, true};
        work_.activity(activity);
    }

    const Work &work_;
    Sink &sink_;
    Shared shared_;
    TextFile job_;
    std::uint64_t left_;
    std::vector<Seat> seats_;
    std::map<std::uint64_t, int> killed_;
    int idle_rounds_ = 0;
    std::int64_t looked_ns_ = 0; ///< when watch_starting() last did
    bool interrupted_ = false;
    std::uint64_t left_at_last_round_ = 0;
    Interruption interruption_;
};

/// --jobs 0: everything in this process, for debuggers and profilers; a crash is a crash.
Ended run_here(const Work &work, Sink &sink) {
    // a run of this thread cannot be left in any other way
    const Interruption interruption(Interruption::Second::leaves);
    library::Library library;
    for (const std::string &file : plugin_files(*work.matrix))
        library.load(file);
    engine::Engine engine(library, work.matrix->spec().record);
    engine::Live live;
    plan::Cell cell;
    std::uint64_t left = work.todo;
    for (std::uint64_t id = 0; id < work.matrix->size(); ++id) {
        if (interruption.count() > 0)
            return Ended::interrupted;
        if (work.is_done(id) || !work.matrix->at(id, cell))
            continue;
        if (work.activity)
            work.activity({id, true});
        engine::Record record;
        engine.execute(cell, live, record);
        const bool is_last = work.failed && engine::is_bad(record.status);
        if (is_last)
            work.failed(record);
        sink.take(std::move(record));
        sink.tick();
        --left;
        if (is_last && left > 0)
            return Ended::stopped;
    }
    return interruption.count() > 0 ? Ended::interrupted : Ended::all_done;
}

} // namespace

Ended supervise(const Work &work, Sink &sink) {
    if (work.todo == 0)
        return Ended::all_done;
    return work.workers == 0 ? run_here(work, sink) : Supervision(work, sink).run();
}

} // namespace thalweg::pool
