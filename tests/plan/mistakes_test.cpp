// SPDX-License-Identifier: MIT
#include "planned.hpp"

#include <catch2/catch.hpp>

using namespace planned;

namespace {

const std::string bowl = "[[objective]]\nname = \"bowl\"\n";
const std::string descent = "[[optimizer]]\nname = \"descent\"\n";

std::vector<Error> mistakes_of(const std::string &text) {
    std::vector<Error> mistakes;
    make(text, mistakes);
    return mistakes;
}

/// The only mistake of a file with these tables.
Error mistake_of(const std::string &tables, const std::string &experiment = "seed = 7") {
    const auto mistakes = mistakes_of(text_of(tables, experiment));
    std::string all;
    for (const Error &mistake : mistakes)
        all += to_text(mistake);
    INFO(all);
    REQUIRE(mistakes.size() == 1);
    return mistakes.front();
}

} // namespace

TEST_CASE("mistakes: each has its words") {
    struct Row {
        std::string tables, what, why;
    };
    const std::vector<Row> rows = {
        {"[[objective]]\nname = \"bowls\"\n" + descent, "unknown objective \"bowls\"",
         "no plugin on the plugin path offers it"},
        {bowl + descent + "parameters.learning_rat = 0.1\n",
         "unknown parameter \"learning_rat\" of optimizer \"descent\"",
         "descent takes learning_rate, steps_back, rule, nesterov"},
        {bowl + "[[optimizer]]\nname = \"strict\"\n", "optimizer \"strict\" needs parameters.rate",
         "rate has no default: "},
        {bowl + descent + "parameters.learning_rate = -0.5\n", "-0.5 is out of range for learning_rate",
         "learning_rate must be in (0, inf)"},
        {bowl + descent + "parameters.steps_back = 1001\n", "1001 is out of range for steps_back",
         "steps_back must be in [1, 1000]"},
        {bowl + descent + "parameters.steps_back = 2.5\n", "steps_back must be an integer",
         "2.5 is written as a real number"},
        {bowl + descent + "parameters.rule = \"strong\"\n", "rule must be one of armijo, wolfe",
         "strong is none"},
        {bowl + descent + "parameters.nesterov = 1\n", "nesterov must be true or false", "1 is none"},
        {bowl + "parameters.scale = { schedule = \"cosine\", from = 1.0, to = 0.5 }\n" + descent,
         "scale cannot follow a schedule", "the component fixes it when a run begins"},
        {bowl + descent + "parameters.steps_back = { formula = \"1 + i / 2\", count = 2 }\n",
         "steps_back becomes 1.5, which is no integer at i = 1", "steps_back takes integers"},
        {bowl + descent + "parameters.learning_rate = { formula = \"1 / i\", count = 2 }\n",
         "learning_rate becomes inf at i = 0", "values of parameters are finite"},
        {"[[objective]]\nname = \"line\"\ndimensions = [2]\n[[optimizer]]\nname = \"noisy\"\n",
         "line is not defined in dimension 2", "its dimension is 1"},
        {bowl + "dimensions = [13]\n" + descent, "bowl cannot be made in dimension 13",
         "thirteen is unlucky"},
        {bowl + "starts = [[1.0]]\n" + descent, "the start has 1 coordinate, but bowl has dimension 2 here",
         "a start is a point of the objective's space"},
        {bowl + "starts = [[1.0, 11.0]]\n" + descent, "the start lies outside the bounds of bowl",
         "a run begins at a point where the objective is defined"},
        {bowl + "data = { batch = 8 }\n" + descent, "bowl has no data",
         "data sets the minibatches of objectives that are sums over samples"},
        {"[[objective]]\nname = \"line\"\n" + descent, "descent needs gradients, which line does not offer",
         "the optimizer of line 9 meets the objective of line 7"},
        {bowl + descent + "[[exclude]]\noptimizer = \"decent\"\n",
         "exclude names optimizer \"decent\", which the file does not have", "the file has descent"},
        {bowl + descent + "[[exclude]]\noptimizer_parameters.rate = { above = 1 }\n",
         "exclude names parameter \"rate\", which no such optimizer takes",
         "parameters are learning_rate, nesterov, rule, steps_back"},
        {bowl + descent + descent, "two runs of one key: descent is asked for twice",
         "line 9, column 8 and line 11, column 8 give the same runs; labels and order do not tell runs "
         "apart"},
        {bowl + descent +
             "parameters.learning_rate = { linear = [1, 2], count = 1_000_000 }\n"
             "parameters.steps_back = { log_uniform = [1, 1000] }\n"
             "search = { method = \"random\", count = 2_000_000 }\n",
         "the matrix has 2000000000000 runs",
         "dimensions x settings x starts x repetitions multiply; the limit is 1000000000000 (10^12)"},
    };
    for (const Row &row : rows) {
        INFO(row.tables);
        const Error mistake = mistake_of(row.tables);
        CHECK(mistake.what == row.what);
        CHECK(mistake.why == row.why);
        CHECK_FALSE(mistake.fix.empty());
        CHECK(mistake.line > 0);
    }
}

