// SPDX-License-Identifier: MIT
// Values by the role of a block: each stretch of x has an instance, and together they are one optimizer.
#include "bench.hpp"
#include "same.hpp"

#include <catch2/catch.hpp>

using namespace bench;

namespace {

// Of `layered`: hidden 0-9, bias 10-12, norm 13-15, output 16-19, other 20, input 21-22. g = x, x0 = 8.
std::string layered(const std::string &stop, const std::string &optimizer) {
    return one(stop, "name = \"layered\"", optimizer);
}

std::vector<double> each(double hidden, double bias, double norm, double output, double other, double input) {
    std::vector<double> x;
    const auto add = [&](std::size_t count, double value) { x.insert(x.end(), count, value); };
    add(10, hidden), add(3, bias), add(3, norm), add(4, output), add(1, other), add(2, input);
    return x;
}

} // namespace

TEST_CASE("roles: weights decay and biases do not") {
    // x <- x - (x + 1/2 x) / 2 = x / 4 with decay 1/2, x - x / 2 without: 8 / 16 and 8 / 4 after two steps
    Experiment experiment(layered("steps = 2", "name = \"decaying\"\n"
                                               "parameters.decay = { default = 0.5, bias = 0, norm = 0 }"));
    const engine::Record record = experiment.run();
    CHECK(record.messages.empty());
    CHECK(record.status == engine::Status::steps);
    CHECK(record.x_final == each(0.5, 2, 2, 0.5, 0.5, 0.5));
    // f = |x|^2/2, of 17 coordinates 1/2 and 6 coordinates 2
    CHECK(record.f_final == (17 * 0.25 + 6 * 4) / 2);
}

TEST_CASE("roles: each role has its own value, whatever the order they are written in") {
    // one step: x (1 - lr), with lr 1/2, 1/4, 1/8, 0, 1 and by default 3/4
    Experiment experiment(layered(
        "steps = 1", "name = \"decaying\"\nparameters.learning_rate = { norm = 0.125, default = 0.75, "
                     "input = 1, other = 0, bias = 0.25, hidden = 0.5 }"));
    CHECK(experiment.run().x_final == each(4, 6, 7, 2, 8, 0));
}

TEST_CASE("roles: without a default the component's own is that of the other roles") {
    // the default of learning_rate is 1/2
    Experiment experiment(
        layered("steps = 1", "name = \"decaying\"\nparameters.learning_rate = { bias = 0.25 }"));
    CHECK(experiment.run().x_final == each(4, 6, 4, 4, 4, 4));
}

TEST_CASE("roles: integers and booleans go by role too") {
    // g stays 8 within a step: two repeats give 8 - 4 - 4 = 0, the sign of g 8 - 1/2
    Experiment experiment(layered("steps = 1", "name = \"decaying\"\nparameters.repeats = { output = 2 }\n"
                                               "parameters.of_signs = { default = false, bias = true }"));
    CHECK(experiment.run().x_final == each(4, 7.5, 4, 0, 4, 4));
}

TEST_CASE("roles: a block moves in the same bits as where all of x has its value") {
    const auto run = [](const std::string &rate) {
        return Experiment(one("steps = 40", "name = \"layered\"",
                              "name = \"decaying\"\n"
                              "parameters.decay = 0.3\n"
                              "parameters.learning_rate = " +
                                  rate))
            .run();
    };
    const auto small = run("0.01"), large = run("0.07");
    const auto mixed = run("{ default = 0.07, bias = 0.01, output = 0.01 }");
    const bool is_small[] = {false, true, false, true, false, false};
    const std::size_t sizes[] = {10, 3, 3, 4, 1, 2};
    for (std::size_t block = 0, i = 0; block < 6; ++block)
        for (std::size_t k = 0; k < sizes[block]; ++k, ++i) {
            INFO(i);
            CHECK(same_bits(mixed.x_final[i], (is_small[block] ? small : large).x_final[i]));
            CHECK(same_bits(mixed.x_solution[i], (is_small[block] ? small : large).x_solution[i]));
        }
}

TEST_CASE("roles: the solution is put together from all stretches") {
    // x after one step and after two: bias 6 and 4.5, others 4 and 2; the solution is their mean
    Experiment experiment(
        layered("steps = 2", "name = \"decaying\"\nparameters.learning_rate = { bias = 0.25 }"));
    CHECK(experiment.run().x_solution == each(3, 5.25, 3, 3, 3, 3));
}

TEST_CASE("roles: a schedule of another parameter is followed in all stretches") {
    Experiment experiment(
        layered("steps = 2", "name = \"decaying\"\nparameters.decay = { default = 1, bias = 0 }\n"
                             "parameters.learning_rate = { schedule = \"linear\", from = 0.25, to = 0.0 }"));
    // rates 1/4, 1/8; with decay 1: 8 (1 - 1/2)(1 - 1/4) = 3; without: 8 (3/4)(7/8) = 21/4
    CHECK(experiment.run().x_final == each(3, 5.25, 3, 3, 3, 3));
}

TEST_CASE("roles: an objective that says nothing about x is of no role") {
    Experiment experiment(one("steps = 1", "name = \"bowl\"\ndimensions = [3]\nstarts = [[1.0, 1.0, 1.0]]",
                              "name = \"decaying\"\nparameters.learning_rate = { other = 0, bias = 0.5 }"));
    CHECK(experiment.run().x_final == std::vector<double>(3, 1.0));
}

TEST_CASE("roles: a run is the same after others on the same engine") {
    const std::string both =
        "[stop]\nsteps = 5\n[[objective]]\nname = \"layered\"\n[[optimizer]]\nname = "
        "\"decaying\"\nparameters.learning_rate = [{ bias = 0.25 }, 0.125, { norm = 0.25 }]";
    Experiment first(both), second(both);
    const auto expected = first.run(2);
    second.run(0), second.run(1);
    CHECK(difference(second.run(2), expected) == "");
}
