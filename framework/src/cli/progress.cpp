// SPDX-License-Identifier: MIT
// Draws progress; knows no terminal but through its options.
#include "cli/progress.hpp"
#include "cli/text_table.hpp"

#include <algorithm>
#include <cmath>
#include <fmt/format.h>

namespace thalweg::cli {

namespace {

constexpr double redraw_seconds = 0.1;
constexpr double counter_seconds = 10.0;
constexpr std::size_t bar_width = 22, narrowest_bar = 6;
constexpr std::string_view erase_line = "\r\x1b[K";

std::uint64_t percent(std::uint64_t done, std::uint64_t total) {
    return total == 0
               ? 100
               : static_cast<std::uint64_t>(100.0 * static_cast<double>(done) / static_cast<double>(total));
}

std::string bar(std::uint64_t done, std::uint64_t total, std::size_t width) {
    const double share = total == 0 ? 1.0 : static_cast<double>(done) / static_cast<double>(total);
    auto full = static_cast<std::size_t>(std::lround(share * static_cast<double>(width)));
    if (done < total)
        full = std::min(full, width - 1); // a full bar means that all is done
    std::string text;
    for (std::size_t i = 0; i < width; ++i)
        text += i < full ? "█" : "░";
    return text;
}

/// The statuses worth a word while a matrix runs: not those that end a run as planned.
std::string remarkable(const analysis::StatusCounts &counts) {
    std::string text;
    for (std::size_t i = static_cast<std::size_t>(engine::Status::diverged); i < counts.size(); ++i)
        if (counts[i] > 0)
            text += fmt::format("{}{} {}", text.empty() ? "" : ", ", counts[i], engine::status_names[i]);
    return text;
}

void append(std::string &line, std::string_view part) {
    if (!part.empty())
        line += fmt::format("  {}", part);
}

} // namespace

std::string times_text(double elapsed, std::uint64_t done_now, std::uint64_t left) {
    std::string text = duration(elapsed);
    if (done_now > 0 && left > 0)
        text += " eta " + duration(elapsed / static_cast<double>(done_now) * static_cast<double>(left));
    return text;
}

std::string progress_line(const ProgressState &state, std::uint64_t total, std::string_view times,
                          std::size_t width) {
    const std::string all = fmt::format("{}", total);
    const std::string counts =
        fmt::format("{:>{}}/{} {:>3}%", state.done, all.size(), all, percent(state.done, total));
    const std::string statuses = remarkable(state.by_status);
    const auto needed = [](std::string_view part) { return part.empty() ? 0 : display_width(part) + 2; };
    const std::size_t fixed = display_width(counts) + needed(times) + needed(statuses);

    std::size_t bar_columns = 0; // of the bar itself: it is set off by one space on each side
    if (width >= fixed + narrowest_bar + 1)
        bar_columns = std::min(bar_width, width - fixed - 1);
    std::string line = counts;
    if (bar_columns > 0)
        line += " " + bar(state.done, total, bar_columns) + (times.empty() ? "" : fmt::format(" {}", times));
    else if (display_width(line) + needed(times) <= width)
        append(line, times);
    if (display_width(line) + needed(statuses) <= width)
        append(line, statuses);
    constexpr std::size_t least_label = 6;
    if (const std::size_t used = display_width(line); used + 2 + least_label <= width)
        append(line, shortened(state.label, width - used - 2));
    return shortened(line, width);
}

ProgressOptions make_progress_options(const Globals &globals, const Context &context) {
    ProgressOptions options;
    options.kind = globals.verbosity == Verbosity::quiet ? ProgressKind::none : globals.progress;
    options.is_terminal = context.err_is_terminal;
    options.width = context.terminal_width;
    options.monotonic_seconds = context.monotonic_seconds;
    options.write = [file = context.err](std::string_view text) {
        std::fwrite(text.data(), 1, text.size(), file);
        std::fflush(file);
    };
    return options;
}

Progress::Progress(ProgressOptions options) : options_(std::move(options)) {
    if (options_.kind == ProgressKind::automatic)
        options_.kind = options_.is_terminal() ? ProgressKind::bar : ProgressKind::counter;
    if (options_.kind == ProgressKind::none)
        return;
    start_ = drawn_at_ = options_.monotonic_seconds();
    counted_ = state_.done = options_.done_before;
}

void Progress::update(const ProgressState &state) {
    if (options_.kind == ProgressKind::none)
        return;
    state_ = state;
    label_ = state.label; // the caller's text may be gone when finish draws
    state_.label = label_;
    const double now = options_.monotonic_seconds();
    if (options_.kind == ProgressKind::bar) {
        if (!is_due_ && now - drawn_at_ < redraw_seconds)
            return;
        draw_bar(now);
        return;
    }
    const std::uint64_t tenth = std::max<std::uint64_t>(1, (options_.total + 9) / 10);
    const bool has_new = state_.done > counted_;
    if (now - drawn_at_ >= counter_seconds || (has_new && (state_.done - counted_ >= tenth)))
        count(now);
}

void Progress::draw_bar(double now) {
    const std::uint64_t done_now = state_.done - std::min(state_.done, options_.done_before);
    const std::uint64_t left = options_.total - std::min(options_.total, state_.done);
    // The last column stays free: a terminal that has filled it may wrap, and the next redraw would leave a
    // line behind.
    const std::size_t width = std::max(options_.width(), 2u) - 1;
    options_.write(
        fmt::format("{}{}", erase_line,
                    progress_line(state_, options_.total, times_text(now - start_, done_now, left), width)));
    drawn_at_ = now;
    is_drawn_ = true;
    is_due_ = false;
}

void Progress::count(double now) {
    const std::uint64_t done_now = state_.done - std::min(state_.done, options_.done_before);
    const std::uint64_t left = options_.total - std::min(options_.total, state_.done);
    std::string line =
        fmt::format("{}/{} {:>3}%", state_.done, options_.total, percent(state_.done, options_.total));
    append(line, times_text(now - start_, done_now, left));
    append(line, remarkable(state_.by_status));
    options_.write(line + "\n");
    drawn_at_ = now;
    counted_ = state_.done;
}

void Progress::clear() {
    if (is_drawn_)
        options_.write(erase_line);
    is_drawn_ = false;
    is_due_ = true;
}

void Progress::finish() {
    if (is_finished_)
        return;
    is_finished_ = true;
    if (options_.kind == ProgressKind::counter && state_.done > counted_)
        count(options_.monotonic_seconds());
    clear();
}

} // namespace thalweg::cli
