// SPDX-License-Identifier: MIT
// Two results files: equal to the bit or not, and which is better.
#include "edited.hpp"
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

#include <fstream>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

/// Results of the rule as it was, and as its author edited it: before.h5 and after.h5. The edit doubles the
/// step: each of 4 steps multiplies x by 1 - 2 rate before, by 1 - 4 rate after.
void write_before_and_after(const Folder &folder) {
    folder.write("edited.toml", edited_experiment);
    for (const std::string edition : {"before", "after"}) {
        build(folder, edition);
        REQUIRE(call_edited(folder, {"run", "edited.toml", "-o", edition + ".h5", "-q"}).code == 0);
    }
}

/// Overwrites the first place where the file holds `number`.
void damage(const fs::path &file, double number) {
    std::string bytes = read_file(file);
    const auto place = bytes.find(std::string(reinterpret_cast<const char *>(&number), sizeof number));
    REQUIRE(place != std::string::npos);
    bytes[place] = static_cast<char>(bytes[place] ^ 1);
    std::ofstream(file, std::ios::binary) << bytes;
}

} // namespace

TEST_CASE("compare: a budget that is not the same is told beside the verdict") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "a.h5"}).code == 0);
    REQUIRE(call(folder, {"run", "small.toml", "-o", "b.h5", "--set", "stop.steps=3"}).code == 0);
    const Result text = call(folder, {"compare", "a.h5", "b.h5"});
    CHECK(text.code == 0);
    CHECK_THAT(text.out, Contains("not on equal grounds") && Contains("stop.steps"));
    const auto json = nlohmann::json::parse(call(folder, {"compare", "a.h5", "b.h5", "--json"}).out);
    REQUIRE(json["conditions"].size() == 1);
    CHECK(json["conditions"][0]["name"] == "stop.steps");
    CHECK_THAT(call(folder, {"compare", "a.h5", "a.h5"}).out, !Contains("equal grounds"));
}

TEST_CASE("compare: files of other workers and another order are equal, and one line says so") {
    const Folder folder;
    const std::string momentum = "[[optimizer]]\nname = \"momentum\"\nparameters.learning_rate = 0.125\n";
    folder.write("small.toml", small_experiment(momentum));
    REQUIRE(call(folder, {"run", "small.toml", "-o", "a.h5", "-j", "1"}).code == 0);
    std::string turned = small_experiment();
    turned.insert(turned.find("[[optimizer]]"), momentum);
    folder.write("small.toml", turned);
    REQUIRE(call(folder, {"run", "small.toml", "-o", "b.h5", "-j", "2"}).code == 0);
    const Result exact = call(folder, {"compare", "a.h5", "b.h5", "--exact"});
    CHECK(exact.code == 0);
    CHECK_THAT(exact.out, StartsWith("a.h5 and b.h5 are equal, bit for bit: 3 runs in "));
    CHECK(std::count(exact.out.begin(), exact.out.end(), '\n') == 1);
    const auto json =
        nlohmann::json::parse(call(folder, {"compare", "a.h5", "b.h5", "--exact", "--json"}).out);
    CHECK(json["format"] == "thalweg-compare/1");
    CHECK(json["is_equal"] == true);
    CHECK(json["equal"] == 3);

    const Result judged = call(folder, {"compare", "a.h5", "b.h5", "--fail-if-worse", "0"});
    CHECK(judged.code == 0);
    CHECK_THAT(judged.out, StartsWith("B is better in 0 settings, equal in 3, worse in 0\n"));
    CHECK_THAT(judged.out, Contains("nothing is worse in B by more than 0"));
}

TEST_CASE("compare: an edited rule is found, with the place, both values and the likely cause") {
    const Folder folder;
    write_before_and_after(folder);
    const Result exact = call(folder, {"compare", "before.h5", "after.h5", "--exact"});
    INFO(exact.out << exact.err);
    CHECK(exact.code == 1);
    CHECK_THAT(exact.out, StartsWith("before.h5 and after.h5 differ: 2 of 3 runs that both have differ"));
    // x = 8: after one step of rate 0.0625 7, and 6 with the edit; f is the square
    CHECK_THAT(exact.out, Contains("  run 0 (key ") &&
                              Contains("/observations/f at step 1: 49 in before.h5, 36 in after.h5"));
    // rate 0.125: 6, and 4
    CHECK_THAT(exact.out, Contains("  run 1 (key ") &&
                              Contains("/observations/f at step 1: 36 in before.h5, 16 in after.h5"));
    CHECK_THAT(exact.out, !Contains("run 2"));
    CHECK_THAT(exact.out,
               Contains("made under different conditions") && Contains("optimizer.edited.plugin_sha256"));
    const auto json =
        nlohmann::json::parse(call(folder, {"compare", "before.h5", "after.h5", "--exact", "--json"}).out);
    CHECK(json["differing"] == 2);
    CHECK(json["equal"] == 1);
    CHECK(json["differences"][0]["column"] == "f");
    CHECK(json["differences"][0]["step"] == 1);
    CHECK(json["differences"][0]["a"] == "49");
    CHECK(json["conditions"][0]["name"] == "optimizer.edited.plugin_sha256");
}

