// SPDX-License-Identifier: MIT
#include "../analysis/sample.hpp"
#include "cli/summary_text.hpp"
#include "cli/text_table.hpp"
#include "lines.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <limits>

using namespace thalweg;
using cli::display_width;
using sample::Sample;
using sample::Status;

namespace {

/// Four optimizers with 12 settings each; the last setting of each diverges, and starts differ.
Sample large_sample() {
    Sample s;
    for (const char *optimizer : {"gd", "momentum", "a_rather_long_label_of_an_optimizer", "newton"})
        for (int i = 0; i < 12; ++i)
            for (std::uint32_t start = 0; start < 2; ++start)
                s.add({.optimizer = optimizer,
                       .learning_rate = 1.0 / (3 + i),
                       .f_solution = 0.6 + i + 0.1 * start,
                       .f_best = 0.55,
                       .status = i == 11 ? Status::diverged : Status::steps,
                       .start = start});
    return s;
}

} // namespace

TEST_CASE("table: numbers are right-aligned, text left, under their titles") {
    const cli::TextTable table = {{{"name"}, {"value", cli::Align::right}}, {{"a", "1"}, {"longer", "12.5"}}};
    CHECK(cli::table_text(table, 0) == "name    value\n"
                                       "a           1\n"
                                       "longer   12.5\n");
}

TEST_CASE("table: columns without any text are left out, then those of least importance") {
    const cli::TextTable table = {
        {{"name"}, {"empty"}, {"first", cli::Align::left, 1}, {"second", cli::Align::left, 2}},
        {{"0123456789", "", "aaaaa", "bbbbbb"}}};
    CHECK(lines_of(cli::table_text(table, 0)).at(1) == "0123456789  aaaaa  bbbbbb"); // 25 columns
    CHECK(lines_of(cli::table_text(table, 25)).at(1) == "0123456789  aaaaa  bbbbbb");
    CHECK(lines_of(cli::table_text(table, 24)).at(1) == "0123456789  bbbbbb");
}

TEST_CASE("table: what still does not fit is cut with an ellipsis, by characters and not bytes") {
    CHECK(cli::shortened("äöüß", 4) == "äöüß");
    CHECK(cli::shortened("äöüßa", 4) == "äöü…");
    const cli::TextTable table = {{{"name"}}, {{"0123456789012345678901234567890"}}};
    CHECK(lines_of(cli::table_text(table, 20)).at(1) == "0123456789012345678…");
}

TEST_CASE("table: numbers have 4 or 5 significant digits") {
    CHECK(cli::short_number(0.0) == "0");
    CHECK(cli::short_number(-0.0) == "0");
    CHECK(cli::short_number(3.14159265) == "3.1416");
    CHECK(cli::short_number(12345.678) == "12346");
    CHECK(cli::short_number(1234567.8) == "1.235e+06");
    CHECK(cli::short_number(1.23456e-9) == "1.235e-09");
    CHECK(cli::short_number(std::numeric_limits<double>::infinity()) == "∞");
    CHECK(cli::short_number(NAN).empty());
}

TEST_CASE("table: durations and sizes are written for people") {
    CHECK(cli::duration(0.04) == "0.0s");
    CHECK(cli::duration(28) == "28s");
    CHECK(cli::duration(72) == "1m12s");
    CHECK(cli::duration(59.7) == "1m00s");
    CHECK(cli::duration(11100) == "3h05m");
    CHECK(cli::duration(187200) == "2d04h");
    CHECK(cli::duration(NAN) == "?");
    CHECK(cli::byte_size(512) == "512 B");
    CHECK(cli::byte_size(1536) == "1.5 KiB");
    CHECK(cli::byte_size(64.0 * 1024 * 1024) == "64 MiB");
}

