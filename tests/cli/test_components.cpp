// SPDX-License-Identifier: MIT
#include "catalog.hpp"
#include "cli/snippet.hpp"
#include "screen.hpp"
#include "spec/spec.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace screen;
using namespace thalweg;

namespace {

World small_world() {
    World world;
    world.catalog = small_catalog();
    world.answers = {bowl_problem()};
    return world;
}

bool has(const std::string &text, const std::string &part) { return text.find(part) != std::string::npos; }

} // namespace

TEST_CASE("describe: an optimizer with its formula, ranges, defaults and plugin") {
    World world = small_world();
    const std::string text = run(world, {"describe", "descent"}).out;
    CHECK(has(text, "descent  optimizer, version 2\n"));
    CHECK(has(text, "\n  x <- x - lr g\n"));
    CHECK(has(text, "learning_rate  real    must be set  above 0    m     log    yes       step length"));
    CHECK(has(text, "[0, 1)"));
    CHECK(has(text, "down | up"));
    CHECK(has(text, "  plugin       /plugins/libbowl.so\n"));
    CHECK(has(text, "  fits         1 of 1 objectives: `thalweg list --fits descent`\n"));
}

TEST_CASE("describe: names the build of the plugin, and the files that it hides") {
    World world = small_world();
    world.catalog.components[1].hides = {"/later/descent.so"};
    const std::string text = run(world, {"describe", "descent"}).out;
    CHECK(has(text, "  made of      bowl 1.0, gcc\n  hides        /later/descent.so\n"));
    const auto json = nlohmann::json::parse(run(world, {"describe", "descent", "--json"}).out);
    CHECK(json["components"][0]["hides"] == nlohmann::json({"/later/descent.so"}));
}

TEST_CASE("list and describe: a rule that reads f says so beside the gradient") {
    World world = small_world();
    world.catalog.components[1].flags = THALWEG_OPT_NEEDS_F;
    CHECK(has(run(world, {"list"}).out, "learning_rate mode decay  f g    x <- x - lr g"));
    CHECK(has(run(world, {"describe", "descent"}).out, "  needs        f value, g gradient\n"));
}

TEST_CASE("describe: tells hard bounds and units of metrics") {
    World world = small_world();
    library::Problem problem = bowl_problem();
    problem.lower = {-5.0, 0.0};
    problem.upper = {5.0, 1.0};
    world.answers = {problem};
    CHECK(has(run(world, {"describe", "bowl"}).out, "  bounds       (-5, 0) to (5, 1)\n"));
    world.catalog.components[1].metrics = {{"length", "of the step", "m"}};
    CHECK(has(run(world, {"describe", "descent"}).out, "  metric       length: of the step, in m\n"));
}

TEST_CASE("describe: an objective with what it offers and its known optimum") {
    World world = small_world();
    const std::string text = run(world, {"describe", "bowl"}).out;
    CHECK(has(text, "  source       Euclid, Book 2\n"));
    CHECK(has(text, "  offers       f value, g gradient\n"));
    CHECK(has(text, "  fits         1 of 2 optimizers: `thalweg list --fits bowl`\n")); // not curved
    CHECK(has(text, "  f_opt        0 at x = (0, 0)\n"));
    CHECK(has(text, "  start        (3, 1.5)\n"));
}

TEST_CASE("describe: JSON holds component, problem and experiment") {
    World world = small_world();
    const auto json = nlohmann::json::parse(run(world, {"describe", "bowl", "--json"}).out);
    CHECK(json["format"] == "thalweg-describe/1");
    const auto &component = json["components"].at(0);
    CHECK(component["kind"] == "objective");
    CHECK(component["problem"]["f_opt"] == 0.0);
    CHECK(component["problem"]["start"] == nlohmann::json({3.0, 1.5}));
    CHECK(component["fits"] == nlohmann::json({"descent"}));
    CHECK(has(component["experiment_toml"], "[[objective]]\nname = \"bowl\"\n"));
}

TEST_CASE("describe: an objective that refuses its defaults is described all the same") {
    World world = small_world();
    world.answers = {std::string("no data file")};
    const auto outcome = run(world, {"describe", "bowl"});
    CHECK(outcome.exit == 0);
    CHECK_FALSE(has(outcome.out, "f_opt"));
}

TEST_CASE("describe: tells where runs start when the objective has no start of its own") {
    World world = small_world();
    library::Problem problem = bowl_problem();
    problem.start.clear();
    world.answers = {problem};
    CHECK(has(run(world, {"describe", "bowl"}).out,
              "  start        none of its own: the experiment file gives `starts`\n"));
    problem.draws_starts = true;
    world.answers = {problem};
    CHECK(has(run(world, {"describe", "bowl"}).out,
              "  start        drawn: each \"default\" in `starts` is another one\n"));
}

