// SPDX-License-Identifier: MIT
// What optimizers and the host measure at each step -> columns of the results file, by name and at their
// steps.
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace end_to_end;
using Catch::Contains;
using nlohmann::json;

namespace {

const std::string plugins = THALWEG_END_TO_END_DIR "/plugins";

std::string experiment(const std::string &stop, const std::string &record) {
    std::string text = "[experiment]\nname = \"e\"\n[stop]\n" + stop + "\n[record]\ndiagnostics = true\n" +
                       record + "\n[[objective]]\nname = \"parabola\"\n";
    for (const char *optimizer : {"metered_rule", "metered_step", "metered_loop",
                                  "gradient_descent\"\nparameters.learning_rate = 0.25 #"})
        text += std::string("[[optimizer]]\nname = \"") + optimizer + "\"\n";
    return text;
}

Result run(const Folder &folder, Process::Words words) {
    Process::Words all{"run", "e.toml", "--plugin-path", plugins};
    all.insert(all.end(), words.begin(), words.end());
    return call(folder, all);
}

/// By h5py, from values worked by hand.
bool is_right(const Folder &folder, const std::string &file,
              const Process::Words &runs_and_start = {"4", "20"}) {
    Process::Words words{THALWEG_PYTHON, THALWEG_SOURCE_DIR "/tests/end_to_end/check_metrics.py", file};
    words.insert(words.end(), runs_and_start.begin(), runs_and_start.end());
    const Result python = program(folder, words);
    INFO(python.err);
    CHECK(python.code == 0);
    return python.code == 0;
}

} // namespace

TEST_CASE(
    "metrics: those of a rule, an iteration and a loop reach the file, in this process and in workers") {
    const Folder folder;
    folder.write("e.toml", experiment("steps = 12", ""));
    for (const char *jobs : {"0", "2"}) {
        INFO(jobs);
        const Result result = run(folder, {"--jobs", jobs, "-o", std::string(jobs) + ".h5"});
        INFO(result.err);
        REQUIRE(result.code == 0);
        CHECK(is_right(folder, std::string(jobs) + ".h5"));
    }
    CHECK(digest_of(folder / "0.h5") == digest_of(folder / "2.h5"));
    CHECK(call(folder, {"compare", "0.h5", "2.h5", "--exact"}).code == 0);
    CHECK(call(folder, {"verify", "0.h5", "--plugin-path", plugins}).code == 0);
}

TEST_CASE("metrics: they stay with their steps where observations are few or thinned") {
    const Folder folder;
    for (const char *policy : {"every:5", "log:2", "improvement"}) {
        INFO(policy);
        folder.write("e.toml", experiment("steps = 64", std::string("observations = \"") + policy + "\""));
        REQUIRE(run(folder, {"--overwrite"}).code == 0);
        CHECK(is_right(folder, "e.h5"));
    }
    folder.write("e.toml", experiment("steps = 250_000", "iterates = \"none\"")); // above 100,000: every 4th
    REQUIRE(run(folder, {"--overwrite"}).code == 0);
    CHECK(Stored(folder / "e.h5").record(0).observation_stride == 4);
    CHECK(is_right(folder, "e.h5"));
}

TEST_CASE("metrics: parts have them too, and what is continued and merged is as if it was made at once") {
    const Folder folder;
    std::string text = experiment("steps = 12", "");
    text.replace(text.find("parabola"), 8, "slow"); // the same f, from 8
    text.insert(text.find("[stop]"), "repetitions = 10\n");
    folder.write("e.toml", text);
    REQUIRE(run(folder, {"-o", "once.h5"}).code == 0);
    {
        Process process(
            folder,
            with_thalweg({"run", "e.toml", "-o", "e.h5", "--jobs", "2", "--plugin-path", own_plugins}),
            hardly);
        wait_until([&] { return count_parts(folder / "e.h5") > 0 || process.has_ended(); });
        REQUIRE_FALSE(process.has_ended());
        process.kill_everything();
    }
    const json part = json::parse(call(folder, {"show", "e.h5", "--run", "0", "--json"}).out);
    CHECK(part.at("complete") == false);
    CHECK(part.at("observations").at("metric_pace").at(1) == 4); // 8 / 2
    CHECK(part.at("observations").at("x_norm").at(1) == 4);
    REQUIRE(run(folder, {"-o", "e.h5"}).code == 0);
    CHECK(is_right(folder, "e.h5", {"40", "8"}));
    CHECK(digest_of(folder / "e.h5") == digest_of(folder / "once.h5"));
}

TEST_CASE("metrics: show has those of the run, and describe the declared ones") {
    const Folder folder;
    folder.write("e.toml", experiment("steps = 2", ""));
    REQUIRE(run(folder, {}).code == 0);
    const auto observations = [&](const char *id) {
        return json::parse(call(folder, {"show", "e.h5", "--run", id, "--json"}).out).at("observations");
    };
    const json rule = observations("0"), loop = observations("2");
    CHECK(rule.at("metric_pace") == json({0, 10, 5}));
    CHECK(rule.at("metric_count") == json({0, 1, 2}));
    CHECK_FALSE(rule.contains("metric_round"));
    CHECK(rule.at("step_length") == json({"NaN", 10, 5}));
    CHECK(rule.at("step_cosine") == json({"NaN", 1, 1}));
    CHECK(rule.at("x_norm") == json({20, 10, 5}));
    CHECK(loop.at("metric_round") == json({"NaN", 1, 2}));
    CHECK_FALSE(loop.contains("metric_pace"));
    CHECK_FALSE(observations("3").contains("metric_pace"));
    const Result text = call(folder, {"show", "e.h5", "--run", "0"});
    CHECK_THAT(text.out, Contains("step_length  step_cosine  x_norm  metric_count  metric_pace"));
    const Result described = call(folder, {"describe", "metered_rule", "--plugin-path", plugins});
    CHECK_THAT(described.out, Contains("pace") && Contains("length of the last step") && Contains("count"));
    const json metrics =
        json::parse(call(folder, {"describe", "metered_rule", "--json", "--plugin-path", plugins}).out)
            .at("components")
            .at(0)
            .at("metrics");
    CHECK(metrics.at(0).at("name") == "pace");
    CHECK(metrics.at(0).at("units") == "m");
    CHECK(metrics.at(1).at("doc") == "steps so far");
}

TEST_CASE("diagnostics: without the request no column is there, and the size that plan tells grows with it") {
    const Folder folder;
    folder.write("e.toml", experiment("steps = 5000", ""));
    const auto planned = [&](const char *on) {
        return json::parse(call(folder, {"plan", "e.toml", "--plugin-path", plugins, "--json", "--set",
                                         std::string("record.diagnostics=") + on})
                               .out)
            .at("bytes")
            .get<double>();
    };
    // 4 runs of 5001 observations, 3 columns of 8 bytes, and their headers
    CHECK(planned("true") - planned("false") >= 4 * 5001 * 3 * 8);
    REQUIRE(run(folder, {"--set", "record.diagnostics=false"}).code == 0);
    CHECK(Stored(folder / "e.h5").record(0).diagnostics.empty());
    CHECK(static_cast<double>(fs::file_size(folder / "e.h5")) <= planned("false"));
    REQUIRE(run(folder, {"--overwrite"}).code == 0);
    CHECK(Stored(folder / "e.h5").record(0).diagnostics.size() == 5001);
    CHECK(static_cast<double>(fs::file_size(folder / "e.h5")) <= planned("true"));
}
