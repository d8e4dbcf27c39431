// SPDX-License-Identifier: MIT
// What is stored, executed again.
#include "edited.hpp"
#include "experiment/math.hpp"
#include "slow.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <csignal>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

nlohmann::json verified(const Folder &folder, Process::Words words) {
    words.insert(words.begin(), "verify");
    words.emplace_back("--json");
    const Result result = call_edited(folder, words);
    INFO(result.err);
    return nlohmann::json::parse(result.out);
}

} // namespace

TEST_CASE(
    "verify: what is stored comes out again, without any file but the results, and nothing is written") {
    const Folder folder;
    folder.write("small.toml", small_experiment("[[optimizer]]\nname = \"momentum\"\n"));
    REQUIRE(call(folder, {"run", "small.toml", "-o", "out.h5", "--set", "stop.steps=25"}).code == 0);
    fs::remove(folder / "small.toml");
    const Trace before = trace_of(folder / "out.h5");
    for (const std::string jobs : {"0", "1", "2"}) {
        const Result result = call(folder, {"verify", "out.h5", "--jobs", jobs});
        INFO(result.err);
        CHECK(result.code == 0);
        CHECK_THAT(result.out,
                   StartsWith("out.h5: 3 of 3 stored runs executed again, all equal, bit for bit, in "));
        CHECK(std::count(result.out.begin(), result.out.end(), '\n') == 1);
    }
    CHECK(trace_of(folder / "out.h5") == before);
    CHECK(folder.names() == std::vector<std::string>{"out.h5"});
}

TEST_CASE("verify: an edited rule is found, with the place and what has changed") {
    const Folder folder;
    folder.write("edited.toml", edited_experiment);
    build(folder, "before");
    REQUIRE(call_edited(folder, {"run", "edited.toml"}).code == 0);
    CHECK(call_edited(folder, {"verify", "edited.h5"}).code == 0);
    build(folder, "after");
    const Result result = call_edited(folder, {"verify", "edited.h5"});
    INFO(result.out << result.err);
    CHECK(result.code == 1);
    CHECK_THAT(result.out, StartsWith("edited.h5: 3 of 3 stored runs executed again, 2 differ\n"));
    // x = 8: after one step of rate 0.0625 7, and 6 with the edit
    CHECK_THAT(result.out, Contains("/observations/f at step 1: 49 in stored, 36 in now"));
    CHECK_THAT(result.out, Contains("optimizer.edited.plugin_sha256") && !Contains("gradient_descent"));
    const auto json = verified(folder, {"edited.h5"});
    CHECK(json["format"] == "thalweg-verify/1");
    CHECK(json["is_equal"] == false);
    CHECK(json["differing"] == 2);
    CHECK(json["equal"] == 1);
    CHECK(json["conditions"][0]["name"] == "optimizer.edited.plugin_sha256");
    build(folder, "next");
    CHECK(verified(folder, {"edited.h5"})["conditions"].size() == 2); // its version, too
    fs::remove(folder / "plugins/edited.so");
    const Result missing = call_edited(folder, {"verify", "edited.h5"});
    CHECK(missing.code == 2);
    CHECK_THAT(missing.err, Contains("unknown optimizer \"edited\"") && Contains("edited.h5"));
}

TEST_CASE("verify: a sample has as many runs as it should, the same each time, from all over the file") {
    const Folder folder;
    std::string experiment = edited_experiment;
    const std::string two = "[0.0625, 0.125]";
    experiment.replace(experiment.find(two), two.size(), "{ linear = [0.001, 0.1], count = 60 }");
    folder.write("edited.toml", experiment);
    build(folder, "before");
    REQUIRE(call_edited(folder, {"run", "edited.toml"}).code == 0);
    const auto ten = verified(folder, {"edited.h5", "--sample", "10"});
    CHECK(ten["executed"] == 10);
    CHECK(ten["stored"] == 61);
    CHECK(verified(folder, {"edited.h5", "--sample", "1000"})["executed"] == 61);

    build(folder, "after"); // all runs of the edited rule differ, and are named in order
    const auto sample = verified(folder, {"edited.h5", "--sample", "10"});
    CHECK(sample == verified(folder, {"edited.h5", "--sample", "10"}));
    REQUIRE(sample["differing"] == 10); // the other rule's run is the last of the last stretch, and not drawn
    for (std::uint64_t i = 0; i < 10; ++i) { // one of each stretch
        const std::uint64_t id = sample["differences"][i]["run_id_a"];
        CHECK(id >= 61 * i / 10);
        CHECK(id < 61 * (i + 1) / 10);
    }
    for (const std::string none : {"0", "-3", "many", "1.5", "99999999999999999999"}) {
        const Result refused = call_edited(folder, {"verify", "edited.h5", "--sample=" + none});
        CHECK(refused.code == 2);
        CHECK_THAT(refused.err, StartsWith("error: --sample does not take \"" + none + "\""));
    }
}

