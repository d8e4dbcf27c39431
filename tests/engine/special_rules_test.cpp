// SPDX-License-Identifier: MIT
// What built-in rules that use more of the ABI than x and g cost and show in a run.
#include "bench.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using bench::Experiment;
using bench::one;

namespace {

// The gradient of ten_samples is x less the mean of the batch: 1/2, 5/2, 9/2 for the first batches of two.
const std::string batches = "name = \"ten_samples\"\ndata = { batch = 2, order = \"sequential\" }";

} // namespace

TEST_CASE("sam: both gradients of a step are of the same minibatch, and paid for") {
    const std::string sam = "name = \"sam\"\nparameters.learning_rate = 0.5\nparameters.rho = 0.25\n"
                            "parameters.momentum = 0.0";
    const engine::Record r =
        Experiment(one("steps = 3", batches, sam), {"odd_objectives", THALWEG_SAM}).run();
    REQUIRE(r.observations.size() == 4);
    for (const std::uint64_t k : {0, 1, 2, 3}) {
        CHECK(r.observations[k].cost.g == 2 * k);
        CHECK(r.observations[k].cost.f == 0);
        CHECK(r.observations[k].cost.samples == 4 * k);
    }
    // up by 1/4, then half of what is there: 8 - 7.75 / 2 = 4.125, 4.125 - 1.875 / 2 = 3.1875,
    // where the gradient is negative: 3.1875 + 1.5625 / 2
    CHECK(r.x_final == std::vector<double>{3.96875});
}

TEST_CASE("schedule_free_sgd: the solution of a run is the average, the last iterate is not") {
    const std::string sgd =
        "name = \"schedule_free_sgd\"\nparameters.learning_rate = 0.5\nparameters.beta = 0.75";
    const engine::Record r =
        Experiment(one("steps = 2", batches, sgd), {"odd_objectives", THALWEG_SCHEDULE_FREE}).run();
    // z = 8 - 7.5 / 2 = x = y = 4.25, then z = 4.25 - 1.75 / 2 = 3.375, c = 1/2
    CHECK(r.x_solution == std::vector<double>{3.8125});
    CHECK(r.x_final == std::vector<double>{0.25 * 3.375 + 0.75 * 3.8125});
}

TEST_CASE("prodigy: a run shows d at each step") {
    const std::string prodigy = "name = \"prodigy\"\nparameters.d0 = 0.5\nparameters.beta1 = 0.25\n"
                                "parameters.beta2 = 0.9375\nparameters.beta3 = 0.5\nparameters.epsilon = 0.5";
    const engine::Record r =
        Experiment(one("steps = 2", "name = \"ten_samples\"", prodigy), {"odd_objectives", THALWEG_PRODIGY})
            .run();
    REQUIRE(r.metrics.size() == 3);
    CHECK(r.metrics[0] == 0.5);
    CHECK(r.metrics[1] == 0.5);
    // g = 3.5, s = 1/8 · 3.5 = 7/16, m / (√v + d ε) = 21/16 / (7/16 + 1/4) = 21/11: x = 8 - 21/22 and
    // g = 3.5 - 21/22 = 28/11; r = 1/8 · 28/11 · 21/22, s = 7/32 + 1/8 · 28/11
    CHECK(r.metrics[2] == Approx(std::max(0.5, 28.0 / 88 * 21 / 22 / (7.0 / 32 + 28.0 / 88))));
}
