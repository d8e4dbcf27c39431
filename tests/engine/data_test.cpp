// SPDX-License-Identifier: MIT
// Minibatches, full values, and that a run is decided by its cell alone.
#include "bench.hpp"
#include "same.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using bench::Experiment;
using bench::one;
using engine::Cost;
using engine::Record;
using engine::Status;

namespace {

// f on the samples S at x is ½ ((x - mean S)² + var S); all ten: mean 4.5, variance 8.25
const std::string samples = "name = \"ten_samples\"",
                  batches = samples + "\ndata = { batch = 4, order = \"sequential\" }";

} // namespace

TEST_CASE("minibatches: a rule gets one a step, and pays for its samples") {
    const Record r = Experiment(one("steps = 3", batches, "name = \"walker\"")).run();
    REQUIRE(r.observations.size() == 4);
    const auto &o = r.observations;
    CHECK(o[0].f_batch == 21.75); // x = 8 on 0..3: ½ (6.5² + 1.25)
    CHECK(o[1].f_batch == 1.75);  // x = 7 on 4..7: ½ (1.5² + 1.25)
    CHECK(o[2].f_batch == 3.25);  // x = 6 on 8, 9: ½ (2.5² + 0.25)
    CHECK(o[3].f_batch == 6.75);  // x = 5 on 0..3: ½ (3.5² + 1.25)
    CHECK(o[1].gradient_norm == 1.5);
    CHECK(o[0].cost.samples == 0);
    CHECK(o[1].cost.samples == 4);
    CHECK(o[2].cost.samples == 8);
    CHECK(o[3].cost.samples == 10);
    CHECK(r.cost == Cost{.evaluations = 3, .g = 3, .samples = 10});
}

TEST_CASE("minibatches: full values at the start and the end, charged to nobody, and batches make no best") {
    const Record r = Experiment(one("steps = 3", batches, "name = \"walker\"")).run();
    CHECK(r.f_start == 10.25); // ½ (3.5² + 8.25)
    CHECK(std::isnan(r.observations[1].f));
    CHECK(std::isnan(r.observations[2].f));
    CHECK(r.observations[3].f == 4.25); // ½ (0.5² + 8.25)
    CHECK(r.f_final == 4.25);
    CHECK(r.f_best == 4.25);
    CHECK(r.f_incumbent == 4.25);
    CHECK(r.step_best == 3);
    CHECK(r.x_best == std::vector<double>{5});
    CHECK(r.full.empty());
    // gaps 6.125 and 0.125 to 4.125: 100 ... 6.31 at the start, down to 0.158 at the end
    REQUIRE(r.hits.size() == 15);
    CHECK(r.hits[6].cost == Cost{.evaluations = 1, .f = 1, .samples = 4}); // no more than the first step's
    CHECK(r.hits[7].step == 3);
    CHECK(r.hits[7].cost.samples == 10);
}

TEST_CASE("minibatches: gradient_norm and target are not tests on a batch") {
    const Record r =
        Experiment(one("steps = 3\ngradient_norm = 2\ntarget = 0.2", batches, "name = \"walker\"")).run();
    CHECK(r.status == Status::steps);
}

TEST_CASE("record.full: train, valid and test values at the steps it chooses and at the last") {
    for (const std::string policy : {"every:2", "log:1"}) {
        const Record r = Experiment("[record]\nfull = \"" + policy + "\"\n" +
                                    one("steps = 5", batches, "name = \"walker\""))
                             .run();
        const std::vector<std::uint64_t> steps = policy == "every:2" ? std::vector<std::uint64_t>{0, 2, 4, 5}
                                                                     : std::vector<std::uint64_t>{0, 1, 5};
        REQUIRE(r.full.size() == 3 * steps.size());
        for (std::size_t i = 0; i < steps.size(); ++i)
            for (std::uint32_t split = 0; split < 3; ++split) {
                const auto &full = r.full[3 * i + split];
                const double x = 8 - static_cast<double>(steps[i]);
                const double f = 0.5 * ((x - 4.5) * (x - 4.5) + 8.25);
                CHECK(full.step == steps[i]);
                CHECK(full.split == split);
                CHECK(full.f == Approx(f + (split == 1 ? 100 : split == 2 ? 1000 : 0)));
                CHECK(r.observations[steps[i]].f == Approx(f));
            }
        CHECK(r.cost.samples == 4 + 4 + 2 + 4 + 4);
    }
}