TEST_CASE("verify: unfinished results are verified as far as they are, and an interruption is no verdict") {
    const Folder folder;
    folder.write("slow.toml", slow_experiment);
    leave_unfinished(folder, "slow.h5");
    const auto names = folder.names();
    const Result result = call(folder, {"verify", "slow.h5", "--plugin-path", own_plugins});
    INFO(result.out << result.err);
    CHECK(result.code == 0);
    CHECK_THAT(result.out, Contains("stored runs executed again, all equal"));
    CHECK(folder.names() == names);

    Process process(
        folder,
        with_thalweg({"verify", "slow.h5", "-j", "1", "--plugin-path", own_plugins, "--progress", "none"}),
        {"E2E_MILLISECONDS=2000"});
    wait_until([&] { return !process.workers().empty() || process.has_ended(); });
    wait_until([&] {
        process.signal(SIGINT);
        return process.has_ended();
    });
    const Result interrupted = process.wait();
    CHECK(interrupted.code == 130);
    CHECK(interrupted.out == "");
    CHECK(folder.names() == names);
}

TEST_CASE("verify: runs that a signal ended are compared as far as both go, and counted") {
    const Folder folder;
    folder.write("odd.toml", R"(
[experiment]
name = "odd"
[stop]
steps = 10
[[objective]]
name = "segfaults"
[[objective]]
name = "parabola"
[[optimizer]]
name = "gradient_descent"
parameters.learning_rate = 0.125
)");
    REQUIRE(call(folder, {"run", "odd.toml", "--plugin-path", own_plugins}).code == 1);
    const Result result = call(folder, {"verify", "odd.h5", "--plugin-path", own_plugins});
    INFO(result.out << result.err);
    CHECK(result.code == 0);
    CHECK_THAT(result.out, Contains("2 of 2 stored runs executed again, all equal") &&
                               Contains("\n1 run was ended by a clock or a signal"));
}

TEST_CASE(
    "verify: results of --portable-math are verified with that math, and others are not merged with them") {
    const Folder folder;
    const std::string file = THALWEG_SOURCE_DIR "/experiments/seven_optimizers.toml";
    const Process::Words run{"run", file, "--set", "stop.steps=100", "-o"};
    for (const auto &[out, more] :
         {std::pair<std::string, Process::Words>{"portable.h5", {"--portable-math"}}, {"own.h5", {}}}) {
        Process::Words words = run;
        words.push_back(out);
        words.insert(words.end(), more.begin(), more.end());
        REQUIRE(call(folder, words).code == 0);
    }
    for (const std::string out : {"portable.h5", "own.h5"}) {
        const Result result = call(folder, {"verify", out, "--json"});
        INFO(result.out << result.err);
        CHECK(result.code == 0);
        CHECK(nlohmann::json::parse(result.out)["conditions"].empty()); // its math, too
    }
    if (thalweg::experiment::portable_math_variant() == thalweg::experiment::default_math_variant())
        return; // this processor has but one
    const Result merged = call(folder, {"merge", "both.h5", "own.h5", "portable.h5"});
    CHECK(merged.code == 2);
    CHECK_THAT(merged.err, StartsWith("error: the files were made under different conditions\n"));
    CHECK_THAT(merged.err, Contains("\n       math  ") && Contains("--portable-math"));
    CHECK_FALSE(fs::exists(folder / "both.h5"));
    // the rates amplify the last bit of sin and cos within 100 steps
    const Result exact = call(folder, {"compare", "--exact", "own.h5", "portable.h5"});
    CHECK(exact.code == 1);
    CHECK_THAT(exact.out,
               Contains("made under different conditions, which may be why:\n") && Contains("  math  "));
}
