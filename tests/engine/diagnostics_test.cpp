// SPDX-License-Identifier: MIT
// What the host says of a step, whatever the optimizer: its length, its cosine to -g, the norm of x.
#include "bench.hpp"

#include <catch2/catch.hpp>
#include <cmath>

using namespace thalweg;
using bench::Experiment;
using bench::one;
using engine::Diagnostics;
using engine::Record;
using engine::Status;

namespace {

// ½ x₁² + x₂²: g = (x₁, 2 x₂); the walker's step is (-1, -1) times its stride
const std::string bowl = "name = \"bowl\"\ndimensions = [2]\nstarts = [[3.0, 4.0]]";

Record run(const std::string &record, const std::string &stop, const std::string &optimizer) {
    return Experiment("[record]\ndiagnostics = true\n" + record + one(stop, bowl, optimizer)).run();
}

/// Of a step (-1, -1) that begins at x: s = (1, 1), so s g / (|s| |g|).
double walkers_cosine(double x, double y) { return (x + 2 * y) / (std::sqrt(2.0) * std::hypot(x, 2 * y)); }

} // namespace

TEST_CASE("diagnostics: of a rule at every observation, step and cosine NaN at the first") {
    const Record r = run("", "steps = 2", "name = \"walker\"");
    REQUIRE(r.diagnostics.size() == 3);
    CHECK(std::isnan(r.diagnostics[0].step_length));
    CHECK(std::isnan(r.diagnostics[0].step_cosine));
    CHECK(r.diagnostics[0].x_norm == 5); // of (3, 4); then (2, 3) and (1, 2)
    CHECK(r.diagnostics[1].step_length == std::sqrt(2.0));
    CHECK(r.diagnostics[1].step_cosine == Approx(walkers_cosine(3, 4)).epsilon(1e-15));
    CHECK(r.diagnostics[1].x_norm == std::sqrt(13.0));
    CHECK(r.diagnostics[2].step_length == std::sqrt(2.0));
    CHECK(r.diagnostics[2].step_cosine == Approx(walkers_cosine(2, 3)).epsilon(1e-15));
    CHECK(r.diagnostics[2].x_norm == std::sqrt(5.0));
    CHECK(r.metrics == std::vector<double>{0, 1, 2}); // the walker's own are what they were
}

TEST_CASE("diagnostics: nothing is kept unless asked for, and asking changes nothing else") {
    const Record plain = Experiment(one("steps = 5", bowl, "name = \"walker\"")).run();
    CHECK(plain.diagnostics.empty());
    const Record asked = run("", "steps = 5", "name = \"walker\"");
    CHECK(asked.iterates == plain.iterates);
    CHECK(asked.metrics == plain.metrics);
    CHECK(asked.cost == plain.cost);
}

TEST_CASE("diagnostics: of a step uphill the cosine is negative, of one that stays it is NaN") {
    const Record up = run("", "steps = 1", "name = \"walker\"\nparameters.stride = -1.0");
    CHECK(up.diagnostics[1].step_cosine == Approx(-walkers_cosine(3, 4)).epsilon(1e-15));
    const Record still = run("", "steps = 1", "name = \"walker\"\nparameters.stride = 0.0");
    CHECK(still.diagnostics[1].step_length == 0);
    CHECK(std::isnan(still.diagnostics[1].step_cosine));
    CHECK(still.diagnostics[1].x_norm == 5);
}

TEST_CASE("diagnostics: where observations are few, the step is still the last before each") {
    for (const std::string policy : {"every:3", "log:1", "improvement"}) {
        INFO(policy);
        const Record r = run("observations = \"" + policy + "\"\n", "steps = 20", "name = \"walker\"");
        REQUIRE(r.diagnostics.size() == r.observations.size());
        for (std::size_t i = 1; i < r.observations.size(); ++i) {
            const auto k = static_cast<double>(r.observations[i].step);
            INFO(k);
            CHECK(r.diagnostics[i].step_length == std::sqrt(2.0));
            CHECK(r.diagnostics[i].step_cosine == Approx(walkers_cosine(4 - k, 5 - k)).epsilon(1e-14));
            CHECK(r.diagnostics[i].x_norm == Approx(std::hypot(3 - k, 4 - k)).epsilon(1e-15));
        }
        CHECK(r.observations.back().step == 20);
    }
}

TEST_CASE("diagnostics: beyond 100000 observations they are thinned with them") {
    // strides of 2^-12 from (3, 4) to 150,000 of them: every step has the length √2 / 4096
    const Record r = run("iterates = \"none\"\n", "steps = 150_000",
                         "name = \"walker\"\nparameters.stride = 0.000244140625");
    CHECK(r.observation_stride == 2);
    REQUIRE(r.diagnostics.size() == r.observations.size());
    for (std::size_t i = 1; i < r.observations.size(); ++i) {
        const double gone = static_cast<double>(r.observations[i].step) / 4096;
        const Diagnostics &facts = r.diagnostics[i];
        if (facts.step_length != std::sqrt(2.0) / 4096 ||
            facts.x_norm != Approx(std::hypot(3 - gone, 4 - gone)))
            FAIL("observation " << i);
    }
}