TEST_CASE("describe: tells the dimension that follows from the parameters") {
    World world = small_world();
    CHECK(has(run(world, {"describe", "bowl"}).out, "  dimensions   1 or more (2 by default)\n"));
    world.catalog.components[0].default_dim = 0;
    CHECK(
        has(run(world, {"describe", "bowl"}).out, "  dimensions   1 or more; 2 with the parameters below\n"));
}

TEST_CASE("describe: a default that is an empty text is seen") {
    World world = small_world();
    world.catalog.components[1].parameters[1].fallback = Value(std::string());
    CHECK(has(run(world, {"describe", "descent"}).out, "mode           choice  \"\" "));
}

TEST_CASE("describe: breaks lines between words where the terminal ends and loses nothing") {
    World world = small_world();
    world.catalog.components[1].doc = "Downhill by the gradient, as long as it is steep enough.\n\n"
                                      "    x <- x - learning_rate * gradient of the function\n";
    world.catalog.components[1].citation = "Cauchy 1847, Comptes rendus de l'Academie des sciences 25";
    world.catalog.components[1].parameters[0].doc = "length of a step along the gradient";
    world.columns = 50;
    const std::string text = run(world, {"describe", "descent"}).out;
    CHECK(has(text, "\n  Downhill by the gradient, as long as it is steep\n  enough.\n\n")); // 50 columns
    CHECK(
        has(text, "\n      x <- x - learning_rate * gradient of the function\n")); // a formula keeps its line
    CHECK(has(text, "  source       Cauchy 1847, Comptes rendus de\n"
                    "               l'Academie des sciences 25\n"));
    // what stands before the meaning takes 70 columns and leaves it the least: 18
    CHECK(has(text, "yes       length of a step\n  " + std::string(70, ' ') + "along the gradient\n"));
    world.columns = 0;
    const std::string whole = run(world, {"describe", "descent"}).out;
    CHECK(has(whole, "  source       Cauchy 1847, Comptes rendus de l'Academie des sciences 25\n"));
    CHECK(has(whole, "length of a step along the gradient\n"));
}

TEST_CASE("describe: an unknown name is answered with the nearest") {
    World world = small_world();
    const auto outcome = run(world, {"describe", "decent"});
    CHECK(outcome.exit == 2);
    CHECK(has(outcome.err, "error: no component is called \"decent\"\n"));
    CHECK(has(outcome.err, "write `thalweg describe descent`"));
}

TEST_CASE("snippet: is an experiment file without mistakes, with a partner that fits") {
    const library::Catalog catalog = small_catalog();
    for (const library::Component *component : {&catalog.components[0], &catalog.components[1]}) {
        const std::string text = cli::make_snippet(catalog, *component, bowl_problem());
        const spec::Spec spec = spec::read_spec({"snippet", text, {}});
        REQUIRE(spec.objectives.size() == 1);
        REQUIRE(spec.optimizers.size() == 1);
        CHECK(spec.objectives[0].name.value == "bowl");
        CHECK(spec.optimizers[0].name.value == "descent"); // `curved` needs H, which bowl lacks
        CHECK(spec.optimizers[0].parameters.at(0).key == "learning_rate"); // must be set, so it is written
    }
}

TEST_CASE("snippet: writes starts where the objective has none of its own") {
    const library::Catalog catalog = small_catalog();
    library::Problem problem = bowl_problem();
    problem.start.clear();
    problem.region_lower = {-2.0, 0.0};
    problem.region_upper = {2.0, 8.0};
    const std::string text = cli::make_snippet(catalog, catalog.components[0], problem);
    CHECK(has(text, "starts = [[-1, 2]]\n")); // a quarter into the region
    CHECK(spec::read_spec({"snippet", text, {}}).objectives.at(0).starts.size() == 1);
}

TEST_CASE("snippet: an example value lies in the range of its parameter") {
    library::Parameter p;
    p.range = {0.0, std::nullopt, true, false};
    CHECK(std::get<double>(cli::example_value(p)) == 0.1);
    p.range = {5.0, 7.0, true, true};
    CHECK(std::get<double>(cli::example_value(p)) == 6.0);
    p.range = {std::nullopt, -3.0, false, true};
    CHECK(std::get<double>(cli::example_value(p)) == -4.0);
    p.type = library::Type::integer;
    p.range = {2.0, 5.0, false, false};
    CHECK(std::get<std::int64_t>(cli::example_value(p)) == 3);
}
