// SPDX-License-Identifier: MIT
#include "analysis/where.hpp"
#include "sample.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using sample::Sample;
using sample::Status;

namespace {

Sample three_runs() {
    Sample s;
    s.add({.optimizer = "gd", .learning_rate = 0.01, .f_solution = 2.0});
    s.add({.optimizer = "momentum", .learning_rate = 0.1, .f_solution = 3.0, .status = Status::diverged});
    s.add({.optimizer = "gd", .learning_rate = 1.0, .f_solution = NAN});
    return s;
}

/// The ids of the runs for which the condition holds.
std::vector<std::size_t> chosen(const std::string &condition) {
    Sample s = three_runs();
    const analysis::Table &table = s.table();
    const auto comparisons = analysis::parse_where(table, condition);
    std::vector<std::size_t> rows;
    for (std::size_t row = 0; row < table.window.runs.size(); ++row)
        if (analysis::matches(comparisons, table, row))
            rows.push_back(row);
    return rows;
}

Error mistake_in(const std::string &condition) {
    Sample s = three_runs();
    try {
        analysis::parse_where(s.table(), condition);
    } catch (const Errors &errors) {
        return errors.list.front();
    }
    FAIL("no mistake was found in " << condition);
    return {};
}

using Rows = std::vector<std::size_t>;

} // namespace

TEST_CASE("where: each operator compares numbers as it says") {
    CHECK(chosen("learning_rate<0.1") == Rows{0});
    CHECK(chosen("learning_rate <= 0.1") == Rows{0, 1});
    CHECK(chosen("learning_rate>1e-1") == Rows{2});
    CHECK(chosen("learning_rate >= .1") == Rows{1, 2});
    CHECK(chosen("learning_rate==0.1") == Rows{1});
    CHECK(chosen("learning_rate = 0.1") == Rows{1});
    CHECK(chosen("learning_rate!=0.1") == Rows{0, 2});
}

TEST_CASE("where: comparisons joined by and or && hold together") {
    CHECK(chosen("optimizer==gd and learning_rate<0.1") == Rows{0});
    CHECK(chosen("optimizer==gd&&learning_rate>0.1") == Rows{2});
    CHECK(chosen("status != diverged and optimizer = \"gd\" and run_id < 1") == Rows{0});
}

TEST_CASE("where: what does not apply to a run matches nothing") {
    CHECK(chosen("momentum==0.9") == Rows{1});
    CHECK(chosen("momentum!=0.5") == Rows{1});
    CHECK(chosen("f_solution!=2") == Rows{1}); // NaN of run 2 is neither
}

TEST_CASE("where: an optimizer is known by its label and by its name") {
    Sample s = three_runs();
    analysis::Table &table = s.table();
    table.optimizer_labels = {"plain", "heavy"};
    const auto by_name = analysis::parse_where(table, "optimizer==momentum");
    const auto by_label = analysis::parse_where(table, "optimizer==heavy");
    CHECK(analysis::matches(by_name, table, 1));
    CHECK(analysis::matches(by_label, table, 1));
    CHECK_FALSE(analysis::matches(by_name, table, 0));
}

TEST_CASE("where: an unknown column is answered with the nearest one") {
    const Error error = mistake_in("learning_rte<0.1");
    CHECK(error.what == "unknown column \"learning_rte\"");
    CHECK(error.fix == "write learning_rate");
    CHECK(error.exit == Exit::wrong);
}

TEST_CASE("where: a word that no status has is refused") {
    const Error error = mistake_in("status==divergd");
    CHECK(error.what == "no status is called \"divergd\"");
    CHECK(error.fix == "write diverged");
}

TEST_CASE("where: broken conditions are shown with a caret at the place") {
    CHECK(mistake_in("learning_rate 0.1").excerpt == "      | learning_rate 0.1\n      |               ^\n");
    CHECK(mistake_in("learning_rate<").why == "here a value should stand");
    CHECK(mistake_in("").why == "here a column's name should stand");
    CHECK(mistake_in("steps<1 or steps>2").why == "comparisons are joined by `and` or `&&`");
    CHECK(mistake_in("optimizer=='gd").why == "this quote is not closed");
    CHECK(mistake_in("steps=<3").why == "here one of < <= > >= == = != should stand");
    CHECK(mistake_in("optimizer<gd").why == "only numbers have an order; text is compared by == or !=");
}
