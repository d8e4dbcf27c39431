// SPDX-License-Identifier: MIT
// The tables of the experiment file's design, read field by field.
#include "files.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using namespace thalweg::spec;

namespace {

const std::string head = R"(#:schema ./thalweg.schema.json

[experiment]
name = "seven_optimizers"        # required, [a-z0-9_-]+
title = "Seven optimizers on a function with cliffs"
seed = 2020
repetitions = 3
skip_unsupported = true

[stop]
steps = 1000
evaluations = 100_000
seconds = 60.0
timeout = 120
memory = "2 GiB"
target = 1e-8
gradient_norm = 1e-10

[record]
observations = "every:7"
iterates = "log:16"
full = "every:50"
precision = "f32"
timing = "observation"
)";

const std::string objective = R"(
[[objective]]
name = "cliffs"
label = "the cliffs"
dimensions = [1, 4]
starts = [[-20.0], "default", { uniform = [-5, 5], count = 10 }]
parameters.scale = [1.0, 2.0]
data = { batch = 32, order = "replacement" }
transform = [{ shift = 1.0 }, { rotate = true }, { scale = -2 }, { negate = true }]
)";

const std::string optimizers = R"(
[[optimizer]]
name = "momentum"
parameters.learning_rate = [0.002, 0.001]
parameters.momentum = [0.9, 0.99]
zip = [["learning_rate", "momentum"]]

[[optimizer]]
name = "adamw"
label = "searched"
search = { method = "halton", count = 40 }
parameters.learning_rate = { log_uniform = [1e-4, 1e-1] }
parameters.weight_decay = { uniform = [0.0, 0.1] }
)";

const std::string excludes = R"(
[[exclude]]
objective = "cliffs"
optimizer = "searched"
optimizer_parameters.learning_rate = { above = 0.1, below = 0.5 }
objective_parameters.mode = { equals = "rough" }
)";

const Spec full = read(head + objective + optimizers + excludes);

} // namespace

TEST_CASE("read_spec: [experiment] is read") {
    CHECK(full.name.value == "seven_optimizers");
    CHECK(full.name.place.line == 4);
    CHECK(full.name.place.column == 8);
    CHECK(full.title == "Seven optimizers on a function with cliffs");
    CHECK(full.seed == 2020);
    CHECK(full.repetitions == 3);
    CHECK(full.skip_unsupported);
    CHECK(full.source.file == "first.toml");
}

