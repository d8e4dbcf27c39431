// SPDX-License-Identifier: MIT
// A matrix and what of it is missing -> records, through worker processes that may crash, hang or eat memory.
#pragma once

#include "engine/record.hpp"
#include "plan/matrix.hpp"
#include "pool/job.hpp"

#include <functional>
#include <string>

namespace thalweg::pool {

/// Where records go. Both are called from the supervisor's one thread; what they throw stops everything.
class Sink {
public:
    virtual ~Sink() = default;
    virtual void take(engine::Record &&record) = 0;
    /// Called many times a second, whatever happens.
    virtual void tick() = 0;
};

/// What is being executed now, for people.
struct Activity {
    std::uint64_t run_id = 0;
    bool any = false;
};

struct Work {
    const plan::Matrix *matrix = nullptr;
    const Job *job = nullptr;
    std::function<bool(std::uint64_t run_id)> is_done; ///< cells that need no execution
    std::uint64_t todo = 0;                            ///< runs that need one
    unsigned workers = 1;                              ///< 0: in this process
    std::function<void(Activity)> activity;            ///< may be empty
    std::function<void()> interrupted{};               ///< told once, at the first signal; may be empty
    /// Told of each run that ended badly, before its record is taken; where it is set, the first of them
    /// stops the work as one signal does.
    std::function<void(const engine::Record &)> failed{};
    std::vector<std::string> environment; ///< of workers: "NAME=value"
    double seconds_to_start = 60;         ///< of a worker that loads its plugins; longer is an error
};

enum class Ended { all_done, interrupted, stopped };

/// Executes what is missing. A worker that dies is replaced, its guilty run recorded as crashed, timed_out or
/// out_of_memory; one killed from outside has its run repeated, twice at most. SIGINT, SIGTERM or SIGHUP
/// once, or a failure that is told: current runs are finished; two signals: left at once. `interrupted`
/// although nothing is left to execute, where the signal came that late. Throws Errors where a worker dies
/// again and again before its first run, or does not get there; what the others have finished is with the
/// sink then.
Ended supervise(const Work &work, Sink &sink);

/// The entry of a worker process; `arguments` as the supervisor gave them.
int worker_main(int argc, char **argv);

} // namespace thalweg::pool