TEST_CASE("mistakes: an unknown name is met with the nearest") {
    CHECK(mistake_of("[[objective]]\nname = \"bowls\"\n" + descent).fix ==
          "write bowl; `thalweg list objectives` shows all");
    CHECK(mistake_of(bowl + descent + "parameters.learning_rat = 0.1\n").fix ==
          "write learning_rate; `thalweg describe descent` lists them with their ranges");
}

TEST_CASE("mistakes: formulas that are none are told with their place") {
    for (const std::string text : {"2 * (i", "i = 3", "max(i, 3)", "j + 1", ""}) {
        INFO(text);
        const auto mistakes = mistakes_of(text_of(
            bowl + descent + "parameters.learning_rate = { formula = \"" + text + "\", count = 2 }\n"));
        REQUIRE(mistakes.size() == 1);
        CHECK(mistakes.front().line == 10);
    }
    CHECK(
        mistake_of(bowl + descent + "parameters.learning_rate = { formula = \"1 + max(i, 3)\", count = 2 }\n")
            .why == "a formula is one value: no comma (character 10 of \"1 + max(i, 3)\")");
    CHECK(
        mistake_of(bowl + descent + "parameters.learning_rate = { formula = \"i = 3\", count = 2 }\n").why ==
        "no assignment in a formula (character 3 of \"i = 3\")");
}

TEST_CASE("mistakes: a formula of stop knows no i and gives a count") {
    const auto stop = [](const std::string &formula) {
        return mistakes_of("[experiment]\nname = \"t\"\n[stop]\nsteps = { formula = \"" + formula + "\" }\n" +
                           bowl + descent);
    };
    REQUIRE(stop("10 * i").size() == 1);
    CHECK(stop("10 * i").front().what == "the formula of stop.steps does not parse");
    REQUIRE(stop("1 - d").size() == 1);
    CHECK(stop("1 - d").front().what == "stop.steps becomes -1 at d = 2");
}

TEST_CASE("mistakes: all are told together, in the order of the file") {
    const auto mistakes =
        mistakes_of(text_of(bowl + "dimensions = [0]\nparameters.scale = 0\n" + descent +
                            "parameters.nesterov = 3\nparameters.learning_rate = [0.1, -1]\n"));
    REQUIRE(mistakes.size() >= 4);
    for (std::size_t m = 1; m < mistakes.size(); ++m)
        CHECK(mistakes[m - 1].line <= mistakes[m].line);
}

TEST_CASE("mistakes: a value written twice in a sweep is told by its places") {
    const Error mistake = mistake_of(bowl + descent + "parameters.learning_rate = [0.5, 0.25, 0.5]\n");
    CHECK(mistake.why ==
          "line 10, column 29 and line 10, column 40 give the same runs; labels and order do not tell "
          "runs apart");
}

TEST_CASE("mistakes: twins of which an exclude drops one are none") {
    const std::string tables = bowl + descent + "label = \"a\"\n" + descent + "label = \"b\"\n";
    CHECK(mistakes_of(text_of(tables)).size() == 1);
    CHECK(mistakes_of(text_of(tables + "[[exclude]]\noptimizer = \"b\"\n")).empty());
}