TEST_CASE("record.full: a classifier tells its accuracy of each split at the point before transforms") {
    const std::string full = "[record]\nfull = \"every:1\"\n";
    const Record r = Experiment(full + one("steps = 1", batches, "name = \"walker\"")).run();
    REQUIRE(r.full.size() == 6);
    CHECK(r.full[0].accuracy == 0.8); // eight of ten samples are below 8
    CHECK(r.full[4].accuracy == 0.6); // seven below 7, less one in the second split
    const std::string shifted = batches + "\ntransform = [{ shift = 2.0 }]\nstarts = [[8.0]]";
    const Record s = Experiment(full + one("steps = 0", shifted, "name = \"walker\"")).run();
    CHECK(s.full[0].accuracy == 0.6);
}

TEST_CASE("noise: repetitions have their own and optimizers of one repetition share it") {
    const std::string noisy =
        "name = \"bowl\"\ndimensions = [2]\nstarts = [[3.0, 4.0]]\ntransform = [{ noise = 0.25 }]";
    const std::string other =
        "\n[[optimizer]]\nname = \"walker\"\nlabel = \"again\"\nparameters.stride = 0.5";
    Experiment experiment("repetitions = 2\n" + one("steps = 0", noisy, "name = \"walker\"" + other));
    CHECK(experiment.matrix().warnings().empty()); // nothing of the kind that repetitions are equal
    const double first = experiment.run(0).f_start, second = experiment.run(1).f_start;
    CHECK(first != second);
    CHECK(experiment.run(2).f_start == first);
    CHECK(experiment.run(3).f_start == second);
}

TEST_CASE("record.full: values are of the solution and not of the iterate") {
    const std::string full = "[record]\nfull = \"every:1\"\n";
    const Record r = Experiment(full + one("steps = 2", batches, "name = \"averager\"")).run();
    REQUIRE(r.full.size() == 9);
    CHECK(r.x_final == std::vector<double>{6});
    CHECK(r.x_solution == std::vector<double>{3});
    CHECK(r.full[6].f == 0.5 * (1.5 * 1.5 + 8.25));
    CHECK(r.full[6].f == r.f_solution);
    CHECK(r.full[6].accuracy == 0.3); // three of ten samples are below 3
}

TEST_CASE("record.full: an objective on all its data has them too") {
    const Record r =
        Experiment("[record]\nfull = \"every:2\"\n" + one("steps = 3", samples, "name = \"walker\"")).run();
    REQUIRE(r.full.size() == 9); // steps 0, 2 and the last
    CHECK(r.full[5].step == 2);
    CHECK(r.full[5].f == Approx(1000 + 0.5 * (1.5 * 1.5 + 8.25)));
    CHECK(r.full[8].step == 3);
    CHECK(r.full[8].f == Approx(1000 + 0.5 * (0.5 * 0.5 + 8.25)));
    CHECK(r.cost.samples == 30); // each gradient touches all
    CHECK(std::isnan(r.observations[1].f_batch));
}

TEST_CASE("minibatches: all values of a step are of one batch") {
    const Record r = Experiment(one("steps = 2", batches, "name = \"asker\"\nparameters.asks = 2")).run();
    CHECK(r.metrics[2] == 0.5 * (6.25 * 6.25 + 1.25)); // 7.75 on 0..3
    CHECK(r.metrics[3] == 0.5 * (6 * 6 + 1.25));       // 7.5 on 0..3
    CHECK(r.metrics[4] == 0.5 * (1.25 * 1.25 + 1.25)); // 6.75 on 4..7
    CHECK(r.cost == Cost{.evaluations = 4, .f = 4, .samples = 16});
    CHECK(r.observations[1].f_batch == 1.75); // as the rule saw it
}

