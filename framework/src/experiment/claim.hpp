// SPDX-License-Identifier: MIT
// A results file -> the right to execute its experiment, which one process at a time has, or one for each
// shard.
#pragma once

#include "experiment/lock.hpp"
#include "plan/shard.hpp"

#include <functional>

namespace thalweg::experiment {

/// Holds OUT.parts, which it makes where it is not there, frees of leftovers, and removes at the end where it
/// is empty. The kernel lets go of it when the process dies, however it dies.
///
/// `OUT.parts/run.lock` is held exclusively by who executes all of the experiment, begins a shard or merges;
/// shards at work share it, and each holds `OUT.parts/shard-K-of-N.lock` besides.
class Claim {
public:
    /// Told, once, whom a shard waits for.
    using OnWait = std::function<void(const Holder &)>;

    /// Throws Errors: another process has it (Exit::wrong), the folder cannot be made (Exit::not_written).
    /// A shard waits for others that begin or merge.
    explicit Claim(const std::filesystem::path &out, std::optional<plan::ShardName> shard = {},
                   OnWait on_wait = {});
    Claim(const Claim &) = delete;
    Claim &operator=(const Claim &) = delete;
    ~Claim();

    /// Whether nobody else is here, nor can come until share(). Always so without a shard.
    bool is_alone() const { return is_alone_; }
    bool is_guarding() const { return lock_->is_guarding(); }
    /// Lets other shards in.
    void share();

    /// What a shard finds that has done its part: it is the last, and alone; others are at work, of whom the
    /// last will merge; or one has merged already.
    enum class End { last, others_work, merged };
    /// Of shards that end together one is the last.
    End end_shard();
    /// Of the others at work: "shard 2/4: process 1234 on host hal".
    std::string others() const;

private:
    bool take();
    void take_all();
    void enter();
    bool take_shard();
    void remove_leftovers() const;
    void leave_folder() const;

    std::filesystem::path folder_;
    std::optional<plan::ShardName> shard_;
    OnWait on_wait_;
    std::optional<Lock> lock_, shard_lock_;
    bool is_alone_ = false;
};

/// Removes what a process left of OUT.parts that was killed while it removed them.
void tidy(const std::filesystem::path &out);

} // namespace thalweg::experiment
