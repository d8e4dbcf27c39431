// SPDX-License-Identifier: MIT
#include "analysis/summary.hpp"
#include "sample.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <cmath>
#include <limits>
#include <tuple>

using namespace thalweg;
using analysis::make_summary;
using analysis::Standing;
using sample::Sample;
using sample::Status;

namespace {

constexpr double infinity = std::numeric_limits<double>::infinity();

/// The standings of the only problem.
std::vector<Standing> standings(Sample &s, const analysis::Options &options = {}) {
    const analysis::Summary summary = make_summary(s.scan(), options);
    REQUIRE(summary.problems.size() == 1);
    return summary.problems.front().standings;
}

} // namespace

TEST_CASE("summary: values are medians and quartiles of f_solution minus f_opt over the starts") {
    Sample s; // f_opt = 0.5; gaps 1, 2, 4, 8
    for (std::uint32_t start = 0; start < 4; ++start)
        s.add({.f_solution = 0.5 + std::ldexp(1.0, static_cast<int>(start)), .f_best = 0.75, .start = start});
    const Standing line = standings(s).at(0);
    CHECK(line.f_solution.q1 == 1.75);
    CHECK(line.f_solution.median == 3.0);
    CHECK(line.f_solution.q3 == 5.0);
    CHECK(line.f_best == 0.25);
    CHECK(line.distinct == 4);
}

TEST_CASE("summary: a diverged or crashed run counts as infinity, whatever value it left") {
    Sample s; // gaps 1, 2 and two infinities: median between 2 and infinity
    s.add({.f_solution = 1.5, .start = 0});
    s.add({.f_solution = 2.5, .start = 1});
    s.add({.f_solution = 0.5, .f_best = 0.5, .status = Status::diverged, .start = 2});
    s.add({.f_solution = 0.5, .f_best = 0.5, .status = Status::crashed, .start = 3});
    const Standing line = standings(s).at(0);
    CHECK(line.f_solution.q1 == 1.75); // place 0.75 between 1 and 2
    CHECK(line.f_solution.median == infinity);
    CHECK(line.by_status[static_cast<std::size_t>(Status::diverged)] == 1);
    CHECK(line.by_status[static_cast<std::size_t>(Status::steps)] == 2);
    CHECK(line.successes == 0); // they passed the target, and came to nothing
}

TEST_CASE("summary: equal repetitions count once, equal values from other starts do not") {
    Sample s;
    s.add({.f_solution = 1.5, .start = 0, .repetition = 0});
    s.add({.f_solution = 1.5, .start = 0, .repetition = 1});
    s.add({.f_solution = 3.5, .start = 1, .repetition = 0});
    s.add({.f_solution = 3.5, .start = 2, .repetition = 0});
    const Standing line = standings(s).at(0);
    CHECK(line.runs == 4);
    CHECK(line.distinct == 3);
    CHECK(line.f_solution.median == 3.0); // of gaps 1, 3, 3; 2 of 1, 1, 3, 3 and of 1, 3
}

TEST_CASE("summary: cost to target is all evaluations until target or end by the number of successes") {
    Sample s; // two hits after 30 and 50, one run of 100 without: (30 + 50 + 100) / 2
    s.table().stop_target = 0.01;
    s.add({.f_solution = 0.5, .f_best = 0.5, .evaluations = 30, .status = Status::target, .start = 0});
    s.add({.f_solution = 0.5, .f_best = 0.5, .evaluations = 50, .status = Status::target, .start = 1});
    s.add({.f_solution = 0.9, .f_best = 0.9, .evaluations = 100, .start = 2});
    const Standing line = standings(s).at(0);
    CHECK(line.cost_to_target == 90.0);
    CHECK(line.successes == 2);
}

