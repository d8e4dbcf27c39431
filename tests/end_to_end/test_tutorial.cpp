// SPDX-License-Identifier: MIT
// experiments/seven_optimizers.toml through the whole program: what a newcomer does first.
#include "agreement.hpp"
#include "stored.hpp"
#include "table.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <map>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

const std::string seven_optimizers = THALWEG_SOURCE_DIR "/experiments/seven_optimizers.toml";

} // namespace

TEST_CASE("tutorial: 170 runs of 1000 steps, read by show, h5py, xarray and pandas") {
    const Folder folder;
    const Result run = call(folder, {"run", seven_optimizers});
    INFO(run.err);
    REQUIRE(run.code == 0);
    CHECK_THAT(run.out, StartsWith("seven_optimizers: 170 runs: 170 steps"));
    CHECK_THAT(run.out, Contains("results: seven_optimizers.h5"));
    CHECK(folder.names() == std::vector<std::string>{"seven_optimizers.h5"});

    const Result python =
        program(folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/check_tutorial.py",
                         "seven_optimizers.h5"});
    CHECK(python.err == "");
    CHECK(python.code == 0);

    // the table of the best is the same with numbers for people and for programs
    const Result text = call(folder, {"show", "seven_optimizers.h5"});
    const Result json = call(folder, {"show", "seven_optimizers.h5", "--json"});
    REQUIRE(text.code == 0);
    REQUIRE(json.code == 0);
    const auto shown = nlohmann::json::parse(json.out);
    CHECK(shown.at("format") == "thalweg-show/1");
    CHECK(shown.at("runs") == 170);
    CHECK(shown.at("complete") == true);
    CHECK(shown.at("status") == nlohmann::json{{"steps", 170}});
    const auto &standings = shown.at("problems").at(0).at("standings");
    CHECK(standings.size() == 170);
    CHECK(standings.at(0).at("optimizer") == "momentum");
    CHECK(standings.at(0).at("setting") == nlohmann::json{{"momentum", 0.9375}});
    const std::string first_line = text.out.substr(
        text.out.find("\n 1  ") == std::string::npos ? text.out.find("\n  1  ") : text.out.find("\n 1  "));
    CHECK_THAT(first_line.substr(1, first_line.find('\n', 1)), Contains("momentum=0.9375"));
}

TEST_CASE("tutorial: once finished there is nothing to do, and the file is not touched") {
    const Folder folder;
    REQUIRE(call(folder, {"run", seven_optimizers}).code == 0);
    const Trace before = trace_of(folder / "seven_optimizers.h5");
    const Result again = call(folder, {"run", seven_optimizers});
    CHECK(again.code == 0);
    CHECK_THAT(again.out, StartsWith("seven_optimizers: nothing to do, all 170 runs are there"));
    CHECK(trace_of(folder / "seven_optimizers.h5") == before);
    CHECK(folder.names() == std::vector<std::string>{"seven_optimizers.h5"});
}

TEST_CASE("tutorial: one worker, two, three and none give the same bits") {
    const Folder folder;
    for (const std::string jobs : {"0", "1", "2", "3"})
        REQUIRE(call(folder, {"run", seven_optimizers, "-o", jobs + ".h5", "--jobs", jobs}).code == 0);
    const std::string digest = digest_of(folder / "1.h5");
    CHECK(digest.size() == 32);
    for (const std::string jobs : {"0", "2", "3"})
        CHECK(digest_of(folder / (jobs + ".h5")) == digest);
    const Result python = program(
        folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/same_bits.py", "0.h5", "2.h5"});
    CHECK(python.err == "");
    CHECK(python.code == 0);
}

TEST_CASE("tutorial: the stored iterates are the ones that the tutorial's own script computed") {
    const Folder folder;
    REQUIRE(call(folder, {"run", seven_optimizers}).code == 0);
    const Stored stored(folder / "seven_optimizers.h5");

    // method of the reference -> component, and where its first setting is among the 170
    const std::map<std::string, std::uint64_t, std::less<>> first_run{
        {"gd", 0}, {"momentum", 10}, {"adagrad", 20}, {"rmsprop", 35}, {"adam_carry", 50}, {"newton", 98}};
    const reference::Table summary("tutorial_summary.csv"), iterates("tutorial_x.csv.gz");
    std::map<std::pair<std::string_view, std::string_view>, std::vector<double>> expected;
    for (const auto &row : iterates.rows)
        expected[{row[0], row[1]}].push_back(reference::number(row[3]));
    const std::size_t comparable = summary.column("comparable_to_step");

    int trajectories = 0;
    for (const auto &row : summary.rows) {
        const auto method = first_run.find(row[0]);
        if (method == first_run.end())
            continue; // variants of Adam that this experiment does not have
        const std::uint64_t run = method->second + static_cast<std::uint64_t>(reference::whole(row[1]));
        const auto &walk = expected.at({row[0], row[1]});
        const auto x = stored.record(run).iterates;
        REQUIRE(walk.size() == 1001);
        REQUIRE(x.size() == walk.size());
        reference::Agreement agreement;
        agreement.begin(reference::last_comparable(reference::whole(row[comparable])),
                        reference::libm_uses_fma());
        for (std::size_t step = 0; step < x.size(); ++step)
            agreement.compare(static_cast<int>(step), x[step], walk[step]);
        INFO(row[0] << " i = " << row[1] << ", run " << run << ": first unlike step "
                    << agreement.first_unlike());
        CHECK(agreement.good());
        ++trajectories;
    }
    CHECK(trajectories == 86); // 5 + 5 + 8 + 8 + 24 + 36: every second setting of each sweep
}