TEST_CASE("diagnostics: a step that fails leaves those of the last one that was observed") {
    const Record r = run("observations = \"every:9\"\n", "steps = 8",
                         "name = \"walker\"\nparameters.fails_at = 3"); // the best is step 2: (1, 2)
    CHECK(r.status == Status::failed);
    REQUIRE(r.observations.back().step == 2);
    CHECK(r.diagnostics.back().step_cosine == Approx(walkers_cosine(2, 3)).epsilon(1e-15));
    CHECK(r.diagnostics.back().x_norm == std::sqrt(5.0));
    // uphill, the best is the start, and the last one is only recorded at the end
    const Record up = run("observations = \"every:9\"\n", "steps = 8",
                          "name = \"walker\"\nparameters.stride = -1.0\nparameters.fails_at = 3");
    REQUIRE(up.observations.back().step == 2);
    CHECK(up.diagnostics.back().step_length == std::sqrt(2.0));
    CHECK(up.diagnostics.back().step_cosine == Approx(-walkers_cosine(4, 5)).epsilon(1e-15));
    CHECK(up.diagnostics.back().x_norm == std::sqrt(61.0)); // (5, 6)
}

TEST_CASE("diagnostics: a step that asks for gradients where it begins has a cosine") {
    const Record r = run("", "steps = 2", "name = \"curious\""); // x / 2: s = -x/2, so x g / (|x| |g|)
    CHECK(r.diagnostics[1].step_length == 2.5);
    CHECK(r.diagnostics[1].step_cosine ==
          Approx((9 + 32) / (5 * std::sqrt(73.0))).epsilon(1e-15)); // g (3, 8)
    CHECK(r.diagnostics[2].step_length == 1.25);
    CHECK(r.diagnostics[2].x_norm == 1.25);
    CHECK(r.diagnostics[2].step_cosine == Approx((9 + 32) / (5 * std::sqrt(73.0))).epsilon(1e-15));
}

TEST_CASE(
    "diagnostics: a step without gradients has a length and no cosine, and nothing is evaluated for it") {
    const Record blind = run("", "steps = 2", "name = \"asker\"");
    CHECK(blind.diagnostics[2].step_length == std::sqrt(2.0));
    CHECK(std::isnan(blind.diagnostics[2].step_cosine));
    CHECK(blind.diagnostics[2].x_norm == std::sqrt(5.0));
    // at_x: it asks for g at the point it goes to, where the next step begins
    const Record seeing = run("", "steps = 2", "name = \"asker\"\nparameters.at_x = true");
    CHECK(std::isnan(seeing.diagnostics[1].step_cosine));
    CHECK(seeing.diagnostics[2].step_cosine == Approx(walkers_cosine(2, 3)).epsilon(1e-15));
    CHECK(seeing.cost.g == 2);
}

TEST_CASE("diagnostics: a gradient asked for where the step begins is taken, though none was needed") {
    // raw needs f alone, and asks for f and g at two points of which x is the first; x - 1
    const Record r = run("", "steps = 2", "name = \"raw\"\nparameters.act = \"gradients\"");
    CHECK(r.diagnostics[1].step_cosine == Approx(walkers_cosine(3, 4)).epsilon(1e-15));
    CHECK(r.diagnostics[2].step_cosine == Approx(walkers_cosine(2, 3)).epsilon(1e-15));
    CHECK(r.cost.g == 4);
}

TEST_CASE("diagnostics: a loop of its own has them between its reports") {
    const Record r =
        run("", "steps = 9", "name = \"looper\"\nparameters.rounds = 2\nparameters.last_unreported = true");
    REQUIRE(r.diagnostics.size() == 4);
    for (std::size_t i = 1; i < 4; ++i) {
        const auto k = static_cast<double>(i);
        CHECK(r.diagnostics[i].step_length == std::sqrt(2.0));
        CHECK(r.diagnostics[i].x_norm == Approx(std::hypot(3 - k, 4 - k)).epsilon(1e-15));
        CHECK(std::isnan(r.diagnostics[i].step_cosine));
    }
}

TEST_CASE("metrics: an iterate that a loop does not report itself has none") {
    const Record r =
        run("", "steps = 9", "name = \"looper\"\nparameters.rounds = 2\nparameters.last_unreported = true");
    REQUIRE(r.metrics.size() == 4);
    CHECK(std::isnan(r.metrics[0]));
    CHECK(r.metrics[1] == 1);
    CHECK(r.metrics[2] == 2);
    CHECK(r.metrics[3] == 2); // get_metrics, after it has ended
}

TEST_CASE("diagnostics: on minibatches the cosine is to the gradient that the step saw") {
    // g is x - mean of the batch: 8 - 1.5, 7 - 5.5, 6 - 8.5; on all data the last would be 6 - 4.5
    const Record r =
        Experiment("[record]\ndiagnostics = true\n" +
                   one("steps = 3", "name = \"ten_samples\"\ndata = { batch = 4, order = \"sequential\" }",
                       "name = \"walker\""))
            .run();
    REQUIRE(r.diagnostics.size() == 4);
    CHECK(std::isnan(r.diagnostics[0].step_cosine));
    CHECK(r.diagnostics[1].step_cosine == 1);
    CHECK(r.diagnostics[2].step_cosine == 1);
    CHECK(r.diagnostics[3].step_cosine == -1);
    CHECK(r.diagnostics[3].step_length == 1);
}
