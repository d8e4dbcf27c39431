// SPDX-License-Identifier: MIT
// How far a matrix has come -> one line on stderr, redrawn; or counter lines where that is no terminal.
#pragma once

#include "analysis/summary.hpp"
#include "cli/context.hpp"

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

namespace thalweg::cli {

/// What Progress is told and what it asks.
struct ProgressOptions {
    ProgressKind kind = ProgressKind::none; ///< automatic: a bar where `is_terminal`, else a counter
    std::uint64_t total = 0;
    std::uint64_t done_before = 0; ///< of an earlier call: they count as done, not for the speed
    std::function<bool()> is_terminal;
    std::function<unsigned()> width; ///< of the terminal, asked at each redraw
    std::function<double()> monotonic_seconds;
    std::function<void(std::string_view)> write; ///< to stderr
};

/// The options as the global ones and the process want them; -q: none.
ProgressOptions make_progress_options(const Globals &globals, const Context &context);

/// Where the runs stand. `by_status` counts finished ones, those of an earlier call included or not as the
/// caller likes.
struct ProgressState {
    std::uint64_t done = 0; ///< done_before included
    analysis::StatusCounts by_status{};
    std::string_view label; ///< of a run in work: "rosenbrock adam"
};

class Progress {
public:
    explicit Progress(ProgressOptions options);
    /// Draws where it is time to: a bar at most 10 times a second, a counter line every 10 s or 10 %. Cheap
    /// otherwise.
    void update(const ProgressState &state);
    /// Removes the bar, so that what follows starts on a clean line; ends the counter with the last state.
    void finish();
    /// As finish, but drawing may go on: for a message in between.
    void clear();

private:
    void draw_bar(double now);
    void count(double now);

    ProgressOptions options_;
    double start_ = 0, drawn_at_ = 0;
    std::uint64_t counted_ = 0; ///< done at the last counter line
    bool is_drawn_ = false, is_due_ = true, is_finished_ = false;
    ProgressState state_;
    std::string label_;
};

/// One line of at most `width` columns: counts, share, bar, elapsed and remaining time, statuses, label. What
/// does not fit leaves in the order label, bar, statuses, times.
std::string progress_line(const ProgressState &state, std::uint64_t total, std::string_view times,
                          std::size_t width);

/// "1m12s eta 28s"; no eta before the first run is done and after the last.
std::string times_text(double elapsed, std::uint64_t done_now, std::uint64_t left);

} // namespace thalweg::cli
