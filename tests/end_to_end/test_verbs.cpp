// SPDX-License-Identifier: MIT
// The verbs as a newcomer tries them one after the other.
#include "stored.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::EndsWith;
using Catch::StartsWith;
using Json = nlohmann::json;

TEST_CASE("verbs: each has a help that ends with an example, which parses") {
    const Folder folder;
    const Result all = call(folder, {"--help"});
    CHECK(all.code == 0);
    for (const std::string verb : {"run", "plan", "list", "describe", "show", "version"}) {
        CHECK_THAT(all.out, Contains("\n  " + verb + " "));
        const Result help = call(folder, {verb, "--help"});
        CHECK(help.code == 0);
        CHECK(help.err == "");
        CHECK_THAT(help.out, Contains("Example:\n  thalweg " + verb));
    }
}

TEST_CASE("verbs: what the command line does not know is refused with the nearest word") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    struct Wrong {
        Process::Words words;
        std::string says;
    };
    const auto wrong = GENERATE(values<Wrong>({
        {{"runn", "small.toml"}, "run"},
        {{"run", "small.toml", "--overwrit"}, "--overwrite"},
        {{"run"}, "file"},
        {{"run", "small.toml", "small.toml"}, "small.toml"},
        {{"run", "small.toml", "--jobs", "many"}, "jobs"},
        {{"run", "small.toml", "--jobs", "-1"}, "jobs"},
        {{"describe", "gradient_decent"}, "gradient_descent"},
        {{"list", "optimisers"}, "optimizers"},
        {{"show", "small.h5"}, "small.h5"},
        {{}, "verb"},
    }));
    const Result result = call(folder, wrong.words);
    INFO(result.err);
    CHECK(result.code == 2);
    CHECK(result.out == "");
    CHECK_THAT(result.err, StartsWith("error: ") && Contains(wrong.says));
    CHECK(folder.names() == std::vector<std::string>{"small.toml"});
}

TEST_CASE("verbs: every component is listed, described, and its example runs") {
    const Folder folder;
    const Result list = call(folder, {"list", "--json"});
    REQUIRE(list.code == 0);
    const Json listed = Json::parse(list.out);
    CHECK(listed.at("format") == "thalweg-list/1");
    std::vector<std::string> names;
    for (const char *kind : {"objectives", "optimizers"})
        for (const auto &component : listed.at(kind))
            names.push_back(component.at("name"));
    for (const char *name : {"cliffs",        "parabola",         "parabola_cosine",
                             "cosine_well",   "x_cos_pi_x",       "risk",
                             "cubic",         "saddle",           "tanh",
                             "half_parabola", "cosine_pi",        "exp_half",
                             "bowl_ripple",   "gradient_descent", "momentum",
                             "adagrad",       "rmsprop",          "adadelta",
                             "adam",          "adam_carried",     "newton"})
        CHECK(std::find(names.begin(), names.end(), name) != names.end());
    const Result text = call(folder, {"list"});
    for (const std::string &name : names) {
        CHECK_THAT(text.out, Contains(name));
        const Result described = call(folder, {"describe", name, "--json"});
        INFO(name << '\n' << described.err);
        REQUIRE(described.code == 0);
        CHECK_THAT(call(folder, {"describe", name}).out, Contains(name));
        // each description comes with an experiment that runs as it is
        folder.write("try.toml", Json::parse(described.out).at("components").at(0).at("experiment_toml"));
        const Result run = call(folder, {"run", "try.toml", "-o", name + ".h5", "--jobs", "1"});
        INFO(run.err);
        CHECK(run.code == 0);
    }
}

TEST_CASE("verbs: what list says to fit is what skip_unsupported leaves in an experiment") {
    const Folder folder;
    const Json optimizers = Json::parse(call(folder, {"list", "optimizers", "--json"}).out).at("optimizers");
    std::string experiment = "[experiment]\nname = \"all\"\nskip_unsupported = true\n[stop]\nsteps = 1\n";
    for (const Json &optimizer : optimizers) {
        experiment += "[[optimizer]]\nname = " + optimizer.at("name").dump() + "\n";
        for (const Json &parameter : optimizer.at("parameters"))
            if (parameter.at("required"))
                experiment += "parameters." + parameter.at("name").get<std::string>() + " = 0.1\n";
    }
    std::size_t n_fitting = 0;
    for (const std::string name : {"mlp", "bbob_f1", "sphere", "parabola"}) { // f g Hv, f g, f g H Hv, f g H
        experiment += "[[objective]]\nname = \"" + name + "\"\n";
        const Json fitting = Json::parse(call(folder, {"list", "--fits", name, "--json"}).out);
        n_fitting += fitting.at("optimizers").size();
    }
    folder.write("all.toml", experiment);
    const Result plan = call(folder, {"plan", "all.toml", "--json"});
    INFO(plan.err);
    REQUIRE(plan.code == 0);
    CHECK(Json::parse(plan.out).at("runs") == n_fitting);
    CHECK(Json::parse(plan.out).at("unsupported") == 4 * optimizers.size() - n_fitting);
    CHECK(n_fitting < 4 * optimizers.size()); // newton needs H, which bbob_f1 lacks
}