TEST_CASE("summary: without a stop.target hits at 1e-8 count, also of a run that went on") {
    Sample s; // hit after 20 of 70 evaluations, the other ends after 40: (20 + 40) / 1
    s.add(
        {.f_solution = 0.8, .f_best = 0.5, .evaluations = 70, .start = 0, .hits = {{1e-7, 10}, {1e-8, 20}}});
    s.add({.f_solution = 0.9, .f_best = 0.9, .evaluations = 40, .start = 1, .hits = {{1.0, 5}}});
    const Standing line = standings(s).at(0);
    CHECK(line.cost_to_target == 60.0);
    CHECK(line.successes == 1);
}

TEST_CASE("summary: without a success the cost is infinite, without an optimum there is none") {
    Sample s;
    s.add({.f_solution = 2.0});
    CHECK(standings(s).at(0).cost_to_target == infinity);

    Sample unknown;
    unknown.add({.f_solution = 2.0, .objective = 1});
    const Standing line = standings(unknown).at(0);
    CHECK(std::isnan(line.cost_to_target));
    CHECK(line.f_solution.median == 2.0);
}

TEST_CASE("summary: cost to target is on the axis that is asked for") {
    const auto cost_on = [](std::string_view axis) {
        Sample s; // one run that ends by its target, one that does not: all of both costs count
        s.table().stop_target = 0.01;
        s.table().axis = *std::find_if(engine::axes.begin(), engine::axes.end(),
                                       [&](const auto &one) { return one.name == axis; });
        s.add({.f_solution = 0.5, .f_best = 0.5, .evaluations = 30, .status = Status::target, .start = 0});
        s.add({.f_solution = 0.9, .f_best = 0.9, .evaluations = 70, .start = 1});
        for (std::size_t i = 0; i < 2; ++i) {
            engine::Record &end = s.runs()[i].end;
            end.dimension = 7;
            end.cost.f = 2;
            end.cost.h = 3;
            end.cost.hv = 5;
            end.cost.samples = 400 + 200 * i;
        }
        return standings(s).at(0).cost_to_target;
    };
    CHECK(cost_on("evaluations") == 100);
    CHECK(cost_on("steps") == 20);
    CHECK(cost_on("evaluations_f") == 4);
    CHECK(cost_on("evaluations_g") == 100);
    CHECK(cost_on("evaluations_h") == 6);
    CHECK(cost_on("evaluations_hv") == 10);
    CHECK(cost_on("weighted_evaluations") == 4 + 100 + 6 * 7 + 10 * 2);
    CHECK(cost_on("samples") == 1000);
    CHECK(cost_on("epochs") == 25); // of 40 samples
}

TEST_CASE("summary: epochs of an objective without data are not known") {
    Sample s;
    s.table().axis = engine::axes.back();
    s.table().f_opt[1] = 0;
    s.add({.f_solution = 0.0, .f_best = 0.0, .status = Status::target, .objective = 1});
    REQUIRE(s.table().axis.name == "epochs");
    CHECK(std::isnan(standings(s).at(0).cost_to_target));
    CHECK(standings(s).at(0).successes == 1);
}

TEST_CASE("summary: splits are medians over distinct runs, of which a diverged one counts as the worst") {
    Sample s;
    const auto add = [&](std::uint32_t start, double test, double accuracy, Status status) {
        s.add({.f_solution = 1.0 + start,
               .status = status,
               .start = start,
               .splits = {{9, 0, 0.25, NAN}, {9, 2, test, accuracy}}});
    };
    add(0, 2.0, 0.75, Status::steps);
    add(1, 8.0, 0.5, Status::steps);
    Standing line = standings(s).at(0);
    CHECK(line.splits[0].f == 0.25);
    CHECK(std::isnan(line.splits[0].accuracy));
    CHECK(std::isnan(line.splits[1].f));
    CHECK(line.splits[2].f == 5.0);
    CHECK(line.splits[2].accuracy == 0.625);
    add(2, 1.0, 1.0, Status::diverged); // of 2, 8, infinity and of 0.75, 0.5, 0
    line = standings(s).at(0);
    CHECK(line.splits[2].f == 8.0);
    CHECK(line.splits[2].accuracy == 0.5);
}

