// SPDX-License-Identifier: MIT
// Records as they come -> part files, each second or 64 MiB; nothing counts as done before its part is
// renamed.
#pragma once

#include "engine/record.hpp"
#include "experiment/state.hpp"
#include "pool/supervisor.hpp"

#include <array>
#include <chrono>
#include <functional>

namespace thalweg::experiment {

/// Memory that a record takes.
std::size_t bytes_of(const engine::Record &record);

/// Counts of published runs by status.
using Published = std::array<std::uint64_t, std::size(engine::status_names)>;

class Publisher : public pool::Sink {
public:
    struct Target {
        std::filesystem::path out;
        const plan::Matrix *matrix = nullptr;
        const State *state = nullptr;
        results::Head head;
        nlohmann::json manifest; ///< of OUT.parts, should it come to parts
    };
    /// on_publish is told of every part, so that progress shows what is safe.
    Publisher(Target target, std::function<void(const Published &)> on_tick);

    void take(engine::Record &&record) override;
    void tick() override;
    /// Ends the experiment: what is pending, and then OUT. `merge` where there are parts or an OUT to grow,
    /// else OUT is written directly. What OUT holds then, read from memory where it was made there: this
    /// outlives it.
    results::Reader finish();
    /// Publishes what is pending and leaves the parts for the next call.
    void leave();
    std::uint64_t published() const; ///< runs, by this call

private:
    void publish();
    void merge();
    results::Parts &parts();
    std::vector<results::FinishedRun> pending_runs() const;

    Target target_;
    std::function<void(const Published &)> on_tick_;
    std::vector<engine::Record> pending_;
    std::vector<plan::Cell> cells_;
    std::size_t pending_bytes_ = 0;
    std::chrono::steady_clock::time_point begin_, last_publish_;
    std::optional<results::Parts> parts_;
    Published published_{};
};

} // namespace thalweg::experiment