TEST_CASE("table: text is broken at blanks into lines of a width") {
    using Lines = std::vector<std::string>;
    CHECK(cli::wrapped("one two three", 7) == Lines{"one two", "three"});
    CHECK(cli::wrapped("one two three", 6) == Lines{"one", "two", "three"});
    CHECK(cli::wrapped("one two three", 0) == Lines{"one two three"});
    CHECK(cli::wrapped("(1, 2)  (3, 4)", 8) == Lines{"(1, 2)", "(3, 4)"});
    CHECK(cli::wrapped("unbreakable it is", 5) == Lines{"unbreakable", "it is"});
    CHECK(cli::wrapped("½ ½ ½", 3) == Lines{"½ ½", "½"}); // columns, not bytes
    CHECK(cli::wrapped("", 7).empty());
}

TEST_CASE("summary table: no line is wider than the terminal") {
    Sample s = large_sample();
    const auto summary = make_summary(s.scan(), {});
    for (std::size_t width : {20u, 40u, 60u, 80u, 100u, 120u, 200u})
        for (std::size_t most : {0u, 24u})
            for (const std::string &line : lines_of(cli::to_table(summary, {width, most, "out.h5", ""}))) {
                INFO(line);
                if (!has(line, "thalweg show")) // a command is not cut
                    CHECK(display_width(line) <= width);
            }
}

TEST_CASE("summary table: shows rank, setting, median, quartiles, best, success, time and counts") {
    Sample s; // gaps 1 and 2: median 1.5, quartiles 1.25 and 1.75; 2e-6 s / 20 steps = 100 ns
    s.add({.f_solution = 1.5, .f_best = 0.75, .start = 0});
    s.add({.f_solution = 2.5, .f_best = 0.75, .start = 1});
    s.add(
        {.learning_rate = 0.2, .f_solution = 0.5, .f_best = 0.5, .evaluations = 7, .status = Status::target});
    const auto lines = lines_of(cli::to_table(make_summary(s.scan(), {}), {}));
    REQUIRE(lines.size() == 4);
    CHECK(lines[0] == "bowl  d=1  f_opt=0.5");
    CHECK(lines[1] ==
          "#  optimizer  setting            f - f_opt      quartiles  best on the way  evals to 1e-08  "
          "reached  ns/step  tried  distinct  ended by");
    CHECK(lines[2] ==
          "1  gd         learning_rate=0.2          0  deterministic                                7  "
          "    1/1      100      2         1  target");
    CHECK(lines[3] ==
          "2  gd         learning_rate=0.1        1.5    1.25 … 1.75             0.25               ∞  "
          "    0/2      100      2         2  2 steps");
}

TEST_CASE("summary table: one distinct run a setting is said to be deterministic") {
    Sample s;
    s.add({.repetition = 0});
    s.add({.repetition = 1});
    const std::string text = cli::to_table(make_summary(s.scan(), {}), {});
    CHECK(has(text, "one distinct run a line: deterministic, no quartiles\n"));
    CHECK(has(text, "1 of 2"));
}

TEST_CASE("summary table: the end of run shows the best of each optimizer and how to see the rest") {
    Sample s = large_sample();
    const auto summary = make_summary(s.scan(), {});
    const std::string text = cli::to_table(summary, {100, 24, "out.h5", ""});
    CHECK(has(text, "`thalweg show out.h5` lists all 48 settings\n"));
    CHECK(lines_of(text).size() == 8); // heading, titles, four optimizers, blank, hint
    CHECK(lines_of(cli::to_table(summary, {100, 0, "out.h5", ""})).size() == 2 + 48);
}

TEST_CASE("summary table: many problems are cut to the lines there are") {
    Sample s;
    for (std::uint64_t dimension = 1; dimension <= 30; ++dimension)
        for (const char *optimizer : {"gd", "momentum"}) {
            s.add({.optimizer = optimizer});
            s.runs().back().end.dimension = dimension;
        }
    const std::string text = cli::to_table(make_summary(s.scan(), {}), {80, 24, "out.h5", ""});
    CHECK(
        has(text,
            "`thalweg show out.h5` lists 18 more problems and all 60 settings\n")); // 12 problems of 2 lines
}