TEST_CASE("summary: ns per step is all seconds by all steps") {
    Sample s; // 10 steps each: (1e-6 + 3e-6) / 20 steps = 200 ns
    s.add({.start = 0, .seconds = 1e-6});
    s.add({.start = 1, .seconds = 3e-6});
    s.add({.start = 2, .seconds = NAN}); // not timed: neither its seconds nor its steps
    CHECK(standings(s).at(0).ns_per_step == Approx(200.0).epsilon(1e-12));
}

TEST_CASE("summary: settings are ranked by median value, and equal ones share a rank") {
    Sample s;
    s.add({.learning_rate = 0.1, .f_solution = 3.0});
    s.add({.learning_rate = 0.2, .f_solution = 1.0});
    s.add({.learning_rate = 0.3, .f_solution = 3.0});
    s.add({.optimizer = "momentum", .learning_rate = 0.2, .f_solution = 4.0});
    const auto lines = standings(s);
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].setting.at(0).second == 0.2);
    CHECK(lines[0].rank == 1);
    CHECK(lines[1].rank == 2);
    CHECK(lines[2].rank == 2);
    CHECK(lines[3].rank == 4);
    CHECK(lines[0].settings == 3); // of gd
    CHECK(lines[3].settings == 1);
    CHECK(lines[3].setting.empty()); // momentum was tried with one setting: nothing is swept
}

TEST_CASE("summary: problems stay apart") {
    Sample s;
    s.add({.f_solution = 3.0, .objective = 0});
    s.add({.f_solution = 1.0, .objective = 1});
    const auto summary = make_summary(s.scan(), {});
    REQUIRE(summary.problems.size() == 2);
    CHECK(summary.problems[0].objective == "bowl");
    CHECK(summary.problems[0].target == 1e-8);
    CHECK(summary.problems[1].objective == "valley");
    CHECK_FALSE(summary.problems[1].target.has_value());
}

TEST_CASE("summary: --by pools what it does not name") {
    Sample s; // gaps 1 and 3 of gd: median 2, of two settings
    s.add({.learning_rate = 0.1, .f_solution = 1.5});
    s.add({.learning_rate = 0.2, .f_solution = 3.5});
    s.add({.optimizer = "momentum", .learning_rate = 0.2, .f_solution = 1.0});
    const auto lines = standings(s, {.by = {"optimizer"}, .where = {}, .sort = ""});
    REQUIRE(lines.size() == 2);
    CHECK(lines[1].optimizer == "gd");
    CHECK(lines[1].f_solution.median == 2.0);
    CHECK(lines[1].settings == 2);
    CHECK(lines[1].setting.empty());

    const auto by_rate = standings(s, {.by = {"learning_rate"}, .where = {}, .sort = ""});
    REQUIRE(by_rate.size() == 2);
    CHECK(by_rate[0].optimizer.empty());
    CHECK(by_rate[0].setting.at(0).first == "learning_rate");
}

TEST_CASE("summary: --sort orders by any column, downwards with a minus, and keeps the ranks") {
    Sample s;
    s.add({.learning_rate = 0.1, .f_solution = 1.0, .evaluations = 10});
    s.add({.learning_rate = 0.2, .f_solution = 2.0, .evaluations = 30});
    s.add({.learning_rate = 0.3, .f_solution = 3.0, .evaluations = 20});
    const auto order = [&s](const std::string &sort) {
        std::vector<std::size_t> ranks;
        for (const Standing &line : standings(s, {.by = {}, .where = {}, .sort = sort}))
            ranks.push_back(line.rank);
        return ranks;
    };
    CHECK(order("") == std::vector<std::size_t>{1, 2, 3});
    CHECK(order("-rank") == std::vector<std::size_t>{3, 2, 1});
    CHECK(order("evaluations") == std::vector<std::size_t>{1, 3, 2});
    CHECK(order("-evaluations") == std::vector<std::size_t>{2, 3, 1});
    CHECK(order("-learning_rate") == std::vector<std::size_t>{3, 2, 1});
}

