// SPDX-License-Identifier: MIT
#include "planned.hpp"

#include <catch2/catch.hpp>

using namespace planned;
using Catch::Contains;

namespace {

const std::string bowl = "[[objective]]\nname = \"bowl\"\n";

plan::Matrix descent(const std::string &parameters) {
    return make(text_of(bowl + "[[optimizer]]\nname = \"descent\"\n" + parameters + "\n"));
}
plan::Key key(const std::string &parameters) { return descent(parameters).key(0).value(); }

std::string label(const std::string &parameters, std::uint64_t id = 0) {
    const plan::Matrix matrix = descent(parameters);
    return labels(matrix.at(id).value()).configuration;
}

Error mistake_of(const std::string &tables) {
    std::vector<Error> mistakes;
    make(text_of(tables), mistakes);
    REQUIRE(mistakes.size() == 1);
    return mistakes.front();
}
Error mistake_of_descent(const std::string &parameters) {
    return mistake_of(bowl + "[[optimizer]]\nname = \"descent\"\n" + parameters + "\n");
}

} // namespace

TEST_CASE("by role: every role has a value, its own, that of default, or the component's own") {
    const auto values = [](const std::string &table) {
        const plan::Matrix matrix = descent("parameters.learning_rate = " + table);
        return std::get<ByRole>(matrix.at(0).value().optimizer_parameters[0]);
    };
    const ByRole given = values("{ default = 2, bias = 0.5 }"), own = values("{ norm = 0.5 }");
    CHECK(given.values[0] == ByRole::Single(2.0)); // of the parameter's type
    CHECK(given.values[4] == ByRole::Single(0.5));
    CHECK(own.values[4] == ByRole::Single(0.1)); // the default of learning_rate
    CHECK(own.values[5] == ByRole::Single(0.5));
    CHECK(given.rest == std::nullopt);
}

TEST_CASE("by role: keys are of what the roles have, however it is written") {
    const plan::Key plain = key("parameters.learning_rate = 0.2"), none = key("");
    const plan::Key mixed = key("parameters.learning_rate = { default = 0.2, bias = 0.5 }");
    CHECK(mixed != plain);
    CHECK(mixed == key("parameters.learning_rate = { bias = 0.5, default = 0.2 }"));
    CHECK(mixed == key("parameters.learning_rate = { bias = 0.5, default = 0.2, norm = 0.2 }"));
    CHECK(mixed == key("parameters.learning_rate = { other = 0.2, hidden = 0.2, input = 0.2, output = 0.2, "
                       "bias = 0.5, norm = 0.2 }"));
    CHECK(mixed != key("parameters.learning_rate = { default = 0.2, norm = 0.5 }"));
    CHECK(mixed != key("parameters.learning_rate = { default = 0.5, bias = 0.2 }"));
    CHECK(key("parameters.learning_rate = { default = 0.2 }") == plain);
    CHECK(key("parameters.learning_rate = { default = 0.1 }") == none); // the component's default
    CHECK(key("parameters.learning_rate = { bias = 0.1 }") == none);
}

TEST_CASE("by role: an array is a sweep, a zip pairs it, and labels name what differs") {
    const std::string sweep = "parameters.learning_rate = [{ default = 0.2, bias = 0.5 }, 0.3]\n"
                              "parameters.steps_back = [{ norm = 4 }, 5]\n";
    CHECK(descent(sweep).size() == 4);
    CHECK(label(sweep, 0) == "learning_rate=0.2 (bias 0.5), steps_back=3 (norm 4)");
    CHECK(label(sweep, 3) == "learning_rate=0.3, steps_back=5");
    const std::string zipped = sweep + "zip = [[\"learning_rate\", \"steps_back\"]]";
    CHECK(descent(zipped).size() == 2);
    CHECK(label(zipped, 0) == "learning_rate=0.2 (bias 0.5), steps_back=3 (norm 4)");
    const plan::Matrix ruled = descent("parameters.rule = { hidden = \"wolfe\" }");
    CHECK(labels(ruled.at(0).value()).configuration_json ==
          R"({"parameters":{"learning_rate":0.1,"nesterov":false,"rule":{"bias":"armijo","hidden":"wolfe",)"
          R"("input":"armijo","norm":"armijo","other":"armijo","output":"armijo"},"steps_back":3}})");
}