TEST_CASE("minibatches: next_batch draws another within the step") {
    const Record r = Experiment(one("steps = 1", batches,
                                    "name = \"asker\"\nparameters.asks = 2\nparameters.draws = true"))
                         .run();
    CHECK(r.metrics[2] == 0.5 * (6.25 * 6.25 + 1.25)); // 7.75 on 0..3
    CHECK(r.metrics[3] == 0.5 * (2 * 2 + 1.25));       // 7.5 on 4..7
    CHECK(r.cost.samples == 8);
    CHECK(r.observations[1].f_batch ==
          6.75 + 0.5 * (5.5 * 5.5 - 3.5 * 3.5)); // x = 7 on 0..3: two drawn, then one
}

TEST_CASE("minibatches: a request for all data costs all samples") {
    const Record r = Experiment(one("steps = 1", batches,
                                    "name = \"asker\"\nparameters.asks = 2\nparameters.asks_all = true"))
                         .run();
    CHECK(r.cost == Cost{.evaluations = 2, .f = 2, .samples = 20});
    CHECK(r.metrics[2] == Approx(0.5 * (3.25 * 3.25 + 8.25)));
    CHECK(r.f_incumbent == Approx(std::fmin(r.f_final, 0.5 * (3 * 3 + 8.25))));
}

TEST_CASE("splits: valid may be asked for, and costs what the objective says") {
    const Record r =
        Experiment(one("steps = 1", samples, "name = \"raw\"\nparameters.act = \"valid_split\"")).run();
    CHECK(r.metrics[2] == THALWEG_OK);
    CHECK(r.metrics[3] == Approx(110.25));
    CHECK(r.cost.samples == 10);
    CHECK(r.f_incumbent < 100); // a value on another split is no incumbent
    const Record none =
        Experiment(one("steps = 1", "name = \"bowl\"\ndimensions = [1]", "name = \"raw\"")).run();
    CHECK(none.cost.samples == 0); // whatever the caller left in the request
}

namespace {

const char *const varied = R"(
repetitions = 2
[stop]
steps = 30
evaluations = 70
target = 1e-3
[record]
full = "log:2"
[[objective]]
name = "bowl"
dimensions = [1, 3]
parameters.spread = [0.5, -0.5]
starts = ["default", { uniform = [-5, 5], count = 2 }]
transform = [{ rotate = true }, { shift = 0.5 }]
[[objective]]
name = "trap"
parameters.how = ["nan", "fails", "no_memory"]
parameters.below = 1.0
[[objective]]
name = "ten_samples"
data = { batch = 3, order = "shuffled" }
[[optimizer]]
name = "walker"
parameters.stride = [0.25, { schedule = "cosine", from = 1.0, to = 0.0, warmup = 3 }]
[[optimizer]]
name = "faller"
[[optimizer]]
name = "averager"
[[optimizer]]
name = "asker"
parameters.draws = true
parameters.at_x = [true, false]
[[optimizer]]
name = "looper"
parameters.rounds = 12
)";

} // namespace

TEST_CASE("determinism: a run is decided by its cell, whatever was executed before it") {
    Experiment forward(varied), backward(varied);
    const std::uint64_t n = forward.matrix().size();
    REQUIRE(n == 2 * (2 * 2 * 3 + 3 + 1) * 7);
    std::vector<Record> records(n);
    for (std::uint64_t id = 0; id < n; ++id)
        forward.execute(id, records[id]);
    Record reused; // with the memory of another run
    for (std::uint64_t id = n; id-- > 0;) {
        backward.execute(id, reused);
        CAPTURE(id);
        REQUIRE(bench::difference(records[id], reused) == "");
    }
    for (std::uint64_t id = 0; id < n; id += 17)
        REQUIRE(bench::difference(records[id], Experiment(varied).run(id)) == "");
}

TEST_CASE("determinism: optimizers of one repetition meet the same batches, another repetition others") {
    Experiment experiment("repetitions = 2\n" + one("steps = 6",
                                                    samples + "\ndata = { batch = 3, order = \"shuffled\" }",
                                                    "name = \"walker\"\n[[optimizer]]\nname = \"averager\""));
    const auto batch_values = [&](std::uint64_t id) {
        std::vector<double> all;
        for (const auto &o : experiment.run(id).observations)
            all.push_back(o.f_batch);
        return all;
    };
    CHECK(batch_values(0) == batch_values(2)); // both walk by 1
    CHECK(batch_values(0) != batch_values(1));
}
