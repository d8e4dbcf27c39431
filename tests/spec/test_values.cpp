// SPDX-License-Identifier: MIT
// What may stand to the right of a parameter.
#include "files.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::spec;

namespace {

Parameter parameter(const std::string &value, const std::string &more = "") {
    const Spec spec = read(with_optimizer("parameters.p = " + value + "\n" + more));
    REQUIRE(spec.optimizers.size() == 1);
    REQUIRE_FALSE(spec.optimizers[0].parameters.empty());
    return spec.optimizers[0].parameters[0];
}

Value value(const std::string &text) { return std::get<Value>(parameter(text).value); }
Generator generator(const std::string &text) { return std::get<Generator>(parameter(text).value); }
std::vector<Placed<Value>> elements(const std::string &text) {
    return std::get<Array>(parameter(text).value).elements;
}

std::string refusal(const std::string &text) {
    const std::vector<Error> mistakes = mistakes_in(with_optimizer("parameters.p = " + text));
    return mistakes.size() == 1 ? mistakes[0].what : std::to_string(mistakes.size()) + " mistakes";
}

} // namespace

TEST_CASE("parameters: a single value keeps its type") {
    CHECK(std::get<double>(value("0.25")) == 0.25);
    CHECK(std::get<std::int64_t>(value("1_000")) == 1000);
    CHECK(std::get<std::int64_t>(value("0x0F")) == 15);
    CHECK(std::get<bool>(value("true")));
    CHECK(std::get<std::string>(value("\"outside\"")) == "outside");
}

TEST_CASE("parameters: numbers at the edges of a double are read exactly") {
    CHECK(std::get<double>(value("5e-324")) == 5e-324);
    CHECK(std::get<double>(value("1.7976931348623157e308")) == 1.7976931348623157e308);
    CHECK(std::get<double>(value("0.1")) == 0.1);
    CHECK(std::get<double>(value("0.000e-999")) == 0.0); // written as 0, not rounded to it
    CHECK(refusal("0.0001e-400") == "the number is too small: it would be read as 0");
}

TEST_CASE("parameters: the place of a dotted key begins with its first part") {
    const Parameter read = parameter("0.25");
    CHECK(read.place.line == 9);
    CHECK(read.place.column == 1);
    CHECK(read.place.length == 12); // parameters.p
    CHECK(read.value_place.column == 16);
    CHECK(read.value_place.length == 4);
}

TEST_CASE("parameters: keep the order of the file, not of the alphabet") {
    const Spec spec = read(with_optimizer(
        "parameters.z = 1\nparameters.a = 2\n[optimizer.parameters.m]\nlinear = [1, 2]\ncount = 2"));
    const auto &parameters = spec.optimizers[0].parameters;
    REQUIRE(parameters.size() == 3);
    CHECK(parameters[0].key == "z");
    CHECK(parameters[1].key == "a");
    CHECK(parameters[2].key == "m");
}

TEST_CASE("parameters: an array holds values of any type, each with its place") {
    const auto mixed = elements("[0.5, 2, true, \"b\", [1, 2], [1, 2.5]]");
    REQUIRE(mixed.size() == 6);
    CHECK(mixed[0].value == Value(0.5));
    CHECK(mixed[1].value == Value(std::int64_t{2}));
    CHECK(mixed[2].value == Value(true));
    CHECK(mixed[3].value == Value(std::string("b")));
    CHECK(mixed[4].value == Value(std::vector<std::int64_t>{1, 2}));
    CHECK(mixed[5].value == Value(std::vector<double>{1.0, 2.5}));
    CHECK(mixed[1].place.column == 22);
}

TEST_CASE("parameters: arrays do not nest deeper than two") {
    CHECK(refusal("[[[1]]]") == "parameters.p must be a number, not an array");
}

TEST_CASE("generators: linear and log have ends, count and a text that has them all") {
    const Generator linear = generator("{ linear = [1, -0.5], count = 4 }");
    CHECK(linear.kind == Generator::Kind::linear);
    CHECK(linear.from == 1);
    CHECK(linear.to == -0.5);
    CHECK(linear.count == 4);
    CHECK(linear.text == "linear(1,-0.5,4)");
    const Generator log = generator("{ log = [1e-4, 1e0], count = 9 }");
    CHECK(log.kind == Generator::Kind::log);
    CHECK(log.text == "log(0.0001,1,9)");
}

TEST_CASE("generators: a formula's text has no count, so that a grown sweep keeps its keys") {
    const Generator formula = generator("{ formula = \" 16 * 2^-i\", count = 10 }");
    CHECK(formula.kind == Generator::Kind::formula);
    CHECK(formula.formula.text == "16 * 2^-i");
    CHECK(formula.count == 10);
    CHECK(formula.text == "formula(16 * 2^-i)");
}

TEST_CASE("generators: drawn values stand in tables with a search") {
    const std::string search = "search = { method = \"random\", count = 3 }";
    const auto uniform = std::get<Generator>(parameter("{ uniform = [0.0, 0.1] }", search).value);
    CHECK(uniform.kind == Generator::Kind::uniform);
    CHECK(uniform.text == "uniform(0,0.1)");
    CHECK(uniform.count == 0);
    CHECK(std::get<Generator>(parameter("{ log_uniform = [1e-4, 0.1] }", search).value).text ==
          "log_uniform(0.0001,0.1)");
}

