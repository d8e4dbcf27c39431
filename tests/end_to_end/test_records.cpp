// SPDX-License-Identifier: MIT
// Keys of the experiment file -> what stands in the results: policies, stops, transforms, sweeps.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <cmath>
#include <set>

using namespace end_to_end;
using Catch::Contains;
using Steps = std::vector<std::uint64_t>;

namespace {

/// An experiment of which the tests change parts.
struct Experiment {
    std::string experiment = "", stop = "steps = 10", record = "";
    std::string objective = "name = \"parabola\"";
    std::string optimizer = "name = \"gradient_descent\"\nparameters.learning_rate = 0.25";
    std::string rest = "";
};

Result run(const Folder &folder, const Experiment &e) {
    folder.write("e.toml", "[experiment]\nname = \"e\"\n" + e.experiment + "\n[stop]\n" + e.stop +
                               "\n[record]\n" + e.record + "\n[[objective]]\n" + e.objective +
                               "\n[[optimizer]]\n" + e.optimizer + "\n" + e.rest);
    return call(folder, {"run", "e.toml", "--jobs", "1"});
}

/// Runs it to a good end.
Stored stored(const Folder &folder, const Experiment &e) {
    const Result result = run(folder, e);
    INFO(result.err);
    REQUIRE(result.code == 0);
    return Stored(folder / "e.h5");
}

} // namespace