TEST_CASE("compare: the verdict comes first, and what is worse by more than the share fails") {
    const Folder folder;
    write_before_and_after(folder);
    // larger steps on a parabola end lower: f after 4 steps, rate 0.0625: 8² (7/8)⁸ against 8² (3/4)⁸
    const Result better = call(folder, {"compare", "before.h5", "after.h5", "--fail-if-worse", "5%"});
    INFO(better.out << better.err);
    CHECK(better.code == 0);
    CHECK_THAT(better.out, StartsWith("B is better in 2 settings, equal in 1, worse in 0\n"
                                      "A: before.h5  B: after.h5  3 runs in both\n"));
    CHECK_THAT(better.out,
               Contains("slow d=1") && Contains("learning_rate=0.0625") && Contains("deterministic"));

    const Result worse = call(folder, {"compare", "after.h5", "before.h5", "--fail-if-worse", "5%"});
    CHECK(worse.code == 1);
    CHECK_THAT(worse.out, StartsWith("B is better in 0 settings, equal in 1, worse in 2\n"));
    CHECK_THAT(worse.out, Contains("worse in B by more than 5%:\n") &&
                              Contains("slow d=1 edited learning_rate=0.125: value "));
    // (3/4)⁸ / (1/2)⁸ = 25.6: worse by 24.6; (7/8)⁸ / (3/4)⁸ = 3.43: worse by 2.43
    CHECK(call(folder, {"compare", "after.h5", "before.h5", "--fail-if-worse", "24"}).code == 1);
    CHECK(call(folder, {"compare", "after.h5", "before.h5", "--fail-if-worse", "2500%"}).code == 0);
    CHECK(call(folder, {"compare", "after.h5", "before.h5"}).code == 0); // nobody asked
    const auto json = nlohmann::json::parse(
        call(folder, {"compare", "after.h5", "before.h5", "--json", "--fail-if-worse", "24"}).out);
    CHECK(json["verdicts"]["worse"] == 2);
    CHECK(json["failures"].size() == 1);
    CHECK(json["settings"][0]["configuration"] == "learning_rate=0.125"); // it changed most
    CHECK(json["settings"][0]["f_solution"]["a"].get<double>() == 64.0 / 256);
    CHECK(json["settings"][0]["f_solution"]["interval"].is_null());
}

TEST_CASE("compare: replicates give an interval and a test, the target the evaluations to it") {
    const Folder folder;
    std::string experiment = edited_experiment;
    const std::string objective = "name = \"slow\"\n";
    experiment.replace(experiment.find(objective), objective.size(),
                       objective + "starts = [{ uniform = [4, 9], count = 12 }]\n");
    experiment.replace(experiment.find("steps = 4"), 9, "steps = 100");
    folder.write("edited.toml", experiment);
    for (const std::string edition : {"before", "after"}) {
        build(folder, edition);
        REQUIRE(call_edited(folder, {"run", "edited.toml", "-o", edition + ".h5", "-q"}).code == 0);
    }
    const auto json = nlohmann::json::parse(call(folder, {"compare", "before.h5", "after.h5", "--json"}).out);
    CHECK(json["verdicts"] == nlohmann::json({{"worse", 0}, {"better", 1}, {"undecided", 0}, {"equal", 2}}));
    CHECK(json["family"] == 3);
    CHECK(json["runs"]["both"] == 36);
    // f = x² falls by (7/8)² and by (3/4)² a step: from 64 it takes 22.6 / 0.267 = 84.5 and 22.6 / 0.575
    // = 39.2 steps to 1e-8; from 16 5.2 and 2.4 less, from 81 0.9 and 0.4 more
    const auto &slow = json["settings"][0];
    CHECK(slow["configuration"] == "learning_rate=0.0625");
    CHECK(slow["distinct"] == 12);
    CHECK(slow["better"] == 12);
    CHECK(slow["p"] == 2.0 / 4096); // all 12 alike
    CHECK(slow["p_holm"] == 3 * 2.0 / 4096);
    CHECK(slow["successes"] == nlohmann::json({{"a", 12}, {"b", 12}}));
    CHECK(slow["evaluations_to_target"]["a"] > 79);
    CHECK(slow["evaluations_to_target"]["a"] < 87);
    CHECK(slow["evaluations_to_target"]["b"] > 36);
    CHECK(slow["evaluations_to_target"]["b"] < 41);
    const auto &interval = slow["f_solution"]["interval"];
    CHECK(interval[0] <= slow["f_solution"]["difference"]);
    CHECK(interval[1] >= slow["f_solution"]["difference"]);
    CHECK(interval[1] < 0);
    // the other setting falls by (3/4)² and (1/2)²: after 100 steps both are at 0 but for rounding
    CHECK(json["settings"][1]["verdict"] == "equal");
    CHECK(json["settings"][1]["evaluations_to_target"]["difference"] < -20);

    const Result worse = call(folder, {"compare", "after.h5", "before.h5", "--fail-if-worse", "1.0"});
    CHECK(worse.code == 1);
    CHECK_THAT(worse.out, Contains("learning_rate=0.0625: value ") &&
                              Contains("learning_rate=0.125: evaluations to the target "));
    CHECK_THAT(worse.out, Contains("95 % interval: of B - A") && Contains("Holm-corrected over 3 tests"));
}

