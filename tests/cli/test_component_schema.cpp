// SPDX-License-Identifier: MIT
// What the schema says of parameters, and what the planner makes of the same files.
#include "catalog.hpp"
#include "cli/component_schema.hpp"
#include "screen.hpp"
#include "spec/verdicts.hpp"

using namespace screen;
using namespace thalweg;
using Json = nlohmann::ordered_json;

namespace {

/// A component with a parameter of each type, all but the first with a default.
library::Component many() {
    using namespace library;
    Component c;
    c.kind = Kind::optimizer;
    c.name = "many";
    c.title = "Many parameters";
    Parameter rate{"rate", "step length", "m", Type::real, std::nullopt, {0.0, 2.0, true, false},
                   true,   true,          {}};
    Parameter memory{
        "memory", "points kept", "", Type::integer, Value(std::int64_t{5}), {1.0, 9.0, false, false},
        false,    false,         {}};
    Parameter flag{"flag", "whether", "", Type::boolean, Value(true), {}, false, false, {}};
    Parameter word{"word", "a word", "", Type::text, Value(std::string("a")), {}, false, false, {}};
    Parameter mode{"mode", "a way", "",    Type::choice,  Value(std::string("down")),
                   {},     false,   false, {"down", "up"}};
    Parameter reals{
        "reals", "weights", "", Type::real_array, Value(std::vector{0.5}), {0.0, std::nullopt, true, false},
        false,   false,     {}};
    Parameter wholes{"wholes",
                     "sizes",
                     "",
                     Type::integer_array,
                     Value(std::vector<std::int64_t>{2}),
                     {std::nullopt, 8.0, false, true},
                     false,
                     false,
                     {}};
    c.parameters = {rate, memory, flag, word, mode, reals, wholes};
    c.flags = THALWEG_OPT_BLOCKWISE;
    return c;
}

World world_of_many() {
    World world;
    world.catalog = small_catalog();
    world.catalog.components.push_back(many());
    world.answers = {bowl_problem()};
    return world;
}

std::string file_with(const std::string &objective, const std::string &optimizer) {
    return "[experiment]\nname = \"first\"\n[stop]\nsteps = 1\n[[objective]]\n" + objective +
           "\n[[optimizer]]\n" + optimizer + "\n";
}

std::string with_many(const std::string &lines) {
    return file_with("name = \"bowl\"", "name = \"many\"\n" + lines);
}

/// The planner's verdict: exit 0 or 2 of `thalweg plan`.
spec::Verdict planned(const std::string &toml) {
    World world = world_of_many();
    const auto file = std::filesystem::temp_directory_path() /
                      ("thalweg_component_schema_" + std::to_string(::getpid()) + ".toml");
    std::ofstream(file) << toml;
    const std::string name = file.string();
    const Outcome outcome = run(world, {"plan", name.c_str(), "--runs", "--json"});
    std::filesystem::remove(file);
    return {toml, outcome.exit == 0 ? "valid" : "wrong"};
}

} // namespace

TEST_CASE("schema: parameters of every type are judged as the planner judges them") {
    const std::vector<std::string> values = {
        "0",
        "1",
        "2",
        "3",
        "9",
        "10",
        "0.5",
        "2.5",
        "true",
        "\"down\"",
        "\"sideways\"",
        "[1, 2]",
        "[0.5, 1.5]",
        "[0, 1]",
        "[10]",
        "[true, false]",
        "[\"up\", \"down\"]",
        "[\"up\", \"in\"]",
        "[[1, 2], [3]]",
        "[[1], [0]]",
        "[]",
        "{ linear = [1, 2], count = 2 }",
        "{ log = [1, 2], count = 2 }",
        "{ formula = \"1+i\", count = 2 }",
        "{ schedule = \"cosine\", from = 1, to = 0 }",
        "[{ schedule = \"constant\", from = 1 }, 0.5]",
        "{ default = 1, bias = 2 }",
        "{ bias = 2 }",
        "{ other = 1, hidden = 1, input = 1, output = 1, bias = 2, norm = 1 }",
        "{ default = true }",
        "{ default = \"up\", norm = \"down\" }",
        "{ default = \"up\", norm = \"in\" }",
        "[{ default = 1, norm = 2 }, 2]",
        "{ default = 1, norm = 10 }",
        "{ default = [1] }"};
    std::vector<spec::Verdict> files;
    for (const library::Parameter &parameter : many().parameters)
        for (const std::string &value : values) {
            const std::string rate = parameter.key == "rate" ? "" : "parameters.rate = 0.5\n";
            files.push_back(planned(with_many(rate + "parameters." + parameter.key + " = " + value)));
        }
    CHECK(std::ranges::count(files, "valid", &spec::Verdict::verdict) > 30);
    spec::check_verdicts(cli::schema_with(world_of_many().catalog), files);
}