TEST_CASE("summary: an unknown column of --by or --sort is answered with the nearest") {
    Sample s;
    s.add({});
    const auto fix_of = [&s](const analysis::Options &options) {
        try {
            make_summary(s.scan(), options);
        } catch (const Errors &errors) {
            return errors.list.front().fix;
        }
        return std::string();
    };
    CHECK(fix_of({.by = {"optimiser"}, .where = {}, .sort = ""}) == "write optimizer");
    CHECK(fix_of({.by = {}, .where = {}, .sort = "ns_per_stp"}) == "write ns_per_step");
    CHECK(fix_of({.by = {}, .where = {}, .sort = "-f_bst"}) == "write f_best");
}

TEST_CASE("summary: --where leaves runs out before anything is counted") {
    Sample s;
    s.add({.learning_rate = 0.1});
    s.add({.learning_rate = 0.2, .status = Status::diverged});
    analysis::Options options;
    options.where = analysis::parse_where(s.table(), "learning_rate<0.15");
    const auto summary = make_summary(s.scan(), options);
    CHECK(summary.runs == 1);
    CHECK(summary.by_status[static_cast<std::size_t>(Status::diverged)] == 0);
    CHECK(summary.problems.at(0).standings.size() == 1);
}

TEST_CASE("summary: the best of each optimizer come in the order of rank") {
    Sample s;
    s.add({.optimizer = "gd", .learning_rate = 0.1, .f_solution = 3.0});
    s.add({.optimizer = "gd", .learning_rate = 0.2, .f_solution = 2.0});
    s.add({.optimizer = "momentum", .learning_rate = 0.1, .f_solution = 1.0});
    const auto summary = make_summary(s.scan(), {.by = {}, .where = {}, .sort = "-rank"});
    const auto best = best_of_each_optimizer(summary.problems.at(0));
    REQUIRE(best.size() == 2);
    CHECK(best[0]->optimizer == "momentum");
    CHECK(best[1]->optimizer == "gd");
    CHECK(best[1]->setting.at(0).second == 0.2);
}

TEST_CASE("summary: does not depend on where windows of runs end") {
    Sample s; // 3 settings x 2 starts x 2 repetitions of 2 optimizers on 2 problems, gaps as run ids grow
    for (std::uint32_t repetition = 0; repetition < 2; ++repetition)
        for (std::uint32_t objective = 0; objective < 2; ++objective)
            for (const char *optimizer : {"gd", "momentum"})
                for (std::uint32_t k = 0; k < 6; ++k)
                    s.add({.optimizer = optimizer,
                           .learning_rate = 0.1 * (1 + k % 3),
                           .f_solution = 0.5 + (objective + 1) * (k + repetition * (k % 2)),
                           .start = k / 3,
                           .repetition = repetition,
                           .objective = objective});
    const auto facts_of = [&s](std::size_t rows_at_once) {
        const analysis::Options options{.by = {}, .where = {}, .sort = "f_final"};
        std::vector<std::tuple<double, double, double, std::size_t, std::size_t, std::string>> facts;
        for (const auto &problem : make_summary(s.scan(rows_at_once), options).problems)
            for (const Standing &line : problem.standings)
                facts.emplace_back(line.f_solution.median, line.f_solution.q3,
                                   std::get<double>(line.sorted_by), line.distinct, line.settings,
                                   line.optimizer + line.setting.at(0).second.dump());
        return facts;
    };
    const auto at_once = facts_of(1000);
    REQUIRE(at_once.size() == 12);
    for (std::size_t rows_at_once : {1u, 2u, 5u, 7u, 47u})
        CHECK(facts_of(rows_at_once) == at_once);
}

