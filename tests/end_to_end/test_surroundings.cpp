// SPDX-License-Identifier: MIT
// The verbs for what is around experiments: schema and doctor, with the plugins as they are built.
#include "program.hpp"
#include "spec/verdicts.hpp"

#include <algorithm>
#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace end_to_end;
using Catch::Contains;
using thalweg::spec::Verdict;
using Json = nlohmann::ordered_json;

namespace {

std::string experiment(const std::string &objective, const std::string &optimizer) {
    return "[experiment]\nname = \"first\"\n[stop]\nsteps = 10\n[[objective]]\n" + objective +
           "\n[[optimizer]]\n" + optimizer + "\n";
}

/// The findings of one topic.
std::vector<Json> findings(const Json &report, const std::string &topic) {
    std::vector<Json> found;
    for (const Json &finding : report.at("findings"))
        if (finding.at("topic") == topic)
            found.push_back(finding);
    return found;
}

} // namespace

TEST_CASE("surroundings: the schema takes every experiment that comes along and every example of describe") {
    const Folder folder;
    const Result made = call(folder, {"schema"});
    REQUIRE(made.code == 0);
    std::vector<Verdict> files;
    for (const auto &entry : fs::directory_iterator(THALWEG_SOURCE_DIR "/experiments"))
        if (entry.path().extension() == ".toml")
            files.push_back({read_file(entry.path()), "valid"});
    const std::size_t experiments = files.size();
    CHECK(experiments >= 5);
    const Json listed = Json::parse(call(folder, {"list", "--json"}).out);
    for (const char *kind : {"objectives", "optimizers"})
        for (const Json &component : listed.at(kind)) {
            const Result described = call(folder, {"describe", component.at("name"), "--json"});
            files.push_back(
                {Json::parse(described.out).at("components").at(0).at("experiment_toml"), "valid"});
        }
    CHECK(files.size() >= experiments + 21);
    thalweg::spec::check_verdicts(Json::parse(made.out), files);
}

TEST_CASE("surroundings: the schema refuses what plan refuses") {
    const Folder folder;
    const std::string descent = "name = \"gradient_descent\"\nparameters.learning_rate = ";
    const std::vector<std::string> wrong = {
        experiment("name = \"parabola\"", descent + "-1"),
        experiment("name = \"parabola\"", descent + "\"0.1\""),
        experiment("name = \"parabola\"", descent + "0.1\nparameters.momentum = 0.9"),
        experiment("name = \"parabola\"", "name = \"gradient_decent\"\nparameters.learning_rate = 0.1"),
        experiment("name = \"parabola\"\ndimensions = [0]", descent + "0.1"),
        experiment("name = \"parabola\"\nstart = [[1]]", descent + "0.1"),
        experiment("name = \"parabola\"", "name = \"adam\"\nparameters.beta1 = 1")};
    std::vector<Verdict> files = {{experiment("name = \"parabola\"", descent + "0.1"), "valid"}};
    for (const std::string &toml : wrong) {
        folder.write("wrong.toml", toml);
        CHECK(call(folder, {"plan", "wrong.toml", "--runs"}).code == 2);
        files.push_back({toml, "wrong"});
    }
    thalweg::spec::check_verdicts(Json::parse(call(folder, {"schema"}).out), files);
}

TEST_CASE("surroundings: the schema's help says how an editor finds it, and ends with an example") {
    const Result help = call(Folder(), {"schema", "--help"});
    CHECK(help.code == 0);
    CHECK_THAT(help.out, Contains("#:schema ./thalweg.schema.json") && Contains(".taplo.toml") &&
                             Catch::EndsWith("Example:\n  thalweg schema > thalweg.schema.json\n"));
}

TEST_CASE("surroundings: the doctor executes a run, finds the same bits, and leaves nothing behind") {
    const Folder folder;
    const Result result = call(folder, {"doctor", "--json"});
    const Json report = Json::parse(result.out);
    INFO(result.out);
    CHECK(result.code == 0);
    CHECK(report.at("format") == "thalweg-doctor/1");
    CHECK(report.at("is_healthy") == true);
    CHECK(findings(report, "worker").at(0).at("what") ==
          "100 steps of gradient_descent, the same bits as in this process");
    CHECK(findings(report, "plugin folder").at(0).at("state") == "ok");
    for (const char *topic : {"version", "math", "cores", "memory", "this folder", "locks", "fsync", "clock",
                              "open files", "locale", "gnuplot"})
        CHECK(findings(report, topic).size() == 1);
    CHECK(folder.names().empty());
    CHECK_THAT(call(folder, {"doctor"}).out,
               Contains("\nok       worker ") && Contains(" in the way of runs\n"));
}

TEST_CASE("surroundings: the doctor names plugins that are refused and folders without any") {
    const Folder folder;
    fs::create_directories(folder / "mine");
    fs::create_directories(folder / "none");
    folder.write("mine/broken.so", "no library");
    const Result result = call(folder, {"doctor", "--json", "--plugin-path", (folder / "mine").string(),
                                        "--plugin-path", (folder / "none").string()});
    const Json report = Json::parse(result.out);
    CHECK(result.code == 0);
    CHECK(findings(report, "plugin folder").at(0).at("state") == "warning");
    CHECK(findings(report, "plugin folder").at(1).at("why") == "there is no *.so in it");
    CHECK_THAT(findings(report, "plugins").at(0).at("what").get<std::string>(), Contains("broken.so"));
}

TEST_CASE("surroundings: the doctor says that a plugin folder is missing, and that no run is possible") {
    const Folder folder;
    const Result result = call(folder, {"doctor", "--plugin-path", (folder / "nowhere").string()});
    CHECK(result.code == 2);
    CHECK_THAT(result.out, Contains("problem  plugin folder") && Contains((folder / "nowhere").string()) &&
                               Contains("problem  components"));
}
