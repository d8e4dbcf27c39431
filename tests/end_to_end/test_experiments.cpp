// SPDX-License-Identifier: MIT
// experiments/risk.toml and experiments/saddles.toml through the whole program: they show what they say.
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;

namespace {

Result python(const Folder &folder, const std::string &script, const std::string &results) {
    return program(folder, {THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/" + script, results});
}

} // namespace

TEST_CASE("saddles: the kinds of stationary points have the shares that are known exactly") {
    const Folder folder;
    const Result run = call(folder, {"run", THALWEG_SOURCE_DIR "/experiments/saddles.toml", "-q"});
    INFO(run.err);
    REQUIRE(run.code == 0);
    const Result checked = python(folder, "check_saddles.py", "saddles.h5");
    INFO(checked.out);
    CHECK(checked.err == "");
    CHECK(checked.code == 0);
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
