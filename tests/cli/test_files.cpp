// SPDX-License-Identifier: MIT
#include "catalog.hpp"
#include "results/results.hpp"
#include "screen.hpp"
#include "spec/spec.hpp"

#include <catch2/catch.hpp>
#include <cmath>
#include <fstream>
#include <nlohmann/json.hpp>
#include <sstream>

using namespace screen;
using namespace thalweg;

namespace {

constexpr const char *experiment = R"(
[experiment]
name = "rates"
title = "Two rates"
[stop]
steps = 10
target = 0.5
[[objective]]
name = "bowl"
[[optimizer]]
name = "descent"
parameters.learning_rate = [0.25, 0.75]
)";

bool has(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

/// An experiment file and its results in a folder of their own: run 0 reaches the target at its end, run 1
/// diverges.
class Files {
public:
    Files() {
        char name[] = "/tmp/thalweg_cli_XXXXXX";
        REQUIRE(mkdtemp(name));
        folder_ = name;
        std::ofstream(folder_ / "rates.toml") << experiment;
        world.catalog = small_catalog();
        world.answers = {bowl_problem()};
    }
    Files(const Files &) = delete;
    Files &operator=(const Files &) = delete;
    ~Files() { std::filesystem::remove_all(folder_); }

    std::string operator/(const std::string &name) const { return (folder_ / name).string(); }

    void write_results() const {
        std::vector<Error> mistakes;
        auto spec = std::make_shared<const spec::Spec>(spec::read_spec({"rates.toml", experiment, {}}));
        auto catalog = std::make_shared<const library::Catalog>(world.catalog);
        const auto probes = plan::check(*spec, *catalog, mistakes);
        const auto matrix = plan::make_matrix(spec, catalog, probes, world.answers, mistakes);
        REQUIRE(mistakes.empty());

        std::vector<plan::Cell> cells;
        std::vector<engine::Record> records(2);
        for (std::uint64_t id = 0; id < 2; ++id) {
            cells.push_back(matrix.at(id).value());
            records[id].run_id = id;
            records[id].dimension = 2;
            records[id].steps = records[id].cost.evaluations = records[id].cost.g = 4 + id;
            records[id].seconds = 1e-6;
            records[id].observations = {{0, 11.25, 6.0, {}, NAN, NAN}, {4 + id, 0.375, 1.0, {}, NAN, NAN}};
            records[id].x_final = {0.5, 0.25};
        }
        records[0].status = engine::Status::target;
        records[0].f_solution = records[0].f_final = records[0].f_best = records[0].f_incumbent = 0.375;
        records[1].status = engine::Status::diverged;
        results::Head head;
        head.experiment_toml = experiment;
        head.runs_planned = 2;
        head.plugins = nlohmann::json::array();
        const std::vector<results::FinishedRun> runs = {{&cells[0], &records[0]}, {&cells[1], &records[1]}};
        results::write(folder_ / "rates.h5", head, runs);
    }

    World world;

private:
    std::filesystem::path folder_;
};

} // namespace

TEST_CASE("plan: tells counts, steps and size") {
    Files files;
    const std::string file = files / "rates.toml";
    const auto text = run(files.world, {"plan", file.c_str()});
    INFO(text.err);
    CHECK(text.exit == 0);
    CHECK(has(text.out, "rates  Two rates\n  runs        2\n"));
    CHECK(has(text.out, "  optimizers  descent 2\n"));

    const auto json = nlohmann::json::parse(run(files.world, {"plan", file.c_str(), "--json"}).out);
    CHECK(json["format"] == "thalweg-plan/1");
    CHECK(json["runs"] == 2);
    CHECK(json["steps"] == 20); // two runs of 10
    CHECK(json["objectives"] == nlohmann::json({{"bowl", 2}}));
    CHECK(json["bytes"] > 0);
    CHECK(json["seconds"].is_null());
}

TEST_CASE("plan: --runs lists every run, --set replaces a value") {
    Files files;
    const std::string file = files / "rates.toml";
    const auto text = run(files.world, {"plan", file.c_str(), "--runs"});
    CHECK(std::count(text.out.begin(), text.out.end(), '\n') == 3); // titles and two runs
    const auto json = nlohmann::json::parse(run(files.world, {"plan", "--runs", "--json", "--set",
                                                              "experiment.repetitions=2", file.c_str(), "-q"})
                                                .out);
    REQUIRE(json["runs"].size() == 4);
    CHECK(json["runs"][2]["run_id"] == 2);
    CHECK(json["runs"][2]["optimizer_parameters"]["learning_rate"] == 0.75);
    CHECK(json["runs"][1]["repetition"] == 1);
    CHECK(json["runs"][0]["key"].get<std::string>().size() == 32);
}

TEST_CASE("plan: every mistake of a file is shown, and nothing on stdout") {
    Files files;
    std::ofstream(files / "bad.toml")
        << "[experiment]\nname = \"x\"\n[stop]\nstep = 1\n[[objective]]\nname = \"bowll\"\n"
           "[[optimizer]]\nname = \"descent\"\n";
    const std::string file = files / "bad.toml";
    const auto outcome = run(files.world, {"plan", file.c_str()});
    CHECK(outcome.exit == 2);
    CHECK(outcome.out.empty());
    CHECK(has(outcome.err, "bad.toml:4:1"));
    CHECK(has(outcome.err, "bad.toml:6:"));
    CHECK(has(outcome.err, " errors\n"));
}