TEST_CASE("generators: ends and counts that make no sweep are refused") {
    CHECK(refusal("{ log = [-1, 1], count = 3 }") == "both ends of log of parameters.p must be above 0");
    CHECK(refusal("{ linear = [2, 2], count = 3 }") == "the two ends of linear of parameters.p are equal");
    CHECK(refusal("{ linear = [1, 2], count = 1 }") == "count of parameters.p must be at least 2, not 1");
    CHECK(refusal("{ linear = [1, \"2\"], count = 3 }") ==
          "linear of parameters.p must be a number, not text");
    CHECK(refusal("{ formula = 3, count = 3 }") == "formula of parameters.p must be text, not an integer");
    CHECK(refusal("{ formula = \"" + std::string(1001, 'i') + "\", count = 3 }") ==
          "the formula has 1001 characters");
    CHECK(generator("{ formula = \"" + std::string(1000, 'i') + "\", count = 3 }").formula.text.size() ==
          1000);
    CHECK(generator("{ formula = \"i\", count = 1_000_000_000 }").count == 1'000'000'000);
}

TEST_CASE("schedules: each kind has its keys") {
    CHECK(std::get<Schedule>(value("{ schedule = \"cosine\", from = 0.1, to = 0.0, warmup = 50 }")) ==
          Schedule{.kind = "cosine", .from = 0.1, .to = 0.0, .warmup = 50});
    CHECK(std::get<Schedule>(value("{ schedule = \"constant\", from = 3 }")) ==
          Schedule{.kind = "constant", .from = 3});
    CHECK(std::get<Schedule>(value("{ schedule = \"step\", from = 1, factor = 0.25, every = 30 }")) ==
          Schedule{.kind = "step", .from = 1, .factor = 0.25, .every = 30});
    CHECK(std::get<Schedule>(value("{ schedule = \"exponential\", from = 1, to = 0.01 }")).to == 0.01);
    CHECK(refusal("{ schedule = \"constant\", from = 3, to = 1 }") ==
          "unknown key \"to\" in the schedule of parameters.p");
    CHECK(refusal("{ schedule = \"step\", from = 1, every = 0 }") ==
          "every of the schedule of parameters.p must be at least 1, not 0");
    CHECK(refusal("{ schedule = \"linear\", to = 1 }") == "the schedule of parameters.p has no from");
}

TEST_CASE("schedules: an array of them is a sweep") {
    const auto sweep = elements("[{ schedule = \"linear\", from = 1, to = 0 }, 0.5]");
    REQUIRE(sweep.size() == 2);
    CHECK(std::get<Schedule>(sweep[0].value).kind == "linear");
    CHECK(sweep[1].value == Value(0.5));
}

TEST_CASE("values by role: each role has a value of any single type") {
    ByRole expected;
    expected.rest = 0.1;
    expected.values[4] = std::int64_t{0}; // THALWEG_ROLE_BIAS
    expected.values[1] = true;
    expected.values[5] = std::string("outside");
    CHECK(std::get<ByRole>(value("{ norm = \"outside\", default = 0.1, bias = 0, hidden = true }")) ==
          expected);
    CHECK(std::get<ByRole>(value("{ other = 1 }")).rest == std::nullopt);
    CHECK(refusal("{ default = {} }") ==
          "default of the table by role of parameters.p must be a number, text or a boolean, not a table");
    CHECK(refusal("{ from = 1 }") == "2 mistakes"); // an unknown key, and a table that makes no values
}

TEST_CASE("values by role: an array of them is a sweep") {
    const auto sweep = elements("[{ default = 1, bias = 0 }, 0.5, { norm = 2 }]");
    REQUIRE(sweep.size() == 3);
    CHECK(std::holds_alternative<ByRole>(sweep[0].value));
    CHECK(std::get<ByRole>(sweep[2].value).values[5] == ByRole::Single(std::int64_t{2}));
    CHECK(sweep[2].place.column == 49);
}

TEST_CASE("zips: generators pair with arrays of their count") {
    const Spec spec = read(with_optimizer(
        "parameters.a = [1, 2, 3]\nparameters.b = { formula = \"2^i\", count = 3 }\nzip = [[\"a\", \"b\"]]"));
    CHECK(spec.optimizers[0].zips.at(0).size() == 2);
}

TEST_CASE("zips: a parameter is in one zip only, and in it once") {
    const std::string swept = "parameters.a = [1, 2]\nparameters.b = [1, 2]\nparameters.c = [1, 2]\n";
    const auto twice = mistakes_in(with_optimizer(swept + "zip = [[\"a\", \"b\"], [\"c\", \"a\"]]"));
    REQUIRE(twice.size() == 1);
    CHECK(twice[0].what == "zip names \"a\" twice");
    CHECK(twice[0].where == "first.toml:12:26");
    CHECK(mistakes_in(with_optimizer(swept + "zip = [[\"b\", \"b\"]]")).size() == 1);
}
