// SPDX-License-Identifier: MIT
#include "cli/contest_text.hpp"

#include <catch2/catch.hpp>

#include <limits>

using namespace thalweg;
using Catch::Contains;
using Catch::StartsWith;

namespace {

analysis::PairGroup group(const std::string &configuration, double a, double b) {
    analysis::PairGroup made;
    made.objective = "bowl";
    made.dimension = 2;
    made.optimizer = "descent";
    made.configuration = configuration;
    made.pairs = {{{a, 10, false}, {b, 10, false}}};
    return made;
}

} // namespace

TEST_CASE("contest text: what matters most comes first, the rest is counted by verdict") {
    std::vector<analysis::PairGroup> groups;
    for (int i = 0; i < 30; ++i)
        groups.push_back(group("rate=" + std::to_string(i), 8, i == 17 ? 16 : i == 5 ? 6 : 8));
    const analysis::Contest contest = analysis::make_contest(groups);
    CHECK(cli::verdict_text(contest) == "B is better in 1 setting, equal in 28, worse in 1");
    const std::string text = cli::contest_text(contest, {.width = 0, .most_lines = 2});
    INFO(text);
    const auto worse = text.find("\nworse"), better = text.find("\nbetter");
    REQUIRE(worse != std::string::npos);
    REQUIRE(better != std::string::npos);
    CHECK(worse < better); // twice as much is more than a quarter less
    CHECK_THAT(text, Contains("rate=17") && Contains("rate=5") && Contains("+8") && Contains("-2"));
    CHECK_THAT(text, Contains("and 28 more settings: 28 equal; `--json` lists all\n"));
    CHECK_THAT(text, !Contains("interval: of B")); // nothing has one
    CHECK_THAT(text, !Contains("Wilcoxon"));
}

TEST_CASE("contest text: infinite values and differences are signs") {
    const double infinity = std::numeric_limits<double>::infinity();
    const std::string text = cli::contest_text(analysis::make_contest({group("x", 1, infinity)}), {});
    CHECK_THAT(text, Contains("+∞"));
}

TEST_CASE("contest text: times of other machines or of more workers than cores are not compared") {
    analysis::PairedRuns pairs;
    pairs.machines_a = pairs.machines_b = {{"fast"}, 2, 2};
    CHECK(cli::times_text(pairs) == "");
    pairs.machines_b.workers = 1; // the other one had no share
    CHECK(cli::times_text(pairs) == "");
    pairs.machines_b.workers = 3;
    CHECK(cli::times_text(pairs) == "ns/step is not comparable: B was made by 3 workers on 2 cores");
    pairs.machines_b.cores = 0; // not known
    CHECK(cli::times_text(pairs) == "");
    pairs.machines_b = {{"slow"}, 2, 2};
    CHECK_THAT(cli::times_text(pairs), Contains("different CPU models"));
}