TEST_CASE("plan: a file that is not there, or a folder, is refused") {
    CHECK(run({"plan", "/nowhere/at/all.toml"}).exit == 2);
    CHECK(has(run({"plan", "/tmp"}).err, "it is a folder"));
}

TEST_CASE("show: ranks the runs of a file, by its own target") {
    Files files;
    files.write_results();
    const std::string file = files / "rates.h5";
    const auto outcome = run(files.world, {"show", file.c_str()});
    INFO(outcome.err);
    CHECK(outcome.exit == 0);
    CHECK(has(outcome.out, "rates  Two rates\n2 of 2 runs: 1 target, 1 diverged\n\nbowl  d=2  f_opt=0\n"));
    CHECK(has(outcome.out, "evals to 0.5"));
    CHECK(has(outcome.out, "1  descent    learning_rate=0.25      0.375"));
    CHECK(has(outcome.out, "2  descent    learning_rate=0.75          ∞"));
}

TEST_CASE("show: JSON has the fields that docs/json.md promises") {
    Files files;
    files.write_results();
    const std::string file = files / "rates.h5";
    const auto json = nlohmann::json::parse(run(files.world, {"show", file.c_str(), "--json"}).out);
    CHECK(json["format"] == "thalweg-show/1");
    CHECK(json["complete"] == true);
    CHECK(json["runs_planned"] == 2);
    CHECK(json["status"] == nlohmann::json({{"target", 1}, {"diverged", 1}}));
    CHECK(json["problems"][0]["target"] == 0.5);
    CHECK(json["problems"][0]["standings"][0]["evaluations_to_target"] == 4.0);
    CHECK(json["problems"][0]["standings"][1]["f_solution"]["median"] == "Infinity");
}

TEST_CASE("show: --axis says what the cost to target counts") {
    Files files;
    files.write_results();
    const std::string file = files / "rates.h5";
    CHECK(has(run(files.world, {"show", file.c_str(), "--axis", "steps"}).out, "steps to 0.5"));
    const auto json =
        nlohmann::json::parse(run(files.world, {"show", file.c_str(), "--axis", "steps", "--json"}).out);
    CHECK(json["axis"] == "steps");
    CHECK(json["problems"][0]["standings"][0]["steps_to_target"] == 4.0);
    CHECK_FALSE(json["problems"][0]["standings"][0].contains("evaluations_to_target"));
}

TEST_CASE("show: an axis that nothing is known on is refused") {
    Files files;
    files.write_results();
    const std::string file = files / "rates.h5";
    const auto samples = run(files.world, {"show", file.c_str(), "--axis", "epochs"});
    CHECK(samples.exit == 2);
    CHECK(has(samples.err, "no objective of " + file + " has data to count epochs of"));
    const auto unknown = run(files.world, {"show", file.c_str(), "--axis", "parsecs"});
    CHECK(unknown.exit == 2);
    CHECK(has(unknown.err, "parsecs"));
}

TEST_CASE("show: --where and --by take columns and parameters") {
    Files files;
    files.write_results();
    const std::string file = files / "rates.h5";
    const auto where =
        nlohmann::json::parse(run(files.world, {"show", file.c_str(), "--where",
                                                "learning_rate<0.5 and status!=diverged", "--json"})
                                  .out);
    CHECK(where["runs_shown"] == 1);
    const auto by = nlohmann::json::parse(
        run(files.world, {"show", "--by", "optimizer,status", file.c_str(), "--json"}).out);
    CHECK(by["problems"][0]["standings"][0]["setting"] == nlohmann::json({{"status", "target"}}));
    CHECK(run(files.world, {"show", file.c_str(), "--where", "rate<1"}).exit == 2);
}

TEST_CASE("show: --run tells everything of one run, by id or key") {
    Files files;
    files.write_results();
    const std::string file = files / "rates.h5";
    const auto text = run(files.world, {"show", file.c_str(), "--run", "1"});
    CHECK(has(text.out, "  status               diverged\n"));
    CHECK(has(text.out, "  learning_rate        0.75\n"));
    CHECK(has(text.out, "  x_final              (0.5, 0.25)\n"));
    CHECK(has(text.out, "   5  0.375"));

    const auto json =
        nlohmann::json::parse(run(files.world, {"show", file.c_str(), "--run", "0", "--json"}).out);
    CHECK(json["observations"]["f"] == nlohmann::json({11.25, 0.375}));
    CHECK(json["run"]["f_start"] == "NaN");
    const std::string key = json["run"]["key"];
    const std::string beginning = key.substr(0, 10);
    CHECK(has(run(files.world, {"show", file.c_str(), "--run", beginning.c_str()}).out, key));
    CHECK(run(files.world, {"show", file.c_str(), "--run", "2"}).exit == 2);
}

TEST_CASE("show: a mistyped file is answered with the nearest") {
    Files files;
    files.write_results();
    const std::string file = files / "rate.h5";
    const auto outcome = run(files.world, {"show", file.c_str()});
    CHECK(outcome.exit == 2);
    CHECK(has(outcome.err, "  fix: write " + (files / "rates.h5") + "\n"));
}
