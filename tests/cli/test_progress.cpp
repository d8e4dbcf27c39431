// SPDX-License-Identifier: MIT
#include "cli/progress.hpp"
#include "cli/text_table.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using cli::Progress;
using cli::ProgressKind;

namespace {

analysis::StatusCounts three_diverged() {
    analysis::StatusCounts counts{};
    counts[static_cast<std::size_t>(engine::Status::steps)] = 118;
    counts[static_cast<std::size_t>(engine::Status::diverged)] = 3;
    return counts;
}

/// A terminal of `width` columns, or none, and a clock that tests move.
struct Stage {
    double now = 100.0;
    unsigned width = 100;
    bool is_terminal = true;
    std::vector<std::string> written;

    Progress make(ProgressKind kind, std::uint64_t total, std::uint64_t done_before = 0) {
        return Progress({.kind = kind,
                         .total = total,
                         .done_before = done_before,
                         .is_terminal = [this] { return is_terminal; },
                         .width = [this] { return width; },
                         .monotonic_seconds = [this] { return now; },
                         .write = [this](std::string_view text) { written.emplace_back(text); }});
    }
};

} // namespace

TEST_CASE("progress: the line is the one of the design") {
    // 121/168 = 72.02 %; 22 columns of bar, 15.85 of them done, so 16.
    CHECK(cli::progress_line({121, three_diverged(), "rosenbrock adam"}, 168, "1m12s eta 28s", 100) ==
          "121/168  72% ████████████████░░░░░░ 1m12s eta 28s  3 diverged  rosenbrock adam");
}

TEST_CASE("progress: the rest is estimated from the speed of this call") {
    CHECK(cli::times_text(72, 121, 47) == "1m12s eta 28s"); // 72 / 121 * 47 = 27.97
    CHECK(cli::times_text(3, 0, 168) == "3.0s");
    CHECK(cli::times_text(72, 168, 0) == "1m12s");
}

TEST_CASE("progress: no line is wider than the terminal, and the counts stay longest") {
    for (std::size_t width = 1; width <= 120; ++width) {
        const std::string line =
            cli::progress_line({121, three_diverged(), "rosenbrock adam"}, 168, "1m12s eta 28s", width);
        INFO(width << " " << line);
        CHECK(cli::display_width(line) <= width);
        if (width >= 12)
            CHECK(line.starts_with("121/168  72%"));
    }
}

TEST_CASE("progress: a bar is redrawn at most ten times a second") {
    Stage stage;
    Progress progress = stage.make(ProgressKind::bar, 10'000);
    for (std::uint64_t done = 1; done <= 1000; ++done) { // one second
        stage.now += 0.001;
        progress.update({done, {}, "bowl gd"});
    }
    CHECK(stage.written.size() >= 9);
    CHECK(stage.written.size() <= 11);
    CHECK(stage.written.front().starts_with("\r\x1b[K"));
    CHECK(stage.written.front().find('\n') == std::string::npos);
}

TEST_CASE("progress: finish leaves a clean line, once") {
    Stage stage;
    Progress progress = stage.make(ProgressKind::bar, 10);
    progress.update({1, {}, ""});
    progress.finish();
    progress.finish();
    REQUIRE(stage.written.size() == 2);
    CHECK(stage.written.back() == "\r\x1b[K");
}

TEST_CASE("progress: a counter line comes every 10 percent") {
    Stage stage;
    Progress progress = stage.make(ProgressKind::counter, 100);
    for (std::uint64_t done = 1; done <= 100; ++done)
        progress.update({done, {}, ""});
    progress.finish();
    REQUIRE(stage.written.size() == 10);
    CHECK(stage.written[0] == "10/100  10%  0.0s eta 0.0s\n");
    CHECK(stage.written[9] == "100/100 100%  0.0s\n");
}

TEST_CASE("progress: a counter line comes every 10 seconds, also of slow runs") {
    Stage stage;
    Progress progress = stage.make(ProgressKind::counter, 1000);
    for (int second = 1; second <= 35; ++second) {
        stage.now += 1.0;
        progress.update({1, {}, ""});
    }
    CHECK(stage.written.size() == 3);
    CHECK(stage.written.front() == "1/1000   0%  10s eta 2h46m\n"); // 10 s / 1 * 999 = 9990 s
}

TEST_CASE("progress: runs of an earlier call count as done, but not for the speed") {
    Stage stage;
    Progress progress = stage.make(ProgressKind::counter, 100, 50);
    stage.now += 20;
    progress.update({60, {}, ""});
    REQUIRE(stage.written.size() == 1);
    CHECK(stage.written[0] == "60/100  60%  20s eta 1m20s\n"); // 20 s / 10 * 40 = 80 s
}

TEST_CASE("progress: automatic is a bar on a terminal and a counter elsewhere, none is silent") {
    Stage terminal;
    Progress bar = terminal.make(ProgressKind::automatic, 10);
    bar.update({1, {}, ""});
    CHECK(terminal.written.at(0).starts_with("\r"));

    Stage pipe;
    pipe.is_terminal = false;
    Progress counter = pipe.make(ProgressKind::automatic, 10);
    counter.update({1, {}, ""});
    CHECK(pipe.written.at(0).ends_with("\n"));

    Stage silent;
    Progress none = silent.make(ProgressKind::none, 10);
    none.update({1, {}, ""});
    none.finish();
    CHECK(silent.written.empty());
}