TEST_CASE("schema: unknown components, unknown parameters and missing ones are refused") {
    const std::vector<std::string> wrong = {
        file_with("name = \"bowl\"", "name = \"mani\"\nparameters.rate = 1"),
        file_with("name = \"many\"", "name = \"many\"\nparameters.rate = 1"),
        file_with("name = \"bowl\"\nparameters.rate = 1", "name = \"curved\""),
        file_with("name = \"bowl\"\ndata = { batch = 2 }", "name = \"many\"\nparameters.rate = 1"),
        with_many("parameters.rate = 1\nparameters.pace = 1"),
        with_many(""),
        with_many("parameters.flag = true"),
        file_with("name = \"bowl\"",
                  "name = \"descent\"\nparameters.learning_rate = { default = 1, bias = 2 }")};
    std::vector<spec::Verdict> files;
    for (const std::string &toml : wrong) {
        files.push_back(planned(toml));
        CHECK(files.back().verdict == "wrong");
    }
    files.push_back(planned(with_many("search = { method = \"random\", count = 3 }\n"
                                      "parameters.rate = { log_uniform = [0.1, 1] }")));
    CHECK(files.back().verdict == "valid");
    spec::check_verdicts(cli::schema_with(world_of_many().catalog), files);
}

TEST_CASE("schema: dimensions outside of the objective's are refused") {
    World world = world_of_many();
    world.catalog.components[0].min_dim = 2;
    world.catalog.components[0].max_dim = 4;
    std::vector<spec::Verdict> files;
    for (const auto &[dimension, verdict] : {std::pair{1, "wrong"}, {2, "valid"}, {4, "valid"}, {5, "wrong"}})
        files.push_back({file_with("name = \"bowl\"\ndimensions = [" + std::to_string(dimension) + "]",
                                   "name = \"descent\"\nparameters.learning_rate = 1"),
                         verdict});
    spec::check_verdicts(cli::schema_with(world.catalog), files);
}

TEST_CASE("schema: offers names with titles, and parameters with doc, unit, range and default") {
    World world = world_of_many();
    const Json schema = Json::parse(run(world, {"schema"}).out);
    CHECK(schema.at("$schema") == "http://json-schema.org/draft-07/schema#");
    const Json &name = schema.at("definitions").at("optimizer").at("properties").at("name");
    CHECK(name.at("enum") == Json({"curved", "descent", "many"}));
    CHECK(name.at("x-taplo").at("docs").at("enumValues") == Json({"", "x <- x - lr g", "Many parameters"}));
    const Json &properties = schema.at("definitions").at("optimizer_many").at("properties");
    CHECK(properties.at("rate").at("description") == "step length, in m, (0, 2]; may follow a schedule");
    CHECK_FALSE(properties.at("rate").contains("default"));
    CHECK(properties.at("memory").at("default") == 5);
    CHECK(properties.at("memory").at("anyOf").at(0).at("maximum") == 9.0);
    CHECK(properties.at("rate").at("anyOf").at(0).at("exclusiveMinimum") == 0.0);
}

TEST_CASE("schema: without plugins any component is taken") {
    spec::check_verdicts(cli::schema_with({}), {{with_many("parameters.pace = 3"), "valid"}});
}