TEST_CASE("read_spec: [stop] is read") {
    CHECK(std::get<std::uint64_t>(full.stop.steps->value) == 1000);
    CHECK(std::get<std::uint64_t>(full.stop.evaluations->value) == 100'000);
    CHECK(full.stop.steps->place.line == 11);
    CHECK(full.stop.seconds == 60.0);
    CHECK(full.stop.timeout == 120.0);      // an integer is accepted for a float
    CHECK(full.stop.memory == 2147483648u); // 2 * 1024^3
    CHECK(full.stop.target == 1e-8);
    CHECK(full.stop.gradient_norm == 1e-10);
}

TEST_CASE("read_spec: [record] is read") {
    CHECK(full.record.observations == Policy{Policy::Kind::every, 7});
    CHECK(full.record.iterates == Policy{Policy::Kind::log, 16});
    CHECK(full.record.full == Policy{Policy::Kind::every, 50});
    CHECK(full.record.single_precision);
    CHECK(full.record.time_observations);
}

TEST_CASE("read_spec: [[objective]] is read") {
    REQUIRE(full.objectives.size() == 1);
    const Objective &table = full.objectives[0];
    CHECK(table.name.value == "cliffs");
    CHECK(table.label == "the cliffs");
    CHECK(table.place.line == 26);
    REQUIRE(table.dimensions.size() == 2);
    CHECK(table.dimensions[1].value == 4);
    CHECK(table.dimensions[1].place.column == 18);
    REQUIRE(table.parameters.size() == 1);
    CHECK(table.parameters[0].key == "scale");
    REQUIRE(table.data.has_value());
    CHECK(table.data->batch == 32);
    CHECK(table.data->order == "replacement");
}

TEST_CASE("read_spec: starts are points, the component's own and drawn ones, in order") {
    const std::vector<Start> &starts = full.objectives[0].starts;
    REQUIRE(starts.size() == 3);
    CHECK(starts[0].kind == Start::Kind::point);
    CHECK(starts[0].point == std::vector<double>{-20.0});
    CHECK(starts[1].kind == Start::Kind::standard);
    CHECK(starts[2].kind == Start::Kind::uniform);
    CHECK(starts[2].from == -5);
    CHECK(starts[2].to == 5);
    CHECK(starts[2].count == 10);
}

TEST_CASE("read_spec: starts may be one word or one rule") {
    CHECK(read(with_objective("starts = \"default\"")).objectives[0].starts.at(0).kind ==
          Start::Kind::standard);
    CHECK(read(with_objective("starts = { uniform = [-1, 2] }")).objectives[0].starts.at(0).count == 1);
}

TEST_CASE("read_spec: transforms keep their order") {
    const std::vector<Transform> &transforms = full.objectives[0].transforms;
    REQUIRE(transforms.size() == 4);
    CHECK(transforms[0].kind == Transform::Kind::shift);
    CHECK(transforms[0].amount == 1.0);
    CHECK(transforms[1].kind == Transform::Kind::rotate);
    CHECK(transforms[2].kind == Transform::Kind::scale);
    CHECK(transforms[2].amount == -2.0);
    CHECK(transforms[3].kind == Transform::Kind::negate);
}

TEST_CASE("read_spec: [[optimizer]] with zip and with search is read") {
    REQUIRE(full.optimizers.size() == 2);
    CHECK(full.optimizers[0].name.value == "momentum");
    REQUIRE(full.optimizers[0].zips.size() == 1);
    REQUIRE(full.optimizers[0].zips[0].size() == 2);
    CHECK(full.optimizers[0].zips[0][1].value == "momentum");
    CHECK_FALSE(full.optimizers[0].search);
    REQUIRE(full.optimizers[1].search.has_value());
    CHECK(full.optimizers[1].search->method == "halton");
    CHECK(full.optimizers[1].search->count == 40);
    CHECK(full.optimizers[1].label == "searched");
}

TEST_CASE("read_spec: [[exclude]] is read") {
    REQUIRE(full.excludes.size() == 1);
    const Exclude &exclude = full.excludes[0];
    CHECK(exclude.objective->value == "cliffs");
    CHECK(exclude.optimizer->value == "searched");
    REQUIRE(exclude.optimizer_parameters.size() == 1);
    CHECK(exclude.optimizer_parameters[0].key == "learning_rate");
    CHECK(exclude.optimizer_parameters[0].above == 0.1);
    CHECK(exclude.optimizer_parameters[0].below == 0.5);
    REQUIRE(exclude.objective_parameters.size() == 1);
    CHECK(std::get<std::string>(*exclude.objective_parameters[0].equals) == "rough");
}

TEST_CASE("read_spec: what the file leaves out has its default") {
    const Spec spec = read(with_optimizer(""));
    CHECK(spec.seed == 0);
    CHECK(spec.repetitions == 1);
    CHECK_FALSE(spec.skip_unsupported);
    CHECK(spec.record.observations == Policy{Policy::Kind::all, 0});
    CHECK(spec.record.iterates == Policy{Policy::Kind::automatic, 0});
    CHECK(spec.record.full == Policy{Policy::Kind::none, 0});
    CHECK_FALSE(spec.stop.evaluations);
    CHECK_FALSE(spec.stop.memory);
    CHECK(spec.objectives[0].starts.empty());
    CHECK(spec.objectives[0].dimensions.empty());
    CHECK_FALSE(spec.objectives[0].data);
}

TEST_CASE("read_spec: steps may be 0 and may be a formula of the dimension") {
    const auto steps = [](const std::string &value) {
        return read("[experiment]\nname = \"a\"\n[stop]\nsteps = " + value +
                    "\n[[objective]]\nname = \"b\"\n[[optimizer]]\nname = \"c\"")
            .stop.steps->value;
    };
    CHECK(std::get<std::uint64_t>(steps("0")) == 0);
    CHECK(std::get<Formula>(steps("{ formula = \" 1000*d \" }")).text == "1000*d");
}

TEST_CASE("read_spec: sizes of memory have decimal and binary units") {
    const auto bytes = [](const std::string &value) {
        return read(with_optimizer(""), {"stop.memory=" + value}).stop.memory;
    };
    CHECK(bytes("\"1000000\"") == 1'000'000u);
    CHECK(bytes("1000000") == 1'000'000u);
    CHECK(bytes("512 MiB") == 536'870'912u);  // 512 * 1024^2
    CHECK(bytes("1.5GiB") == 1'610'612'736u); // 1.5 * 1024^3
    CHECK(bytes("3 GB") == 3'000'000'000u);
}

TEST_CASE("read_spec: mistakes stay beside what could be read") {
    std::vector<Error> mistakes;
    const Spec spec =
        read_spec({"first.toml", with_optimizer("label = 3\nparameters.beta1 = 0.25"), {}}, mistakes);
    CHECK(mistakes.size() == 1);
    REQUIRE(spec.optimizers.size() == 1);
    CHECK(spec.optimizers[0].parameters.size() == 1);
}

TEST_CASE("read_spec: a mark of UTF-8 at the front and Windows line ends change nothing") {
    std::string text = "\xEF\xBB\xBF" + with_optimizer("parameters.beta1 = 0.25");
    for (std::size_t at = text.find('\n'); at != std::string::npos; at = text.find('\n', at + 2))
        text.insert(at, 1, '\r');
    const Spec spec = read(text);
    CHECK(std::get<double>(std::get<Value>(spec.optimizers[0].parameters.at(0).value)) == 0.25);
    CHECK(spec.optimizers[0].parameters[0].place.line == 9);
}

TEST_CASE("read_spec: a file past 16 MiB is refused unread") {
    const std::vector<Error> mistakes = mistakes_in(std::string((std::size_t{16} << 20) + 1, '#'));
    REQUIRE(mistakes.size() == 1);
    CHECK(mistakes[0].what == "the experiment file is too large");
}

TEST_CASE("read_spec: keys with a million parts do not exhaust the stack") {
    std::string key = "a";
    for (int i = 0; i < 1'000'000; ++i)
        key += ".a";
    for (const std::string &text : {key + " = 1", "[" + key + "]", "x = { " + key + " = 1 }"}) {
        const std::vector<Error> mistakes = mistakes_in(text);
        REQUIRE(mistakes.size() == 1);
        CHECK(mistakes[0].what == "nested too deeply");
    }
}

TEST_CASE("read_spec: dots and brackets inside strings and comments are no nesting") {
    const std::string deep(50, '[');
    std::string dots = "a";
    for (int i = 0; i < 50; ++i)
        dots += ".a";
    const std::string title = "title = \"\\\"" + deep + dots + "\" # " + deep + dots + "\n";
    const Spec spec = read(with_optimizer("").insert(with_optimizer("").find("[stop]"), title));
    CHECK(spec.title == "\"" + deep + dots);
}

TEST_CASE("read_spec: of thousands of mistakes the first hundred are told, and how many more there are") {
    std::string text;
    for (int i = 0; i < 20'000; ++i)
        text += "unknown" + std::to_string(i) + " = 1\n";
    const std::vector<Error> mistakes = mistakes_in(text + with_optimizer(""));
    REQUIRE(mistakes.size() == 101);
    CHECK(mistakes[99].where == "first.toml:100:1");
    CHECK(mistakes[100].what == "19900 more mistakes");
}