TEST_CASE("compare: runs that only one file has are told, and files without a common run are refused") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "a.h5"}).code == 0);
    folder.write("small.toml", small_experiment("[[optimizer]]\nname = \"momentum\"\n"));
    REQUIRE(call(folder, {"run", "small.toml", "-o", "b.h5"}).code == 0);
    const Result exact = call(folder, {"compare", "a.h5", "b.h5", "--exact"});
    CHECK(exact.code == 1);
    CHECK_THAT(exact.out,
               Contains("0 of 2 runs that both have differ") && Contains("only in b.h5: 1 run (run 2)\n"));
    CHECK_THAT(call(folder, {"compare", "a.h5", "b.h5"}).out, Contains("2 runs in both, 1 only in B\n"));
    REQUIRE(call(folder, {"run", "small.toml", "-o", "c.h5", "--set", "experiment.seed=8"}).code == 0);
    const Result strangers = call(folder, {"compare", "a.h5", "c.h5"});
    CHECK(strangers.code == 2);
    CHECK_THAT(strangers.err, StartsWith("error: the files have no run in common\n"));
}

TEST_CASE("compare: a share that is none is refused before any file is opened") {
    const Folder folder;
    for (const std::string share : {"five", "-1", "5%%", "nan", "inf", "5 %", "%", "1e999"}) {
        const Result refused = call(folder, {"compare", "a.h5", "b.h5", "--fail-if-worse=" + share});
        INFO(share << '\n' << refused.err);
        CHECK(refused.code == 2);
        CHECK_THAT(refused.err, Contains("--fail-if-worse"));
    }
    const Result empty =
        call(folder, {"compare", "a.h5", "b.h5", "--fail-if-worse", ""}); // a script's "$LIMIT"
    CHECK(empty.code == 2);
    CHECK_THAT(empty.err, Contains("--fail-if-worse does not take \"\""));
    CHECK(call(folder, {"compare", "a.h5", "b.h5", "--exact", "--fail-if-worse", "1"}).code == 2);
}

TEST_CASE("compare, verify, merge: a file that cannot be used is told for each operand, with the reason") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml", "-o", "good.h5"}).code == 0);
    REQUIRE(call(folder, {"run", "small.toml", "-o", "good2.h5", "--set", "stop.steps=9"}).code == 0);
    folder.write("text.h5", "no HDF5 file at all\n");
    folder.write("short.h5", read_file(folder / "good.h5").substr(0, 3000));
    fs::copy(folder / "good.h5", folder / "flipped.h5");
    damage(folder / "flipped.h5", Stored(folder / "good.h5").record(0).observations.at(5).f);
    struct Bad {
        std::string file, reason;
    };
    for (const Bad &bad : {Bad{"text.h5", "it is not an HDF5 file"},
                           {"short.h5", "damaged"},
                           {"flipped.h5", "damaged"},
                           {"none.h5", "there is no such results file"}})
        for (const Process::Words &words : {Process::Words{"compare", "--exact", "good2.h5", bad.file},
                                            {"compare", "--exact", bad.file, "good2.h5"},
                                            {"verify", bad.file},
                                            {"merge", "out.h5", "good.h5", bad.file},
                                            {"merge", "out.h5", bad.file}}) {
            const Result refused = call(folder, words);
            INFO(bad.file << ' ' << words.front() << '\n' << refused.out << refused.err);
            CHECK(refused.code == 2);
            CHECK(refused.out == "");
            CHECK_THAT(refused.err, Contains(bad.reason) && Contains(bad.file));
            CHECK_FALSE(fs::exists(folder / "out.h5"));
            CHECK_FALSE(fs::exists(folder / "out.h5.parts"));
        }
}

TEST_CASE("show: an empty folder of parts is no results, and one with conditions alone has no runs yet") {
    const Folder folder;
    fs::create_directory(folder / "out.h5.parts");
    const Result empty = call(folder, {"show", "out.h5"});
    CHECK(empty.code == 2);
    CHECK_THAT(empty.err, StartsWith("error: there is no such results file\n"));
    folder.write("out.h5.parts/manifest.json", "{}");
    const Result begun = call(folder, {"show", "out.h5"});
    CHECK(begun.code == 2);
    CHECK_THAT(begun.err, StartsWith("error: the experiment has no finished runs yet\n"));
}
