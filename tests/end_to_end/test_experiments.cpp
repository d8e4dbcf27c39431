// SPDX-License-Identifier: MIT
// Experiments of experiments/ beside the tutorial's, as they are: they run, and show what their heads say.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <map>

using namespace end_to_end;

namespace {

Result python(const Folder &folder, const std::string &script, const std::string &results) {
    return program(folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/" + script, results});
}

} // namespace

TEST_CASE("experiments: bbob_small solves the ellipsoid along the axes and not the rotated one") {
    const Folder folder;
    const Result run = call(folder, {"run", THALWEG_SOURCE_DIR "/experiments/bbob_small.toml"});
    INFO(run.err);
    REQUIRE(run.code == 0);
    const Result json = call(folder, {"show", "bbob_small.h5", "--json"});
    REQUIRE(json.code == 0);
    const auto shown = nlohmann::json::parse(json.out);
    CHECK(shown.at("runs") == 720); // 24 functions, 3 instances, 2 dimensions, 5 settings
    CHECK(shown.at("complete") == true);
    REQUIRE(shown.at("problems").size() == 144);
    std::map<std::string, int> solved; // problems of a function, whoever solves them
    for (const auto &problem : shown.at("problems")) {
        const std::string label = problem.at("objective"); // "bbob_f2 instance=1"
        solved[label.substr(0, label.find(' '))] += problem.at("standings").at(0).at("successes") == 1;
    }
    CHECK(solved["bbob_f2"] == 6);
    CHECK(solved["bbob_f10"] == 0);
}

TEST_CASE("risk: the train split is minimised and the test split is least on the way there") {
    const Folder folder;
    const Result run = call(folder, {"run", THALWEG_SOURCE_DIR "/experiments/risk.toml", "-q"});
    INFO(run.err);
    REQUIRE(run.code == 0);
    const Result checked = python(folder, "check_risk.py", "risk.h5");
    CHECK(checked.err == "");
    CHECK(checked.code == 0);
}
