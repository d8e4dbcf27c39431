// SPDX-License-Identifier: MIT
#include "files.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::spec;

namespace {

const std::string file = R"([experiment]
name = "first"
[stop]
steps = 10
[[objective]]
name = "parabola"
[[optimizer]]
name = "adam"
parameters.beta1 = 0.9
parameters.learning_rate = { log = [0.001, 1], count = 3 }
[[optimizer]]
name = "momentum"
parameters.learning_rate = 0.1
[[optimizer]]
name = "adam"
)";

const Parameter &parameter(const Spec &spec, std::size_t optimizer, std::size_t index) {
    REQUIRE(spec.optimizers.size() > optimizer);
    REQUIRE(spec.optimizers[optimizer].parameters.size() > index);
    return spec.optimizers[optimizer].parameters[index];
}

Error only_mistake(const std::string &override_text) {
    const std::vector<Error> mistakes = mistakes_in(file, {override_text});
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].where == "--set " + override_text);
    CHECK(mistakes[0].excerpt.empty());
    return mistakes[0];
}

} // namespace

TEST_CASE("overrides: a value is TOML") {
    const Spec spec =
        read(file, {"stop.steps=25", "record.iterates = \"log:4\"", "experiment.skip_unsupported=true"});
    CHECK(std::get<std::uint64_t>(spec.stop.steps->value) == 25);
    CHECK(spec.record.iterates == Policy{Policy::Kind::log, 4});
    CHECK(spec.skip_unsupported);
    CHECK(spec.source.overrides.size() == 3);
}

TEST_CASE("overrides: a value that is not TOML is text") {
    const Spec spec =
        read(file, {"experiment.title=Two words", "stop.memory=2 GiB", "record.observations=every:5"});
    CHECK(spec.title == "Two words");
    CHECK(spec.stop.memory == std::uint64_t{2} << 30);
    CHECK(spec.record.observations == Policy{Policy::Kind::every, 5});
}

TEST_CASE("overrides: a value cannot bring further keys") {
    const Error error = only_mistake("stop.steps=5\nname = 3");
    CHECK(error.what == "steps of [stop] must be an integer, not text");
}

TEST_CASE("overrides: of two for one key the later counts") {
    CHECK(std::get<std::uint64_t>(read(file, {"stop.steps=25", "stop.steps=7"}).stop.steps->value) == 7);
}

TEST_CASE("overrides: a table that the file lacks comes into being") {
    CHECK(read(file, {"record.timing=observation"}).record.time_observations);
    const std::string stopless =
        file.substr(0, file.find("[stop]")) + file.substr(file.find("[[objective]]"));
    CHECK(read(stopless, {"stop.seconds=1.5"}).stop.seconds == 1.5);
}

TEST_CASE("overrides: a number means one table, a name means all tables of that name") {
    const Spec by_number = read(file, {"optimizer.2.parameters.beta2=0.75"});
    CHECK(by_number.optimizers[0].parameters.size() == 2);
    CHECK(std::get<double>(std::get<Value>(parameter(by_number, 2, 0).value)) == 0.75);

    const Spec by_name = read(file, {"optimizer.adam.parameters.beta1=[0.25, 0.75]"});
    CHECK(std::get<Array>(parameter(by_name, 0, 0).value).elements.size() == 2);
    CHECK(std::get<Array>(parameter(by_name, 2, 0).value).elements.size() == 2);
    CHECK(by_name.optimizers[1].parameters.size() == 1);
}

TEST_CASE(
    "overrides: a key keeps its place in the order of the sweep, its value has the place of the override") {
    const Spec spec = read(file, {"optimizer.0.parameters.beta2=0.75", "optimizer.0.parameters.beta1=0.25"});
    CHECK(parameter(spec, 0, 0).key == "beta1");
    CHECK(parameter(spec, 0, 0).place.line == 9);
    CHECK(parameter(spec, 0, 0).value_place.line == 0);
    CHECK(parameter(spec, 0, 0).value_place.column == 2);
    CHECK(parameter(spec, 0, 1).key == "learning_rate");
    CHECK(parameter(spec, 0, 2).key == "beta2");
    CHECK(parameter(spec, 0, 2).place.column == 1);
}

TEST_CASE("overrides: a path may lead into an inline table") {
    const Spec spec = read(file, {"optimizer.0.parameters.learning_rate.count=5"});
    CHECK(std::get<Generator>(parameter(spec, 0, 1).value).text == "log(0.001,1,5)");
}

TEST_CASE("overrides: an unknown key is told with the override's text") {
    const Error error = only_mistake("stop.stepz=10");
    CHECK(error.what == "unknown key \"stepz\" in [stop]");
    CHECK(error.why == "[stop] takes steps, evaluations, seconds, timeout, memory, target, gradient_norm");
    CHECK(error.fix == "write steps");
}

TEST_CASE("overrides: a component that the file lacks is told with the nearest name") {
    const Error error = only_mistake("optimizer.adamm.parameters.beta1=0.5");
    CHECK(error.what == "there is no optimizer \"adamm\" in the file");
    CHECK(error.why == "it has adam, momentum, adam");
    CHECK(error.fix == "write adam");
}

TEST_CASE("overrides: a table number past the last is refused") {
    CHECK(only_mistake("optimizer.3.parameters.beta1=0.5").what == "there is no optimizer number 3");
}

TEST_CASE("overrides: a path through a value is refused") {
    CHECK(only_mistake("stop.steps.x=1").what == "\"steps\" is not a table");
}

TEST_CASE("overrides: what is not KEY=VALUE is refused") {
    CHECK(only_mistake("stop.steps").what == "this override is not KEY=VALUE");
    CHECK(only_mistake("=3").what == "this override is not KEY=VALUE");
    CHECK(only_mistake("stop..steps=3").what == "this override is not KEY=VALUE");
    CHECK(only_mistake("a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a.a=3").what ==
          "this override is not KEY=VALUE"); // 17 parts
}

TEST_CASE("overrides: values are checked as those of the file are") {
    CHECK(only_mistake("stop.steps=-1").what == "steps of [stop] must be at least 0, not -1");
    CHECK(only_mistake("stop.target=nan").what == "nan is not a finite number");
    CHECK(only_mistake("stop.target=1e-400").what == "the number is too small: it would be read as 0");
}

TEST_CASE("overrides: mistakes of overrides come after those of the file") {
    const std::vector<Error> mistakes = mistakes_in(file + "label = 3\n", {"stop.steps=x"});
    REQUIRE(mistakes.size() == 2);
    CHECK(mistakes[0].where == "first.toml:16:9");
    CHECK(mistakes[1].where == "--set stop.steps=x");
}