TEST_CASE("verbs: the version is one line, and an object with the numbers of all formats") {
    const Folder folder;
    const Result text = call(folder, {"version"});
    CHECK(text.code == 0);
    CHECK_THAT(text.out, StartsWith("thalweg "));
    const Json json = Json::parse(call(folder, {"version", "--json"}).out);
    CHECK(json.at("format") == "thalweg-version/1");
    CHECK(json.at("abi") == "1.0");
    CHECK(json.at("results_format") == "1.0");
}

TEST_CASE("verbs: plan counts what run then does, and lists the same runs") {
    const Folder folder;
    folder.write("small.toml", small_experiment("[[optimizer]]\nname = \"newton\"\n"));
    const Result plan = call(folder, {"plan", "small.toml", "--json"});
    REQUIRE(plan.code == 0);
    CHECK(Json::parse(plan.out).at("runs") == 3);
    const Json listed = Json::parse(call(folder, {"plan", "small.toml", "--runs", "--json"}).out);
    CHECK(folder.names() == std::vector<std::string>{"small.toml"});
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const Stored stored(folder / "small.h5");
    REQUIRE(listed.at("runs").size() == stored.runs().size());
    for (std::size_t row = 0; row < stored.runs().size(); ++row) {
        CHECK(listed.at("runs").at(row).at("run_id") == stored.runs()[row].run_id);
        CHECK(listed.at("runs").at(row).at("key") == thalweg::plan::to_hex(stored.runs()[row].key));
        CHECK(listed.at("runs").at(row).at("optimizer") == stored.runs()[row].optimizer);
    }
}

TEST_CASE("verbs: show filters, groups, sorts, and shows a single run") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    REQUIRE(call(folder, {"run", "small.toml"}).code == 0);
    const Json one =
        Json::parse(call(folder, {"show", "small.h5", "--where", "learning_rate<0.2", "--json"}).out);
    CHECK(one.at("runs") == 2);
    CHECK(one.at("runs_shown") == 1);
    const Json grouped = Json::parse(call(folder, {"show", "small.h5", "--by", "optimizer", "--json"}).out);
    CHECK(grouped.at("problems").at(0).at("standings").size() == 1);
    const Json run = Json::parse(call(folder, {"show", "small.h5", "--run", "1", "--json"}).out);
    CHECK(run.at("run").at("optimizer_parameters").at("learning_rate") == 0.25);
    CHECK(run.at("observations").at("f").size() == 11);
    CHECK(run.at("observations").at("f").at(1) == 100); // x = -20 + 40 / 4 = -10
    CHECK(call(folder, {"show", "small.h5", "--run", "2"}).code == 2);
    CHECK(call(folder, {"show", "small.h5", "--where", "learning_rat<1"}).code == 2);
    CHECK(call(folder, {"show", "small.h5", "--sort", "f_best"}).code == 0);
}

TEST_CASE(
    "verbs: show --run finds every run by its id and by the beginning of its key, also where ids have gaps") {
    const Folder folder;
    folder.write(
        "gaps.toml",
        "[experiment]\nname = \"gaps\"\nseed = 1\n[stop]\nsteps = 2\n[[objective]]\nname = \"parabola\"\n"
        "[[optimizer]]\nname = \"gradient_descent\"\nparameters.learning_rate = [0.1, 0.2, 0.3, 0.4, 0.5]\n"
        "[[exclude]]\noptimizer = \"gradient_descent\"\n"
        "optimizer_parameters.learning_rate = { equals = 0.2 }\n");
    REQUIRE(call(folder, {"run", "gaps.toml"}).code == 0);
    const auto shown = [&folder](const std::string &id) {
        return Json::parse(call(folder, {"show", "gaps.h5", "--run", id, "--json"}).out).at("run");
    };
    for (const auto &[id, rate] : {std::pair{0, 0.1}, {2, 0.3}, {3, 0.4}, {4, 0.5}}) {
        const Json run = shown(std::to_string(id));
        CHECK(run.at("run_id") == id);
        CHECK(run.at("optimizer_parameters").at("learning_rate") == rate);
        CHECK(shown(run.at("key").get<std::string>().substr(0, 8)).at("run_id") == id);
    }
    for (const std::string id : {"1", "5", "no_key"}) {
        const Result result = call(folder, {"show", "gaps.h5", "--run", id});
        CHECK(result.code == 2);
        CHECK_THAT(result.err, StartsWith("error: no run has the id \"" + id + "\"\n") &&
                                   Contains("the file holds 4 runs, with ids from 0 to 4"));
    }
}

TEST_CASE("verbs: every experiment that comes with thalweg runs") {
    const Folder folder;
    for (const auto &entry : fs::directory_iterator(THALWEG_SOURCE_DIR "/experiments")) {
        if (entry.path().extension() != ".toml")
            continue;
        const Result run = call(folder, {"run", entry.path().string()});
        INFO(entry.path() << '\n' << run.err);
        CHECK(run.code == 0);
    }
}

TEST_CASE("verbs: quiet is quiet, and results alone go to stdout") {
    const Folder folder;
    folder.write("small.toml", small_experiment());
    const Result run = call(folder, {"run", "small.toml", "--quiet"});
    CHECK(run.code == 0);
    CHECK(run.err == "");
    CHECK_THAT(run.out, Contains("results: small.h5"));
    CHECK_THAT(run.out, !Contains("\x1b")); // no colours where there is no terminal
}