TEST_CASE("by role: stands beside what a search draws") {
    const plan::Matrix matrix = descent("search = { method = \"random\", count = 4 }\n"
                                        "parameters.steps_back = { bias = 9 }\n"
                                        "parameters.learning_rate = { uniform = [0.1, 0.2] }");
    CHECK(matrix.size() == 4);
    CHECK(std::holds_alternative<ByRole>(matrix.at(3).value().optimizer_parameters[1]));
}

TEST_CASE("by role: a condition on numbers never matches it") {
    const plan::Matrix matrix =
        make(text_of(bowl + "[[optimizer]]\nname = \"descent\"\n"
                            "parameters.learning_rate = [{ default = 0.2, bias = 0.5 }, 0.3]\n"
                            "[[exclude]]\noptimizer_parameters.learning_rate = { above = 0.0 }\n"));
    CHECK(matrix.counts().runs == 1);
    CHECK(matrix.at(0).has_value());
}

TEST_CASE("by role: values that do not fit are told with their role") {
    const Error range = mistake_of_descent("parameters.learning_rate = { default = 0.2, bias = -1 }");
    CHECK(range.what == "-1 is out of range for learning_rate, in its value for bias");
    CHECK(range.where == "test.toml:10:28");
    CHECK(range.why == "learning_rate must be in (0, inf)");
    CHECK(mistake_of_descent("parameters.steps_back = { default = 0.5 }").what ==
          "steps_back must be an integer, in its value for default");
    CHECK(mistake_of_descent("parameters.rule = { norm = \"wolf\" }").what ==
          "rule must be one of armijo, wolfe, in its value for norm");
}

TEST_CASE("by role: optimizers that cannot have it say why") {
    const auto refused = [](const std::string &optimizer, const std::string &parameter) {
        return mistake_of(bowl + "[[optimizer]]\nname = \"" + optimizer + "\"\nparameters." + parameter +
                          " = [0.5, { default = 0.5, bias = 0.25 }]\n");
    };
    const Error strict = refused("strict", "rate");
    CHECK(strict.what == "rate of strict cannot have values by role");
    CHECK(strict.why == "strict does not say that it treats the blocks of x independently of each other");
    CHECK(strict.where == "test.toml:10:25");
    CHECK(strict.fix == "write one value; `thalweg describe strict` has a line \"by role\" where it can");
    CHECK(refused("watched", "learning_rate").why ==
          "its metrics speak of the whole of x, and by role it would work on parts");
    CHECK(mistake_of("[[objective]]\nname = \"bowl\"\nparameters.scale = { bias = 2 }\n[[optimizer]]\n"
                     "name = \"descent\"\n")
              .why == "roles are of the blocks of x, which an optimizer moves");
}

TEST_CASE("by role: a rotation leaves no blocks") {
    const Error rotated =
        mistake_of("[[objective]]\nname = \"bowl\"\ntransform = [{ shift = 1 }, { rotate = true "
                   "}]\n[[optimizer]]\nname = \"descent\"\nparameters.steps_back = { bias = 2 }\n");
    CHECK(rotated.what == "steps_back by role meets a rotated objective");
    CHECK(rotated.where == "test.toml:11:25");
    CHECK(rotated.why == "the rotation of bowl, line 7, mixes the coordinates of all blocks");
    CHECK_NOTHROW(
        make(text_of("[[objective]]\nname = \"bowl\"\ntransform = [{ shift = 1 }, { negate = true }]\n"
                     "[[optimizer]]\nname = \"descent\"\nparameters.steps_back = { bias = 2 }\n")));
}

TEST_CASE("by role: a role that no objective has is warned of") {
    // bowl has blocks of the roles hidden and bias
    CHECK(descent("parameters.steps_back = { hidden = 2, bias = 4 }").warnings().empty());
    const auto warnings = descent("parameters.steps_back = { norm = 2, bias = 4, input = 5 }").warnings();
    REQUIRE(warnings.size() == 1);
    CHECK(warnings[0] == "steps_back of descent has a value for input and norm, but no objective of the file "
                         "has such blocks of x");
}