TEST_CASE("summary table: a problem is told with its data") {
    Sample s;
    s.add({});
    s.table().circumstances = {
        {{{"batch", 10}, {"order", "shuffled"}}, {{{"rotate", true}}, {{"shift", 0.5}}, {{"rotate", true}}}}};
    const std::string text = cli::to_table(make_summary(s.scan(), {}), {0, 0, "", ""});
    CHECK(lines_of(text).at(0) == "bowl batch=10 order=shuffled  d=1  f_opt=0.5");
}

TEST_CASE("summary table: runs below f_opt are counted as what they are") {
    Sample s; // f_opt = 0.5
    s.add({.f_solution = 0.25, .start = 0});
    s.add({.f_solution = 0.5 - 1e-9, .start = 1}); // rounding
    const auto summary = make_summary(s.scan(), {});
    CHECK(summary.problems[0].standings[0].below == 1);
    CHECK(has(cli::to_table(summary, {0, 0, "", ""}), "1 distinct run ends below f_opt, which counts as ∞"));
    CHECK_FALSE(has(cli::to_table(make_summary(Sample().add({}).scan(), {}), {0, 0, "", ""}), "below"));
}

TEST_CASE("summary table: splits of the data are columns where runs have them") {
    Sample s;
    CHECK_FALSE(has(cli::to_table(make_summary(Sample().add({}).scan(), {}), {0, 0, "", ""}), "test"));
    s.add({.splits = {{9, 0, 0.25, 0.875}, {9, 2, 0.75, 0.5}}});
    const std::string text = cli::to_table(make_summary(s.scan(), {}), {0, 0, "", ""});
    CHECK(has(text, "test f  train acc  test acc"));
    CHECK(has(text, "0.75      0.875     0.500"));
}

TEST_CASE("summary table: a column that is sorted by is shown") {
    Sample s;
    s.add({.evaluations = 17});
    const std::string text =
        cli::to_table(make_summary(s.scan(), {.by = {}, .where = {}, .sort = "-evaluations_g"}),
                      {0, 0, "", "-evaluations_g"});
    CHECK(has(text, "evaluations_g\n"));
    CHECK(has(text, "17\n"));
}

TEST_CASE("summary JSON: keeps every bit and writes what is not finite as text") {
    Sample s;
    s.add({.learning_rate = 0.1, .f_solution = 0.5 + 0.1, .start = 0});
    s.add({.learning_rate = 0.2, .status = Status::diverged});
    std::string text;
    cli::print_json({{"format", "thalweg-show/1"}}, make_summary(s.scan(), {}),
                    [&text](std::string_view part) { text += part; });
    const auto json = nlohmann::json::parse(text).at("problems");
    REQUIRE(json.size() == 1);
    CHECK(json[0]["objective"] == "bowl");
    CHECK(json[0]["f_opt"] == 0.5);
    const auto &best = json[0]["standings"][0];
    CHECK(best["f_solution"]["median"].get<double>() == (0.5 + 0.1) - 0.5);
    CHECK(best["setting"]["learning_rate"].get<double>() == 0.1);
    CHECK(best["evaluations_to_target"] == "Infinity");
    const auto &worst = json[0]["standings"][1];
    CHECK(worst["f_solution"]["median"] == "Infinity");
    CHECK(worst["status"] == nlohmann::json({{"diverged", 1}}));
}

TEST_CASE("summary JSON: is laid out as one value would be") {
    Sample s;
    s.add({.learning_rate = 0.1});
    s.add({.learning_rate = 0.2, .objective = 1});
    s.add({.learning_rate = 0.3, .objective = 1});
    const auto text_of = [](const analysis::Summary &summary) {
        std::string text;
        cli::print_json({{"format", "thalweg-show/1"}, {"status", {{"two\nlines", 1}}}}, summary,
                        [&text](std::string_view part) { text += part; });
        return text;
    };
    for (const auto &summary : {make_summary(s.scan(), {}), make_summary(Sample().scan(), {})}) {
        const std::string text = text_of(summary);
        const auto json = nlohmann::ordered_json::parse(text);
        CHECK(json.at("problems").size() == summary.problems.size());
        CHECK(text == json.dump(2) + "\n");
    }
}