TEST_CASE("summary: a parameter that varies only in the last run is shown with each line's own value") {
    Sample s; // the first two lines were there before anything varied
    s.add({.optimizer = "gd", .learning_rate = 0.25, .f_solution = 1.0});
    s.add({.optimizer = "momentum", .learning_rate = 0.25, .f_solution = 2.0});
    s.add({.optimizer = "gd", .learning_rate = 0.25, .f_solution = 3.0, .start = 1});
    CHECK(standings(s).at(0).setting.empty());
    s.add({.optimizer = "gd", .learning_rate = 0.5, .f_solution = 4.0});
    s.add({.optimizer = "gd", .learning_rate = 0.75, .f_solution = 5.0});
    const auto lines = standings(s); // medians of gaps: 1.5 (gd), 1.5 (momentum), 3.5, 4.5
    REQUIRE(lines.size() == 4);
    CHECK(lines[0].setting == analysis::Setting{{"learning_rate", 0.25}});
    CHECK(lines[1].setting.empty()); // the rate varies within gd, not within momentum
    CHECK(lines[2].setting == analysis::Setting{{"learning_rate", 0.5}});
    CHECK(lines[3].setting == analysis::Setting{{"learning_rate", 0.75}});
}

TEST_CASE("summary: a line's value is written as its first run has it, though an equal one came before") {
    Sample s; // 0 == -0: the third line keeps its sign, as did the run
    s.add({.learning_rate = 0.0});
    s.add({.learning_rate = 0.5});
    s.add({.learning_rate = -0.0});
    const auto lines = standings(s);
    REQUIRE(lines.size() == 3);
    CHECK(lines[0].setting.at(0).second.dump() == "0.0");
    CHECK(lines[2].setting.at(0).second.dump() == "-0.0");
}

TEST_CASE("summary: --by counts the settings of a line once each, whatever stands between them") {
    Sample s; // gd has rates 0.1 and 0.2, momentum 0.1; in bowl
    for (std::uint32_t start = 0; start < 3; ++start)
        for (double rate : {0.1, 0.2})
            s.add({.learning_rate = rate, .f_solution = 1.0, .start = start});
    s.add({.optimizer = "momentum", .learning_rate = 0.1, .f_solution = 2.0});
    const auto summary = make_summary(s.scan(), {.by = {"status"}, .where = {}, .sort = ""});
    CHECK(summary.problems.at(0).settings == 3);
    REQUIRE(summary.problems.at(0).standings.size() == 1);
    CHECK(summary.problems[0].standings[0].settings == 3);
    CHECK(summary.problems[0].standings[0].setting.at(0).second == "steps");
    const auto by_optimizer = standings(s, {.by = {"optimizer"}, .where = {}, .sort = ""});
    CHECK(by_optimizer.at(0).settings == 2);
    CHECK(by_optimizer.at(1).settings == 1);
}

TEST_CASE("summary: --sort by a column of text takes the first run's, and what has none comes last") {
    Sample s;
    s.add({.optimizer = "gd", .learning_rate = 0.1, .f_solution = 1.0});
    s.add({.optimizer = "momentum", .learning_rate = 0.1, .f_solution = 2.0});
    const auto by_name = standings(s, {.by = {}, .where = {}, .sort = "-optimizer"});
    CHECK(by_name.at(0).optimizer == "momentum");
    const auto by_momentum = standings(s, {.by = {}, .where = {}, .sort = "momentum"});
    CHECK(by_momentum.at(0).optimizer == "momentum"); // gd has no momentum
    CHECK(std::holds_alternative<std::monostate>(by_momentum.at(1).sorted_by));
}

TEST_CASE("summary: --sort by a column of f counts a diverged run as infinite, by any other as it is") {
    Sample s;
    s.add({.learning_rate = 0.1, .f_solution = 9.0, .evaluations = 30});
    s.add({.learning_rate = 0.2, .f_solution = 0.75, .evaluations = 20, .status = Status::diverged});
    const auto by_value = standings(s, {.by = {}, .where = {}, .sort = "-f_final"});
    CHECK(std::get<double>(by_value.at(0).sorted_by) == infinity);
    const auto by_cost = standings(s, {.by = {}, .where = {}, .sort = "evaluations"});
    CHECK(std::get<double>(by_cost.at(0).sorted_by) == 20.0);
}

TEST_CASE("summary: no runs, no problems") {
    Sample s;
    CHECK(make_summary(s.scan(), {}).problems.empty());
}
