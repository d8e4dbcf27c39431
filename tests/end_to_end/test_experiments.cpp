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

TEST_CASE("experiments: bbob_small has rules that solve f2 and not f10 beside methods that solve both") {
    const Folder folder;
    const Result run = call(folder, {"run", THALWEG_SOURCE_DIR "/experiments/bbob_small.toml"});
    INFO(run.err);
    REQUIRE(run.code == 0);
    const Result json = call(folder, {"show", "bbob_small.h5", "--json"});
    REQUIRE(json.code == 0);
    const auto shown = nlohmann::json::parse(json.out);
    CHECK(shown.at("runs") == 1152); // 24 functions, 3 instances, 2 dimensions, 8 settings
    CHECK(shown.at("complete") == true);
    REQUIRE(shown.at("problems").size() == 144);
    std::map<std::string, int> solved; // "bbob_f2 adam": runs that reached the target, of 6 a setting
    for (const auto &problem : shown.at("problems")) {
        const std::string label = problem.at("objective"); // "bbob_f2 instance=1"
        for (const auto &standing : problem.at("standings"))
            solved[label.substr(0, label.find(' ') + 1) + standing.at("optimizer").get<std::string>()] +=
                standing.at("successes").get<int>();
    }
    CHECK(solved["bbob_f2 adam"] == 12); // two settings
    CHECK(solved["bbob_f2 rmsprop"] == 6);
    for (const char *rule : {"gradient_descent", "rmsprop", "adam"})
        CHECK(solved[std::string("bbob_f10 ") + rule] == 0);
    for (const char *learner : {"lbfgs", "nelder_mead", "cma_es"})
        for (const char *function : {"bbob_f8 ", "bbob_f9 ", "bbob_f10 ", "bbob_f11 "})
            CHECK(solved[std::string(function) + learner] == 6);
    for (const auto &[name, count] : solved)
        CHECK((count == 0 || !name.starts_with("bbob_f7 ")));
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
