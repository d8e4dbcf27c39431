// SPDX-License-Identifier: MIT
// What an experiment tells while it goes on -> what the person at the keyboard sees on stderr.
#pragma once

#include "cli/progress.hpp"
#include "cli/verbs.hpp"
#include "experiment/execute.hpp"

#include <optional>

namespace thalweg::cli {

class Teller {
public:
    /// `runs`: how many are asked for; `retried`: the statuses of --retry.
    Teller(const Session &session, std::uint64_t runs, std::vector<engine::Status> retried)
        : session_(session), runs_(runs), retried_(std::move(retried)) {}

    /// What execute() tells. This outlives it.
    experiment::Watch watch();
    void end();

private:
    void begin(const experiment::State &state, std::uint64_t todo);
    void tick(const experiment::Published &published);
    void interrupt();
    void wait(const experiment::Holder &holder);
    void say(const std::string &text) const;
    bool is_quiet() const { return session_.globals.verbosity == Verbosity::quiet; }

    const Session &session_;
    std::uint64_t runs_;
    std::vector<engine::Status> retried_;
    std::optional<Progress> progress_;
    std::uint64_t done_before_ = 0;
    std::string label_;
};

} // namespace thalweg::cli