TEST_CASE("records: observations are those of the policy, with the first, the best and the last") {
    // gradient descent with rate 1/4 halves x each step: the last is the best
    const Folder folder;
    const auto [policy, steps] = GENERATE(table<std::string, Steps>({
        {"all", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
        {"every:4", {0, 4, 8, 10}},
        {"log:1", {0, 1, 10}},
        {"log:2", {0, 1, 3, 10}}, // round(10^(1/2)) = 3
        {"improvement", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
    }));
    const Stored file = stored(folder, {.record = "observations = \"" + policy + "\""});
    INFO(policy);
    CHECK(file.observed_steps(0) == steps);
    const auto record = file.record(0);
    for (const auto &o : record.observations) {
        const double x = -20 * std::pow(0.5, static_cast<double>(o.step)); // exact: a power of two
        CHECK(o.f == x * x);
        CHECK(o.gradient_norm == std::abs(2 * x));
        CHECK(o.cost.g == o.step);
    }
}

TEST_CASE("records: improvement leaves out the steps that only get worse") {
    // rate 1.25: x <- -1.5 x, each step is worse than the start
    const Folder folder;
    const Stored file =
        stored(folder, {.record = "observations = \"improvement\"",
                        .optimizer = "name = \"gradient_descent\"\nparameters.learning_rate = 1.25"});
    CHECK(file.observed_steps(0) == Steps{0, 10});
    CHECK(file.runs().at(0).end.step_best == 0);
    CHECK(file.runs().at(0).end.f_best == 400);
}

TEST_CASE("records: iterates are those of the policy, in the precision that was asked for") {
    const Folder folder;
    const auto [policy, steps] = GENERATE(table<std::string, Steps>({
        {"auto", {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10}},
        {"every:5", {0, 5, 10}},
        {"log:2", {0, 1, 3, 10}},
    }));
    const auto precision = GENERATE(as<std::string>{}, "f64", "f32");
    const Stored file =
        stored(folder, {.record = "iterates = \"" + policy + "\"\nprecision = \"" + precision + "\"",
                        .optimizer = "name = \"gradient_descent\"\nparameters.learning_rate = 0.1"});
    const auto record = file.record(0);
    CHECK(record.iterate_steps == steps);
    REQUIRE(record.iterates.size() == steps.size());
    double x = -20;
    for (std::uint64_t step = 0, i = 0; step <= 10; ++step, x -= 0.1 * (2 * x))
        if (i < steps.size() && steps[i] == step) {
            CHECK(record.iterates[i] ==
                  (precision == "f32" ? static_cast<double>(static_cast<float>(x)) : x));
            ++i;
        }
    double last = -20; // x_final is f64 whatever the precision of iterates
    for (int step = 0; step < 10; ++step)
        last -= 0.1 * (2 * last);
    CHECK(record.x_final == std::vector<double>{last});
}

TEST_CASE("records: without iterates the first, the best and the last remain") {
    const Folder folder;
    const Stored file = stored(folder, {.record = "iterates = \"none\""});
    const auto steps = file.record(0).iterate_steps;
    CHECK(std::set<std::uint64_t>(steps.begin(), steps.end()) == std::set<std::uint64_t>{0, 10});
}

TEST_CASE("records: observations are timed where that is asked for, and only there") {
    const Folder folder;
    const Stored untimed = stored(folder, {});
    for (const auto &o : untimed.record(0).observations)
        CHECK(std::isnan(o.seconds));
    const Folder other;
    const Stored timed = stored(other, {.record = "timing = \"observation\""});
    double before = 0;
    for (const auto &o : timed.record(0).observations) {
        CHECK(o.seconds >= before); // cumulative; NaN would fail
        before = o.seconds;
    }
    CHECK(timed.digest() == untimed.digest()); // times decide nothing
}

TEST_CASE("stops: each stop ends a run with its own status") {
    struct Stop {
        std::string stop, status;
        std::uint64_t steps;
    };
    // x = -20 / 2^k, f = 400 / 4^k: f <= 1e-3 from 4^k >= 4e5, k = 10; |g| = 40 / 2^k <= 1e-3 from k = 16
    const auto stop = GENERATE(values<Stop>({
        {"steps = 0", "steps", 0},
        {"steps = 7", "steps", 7},
        {"evaluations = 7", "evaluations", 7},
        {"steps = 100\ntarget = 1e-3", "target", 10},
        {"steps = 100\ngradient_norm = 1e-3", "gradient_norm", 16},
        {"steps = { formula = \"7 * d\" }", "steps", 7},
        {"evaluations = { formula = \"3 + 4 * d\" }", "evaluations", 7},
    }));
    const Folder folder;
    const Stored file = stored(folder, {.stop = stop.stop});
    INFO(stop.stop);
    CHECK(file.status(0) == stop.status);
    CHECK(file.runs().at(0).end.steps == stop.steps);
    CHECK(file.runs().at(0).end.cost.g == stop.steps); // a rule is charged a gradient a step
    CHECK(file.runs().at(0).observations == stop.steps + 1);
}

TEST_CASE("stops: no steps evaluate the starts and nothing else") {
    const Folder folder;
    const Stored file =
        stored(folder, {.stop = "steps = 0", .objective = "name = \"parabola\"\nstarts = [[3.0], [-0.5]]"});
    REQUIRE(file.runs().size() == 2);
    CHECK(file.runs()[0].end.f_start == 9);
    CHECK(file.runs()[1].end.f_final == 0.25);
    CHECK(file.record(1).observations.at(0).gradient_norm == 1);
    CHECK(file.runs()[0].end.cost.evaluations == 0);
}

TEST_CASE("stops: a run that goes to infinity is diverged, which is a result") {
    const Folder folder;
    const Stored file =
        stored(folder, {.stop = "steps = 100000",
                        .optimizer = "name = \"gradient_descent\"\nparameters.learning_rate = 3.0"});
    CHECK(file.status(0) == "diverged");
    CHECK(file.runs().at(0).end.steps < 1000); // 400 * 25^k overflows at k = 219
}

TEST_CASE("transforms: a shifted parabola ends at the shifted minimum, a negated one flies off") {
    const Folder folder;
    const Stored shifted = stored(
        folder, {.stop = "steps = 200", .objective = "name = \"parabola\"\ntransform = [{ shift = 3.0 }]"});
    CHECK(shifted.record(0).x_final.at(0) == Approx(3.0).epsilon(1e-12));
    CHECK(shifted.runs().at(0).end.f_final == Approx(0).margin(1e-20));
    const Folder other;
    const Stored negated =
        stored(other, {.objective = "name = \"parabola\"\ntransform = [{ negate = true }]"});
    CHECK(negated.runs().at(0).end.f_start == -400);
    CHECK(negated.record(0).x_final.at(0) == -20 * std::pow(1.5, 10)); // x <- x + x / 2, exact in doubles
}

TEST_CASE("sweeps: zip pairs, exclude drops, and ids keep the gaps") {
    const Folder folder;
    const Stored zipped =
        stored(folder, {.optimizer = "name = \"momentum\"\nparameters.learning_rate = [0.1, 0.2]\n"
                                     "parameters.momentum = [0.5, 0.75]\n"
                                     "zip = [[\"learning_rate\", \"momentum\"]]"});
    REQUIRE(zipped.runs().size() == 2);
    CHECK(zipped.parameter("learning_rate", 1) == 0.2);
    CHECK(zipped.parameter("momentum", 1) == 0.75);

    const Folder other;
    const Stored excluded =
        stored(other, {.optimizer = "name = \"gradient_descent\"\nparameters.learning_rate = [0.1, 0.2, 0.3]",
                       .rest = "[[exclude]]\noptimizer = \"gradient_descent\"\n"
                               "optimizer_parameters.learning_rate = { equals = 0.2 }\n"});
    REQUIRE(excluded.runs().size() == 2);
    CHECK(excluded.runs()[1].run_id == 2);
    CHECK(excluded.parameter("learning_rate", 1) == 0.3);
}

TEST_CASE("sweeps: a search draws within its range, and a longer one begins with the same draws") {
    const auto method = GENERATE(as<std::string>{}, "random", "halton");
    const auto search = [&](int count) {
        return Experiment{.experiment = "seed = 5",
                          .optimizer = "name = \"momentum\"\nsearch = { method = \"" + method +
                                       "\", count = " + std::to_string(count) +
                                       " }\nparameters.learning_rate = { log_uniform = [1e-4, 1e-1] }\n"
                                       "parameters.momentum = { uniform = [0.0, 0.9] }"};
    };
    const Folder folder, longer;
    const Stored few = stored(folder, search(10)), many = stored(longer, search(20));
    REQUIRE(few.runs().size() == 10);
    REQUIRE(many.runs().size() == 20);
    std::set<double> distinct;
    for (std::size_t row = 0; row < 20; ++row) {
        const double rate = many.parameter("learning_rate", row);
        distinct.insert(rate);
        CHECK(rate >= 1e-4);
        CHECK(rate <= 1e-1);
        CHECK(many.parameter("momentum", row) <= 0.9);
        if (row < 10) {
            CHECK(few.parameter("learning_rate", row) == rate);
            CHECK(few.runs()[row].key == many.runs()[row].key);
        }
    }
    CHECK(distinct.size() == 20);
}

TEST_CASE("sweeps: a schedule changes the parameter from step to step") {
    // linear from 0.5 to 0: the first step has rate 1/2 and lands on the minimum
    const Folder folder;
    const Stored file = stored(
        folder, {.stop = "steps = 4",
                 .optimizer = "name = \"gradient_descent\"\n"
                              "parameters.learning_rate = { schedule = \"linear\", from = 0.5, to = 0.0 }"});
    CHECK(file.record(0).iterates.at(1) == 0);
    const auto parameter = file.reader().parameter(thalweg::library::Kind::optimizer, "learning_rate", 0);
    REQUIRE(parameter.is_object());
    CHECK(parameter.at("schedule") == "linear");
}

TEST_CASE("sweeps: repetitions of what is not random are executed, equal, and warned of") {
    const Folder folder;
    const Result result = run(folder, {.experiment = "repetitions = 3"});
    CHECK(result.code == 0);
    CHECK_THAT(result.err, Contains("warning") && Contains("repetition"));
    const Stored file(folder / "e.h5");
    REQUIRE(file.runs().size() == 3);
    CHECK(file.runs()[2].end.f_final == file.runs()[0].end.f_final);
    CHECK(file.runs()[2].key != file.runs()[0].key);
}

TEST_CASE("sweeps: optimizers meet the same drawn starts") {
    const Folder folder;
    const Stored file =
        stored(folder, {.objective = "name = \"parabola\"\nstarts = { uniform = [-5, 5], count = 4 }",
                        .rest = "[[optimizer]]\nname = \"newton\"\n"});
    REQUIRE(file.runs().size() == 8);
    std::set<double> first, second;
    for (std::size_t row = 0; row < 8; ++row)
        (file.runs()[row].optimizer == "newton" ? second : first).insert(file.record(row).iterates.at(0));
    CHECK(first.size() == 4);
    CHECK(first == second);
    CHECK(*first.begin() >= -5);
    CHECK(*first.rbegin() <= 5);
}

TEST_CASE("matrix: what an objective does not offer is refused, or left out where the file allows it") {
    // `slow` has no Hessian
    const Folder folder;
    const std::string cells =
        "[stop]\nsteps = 2\n[[objective]]\nname = \"slow\"\n"
        "[[optimizer]]\nname = \"newton\"\n[[optimizer]]\nname = \"gradient_descent\"\n";
    const Process::Words words{"run", "e.toml", "--plugin-path", THALWEG_END_TO_END_DIR "/plugins"};
    folder.write("e.toml", "[experiment]\nname = \"e\"\n" + cells);
    const Result refused = call(folder, words);
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, Contains("newton") && Contains("slow") && Contains("skip_unsupported"));
    CHECK(folder.names() == std::vector<std::string>{"e.toml"});

    folder.write("e.toml", "[experiment]\nname = \"e\"\nskip_unsupported = true\n" + cells);
    const Result run = call(folder, words);
    INFO(run.err);
    CHECK(run.code == 0);
    const Stored file(folder / "e.h5");
    REQUIRE(file.runs().size() == 1);
    CHECK(file.runs()[0].run_id == 1);
    CHECK(file.runs()[0].optimizer == "gradient_descent");
}
