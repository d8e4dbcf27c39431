// SPDX-License-Identifier: MIT
// Values by the role of a block, from the experiment file to the results file and back.
#include "stored.hpp"

#include <catch2/catch.hpp>

using namespace end_to_end;
using Catch::Contains;
using Catch::StartsWith;

namespace {

// `layered` has blocks of every role, g = x and x0 = 8 (tests/plugins/blocks.cpp)
std::string experiment(const std::string &optimizers) {
    return "[experiment]\nname = \"roles\"\n[stop]\nsteps = 2\n[[objective]]\nname = \"layered\"\n" +
           optimizers;
}
const std::string decaying =
    "[[optimizer]]\nname = \"decaying\"\n"
    "parameters.decay = [{ default = 0.5, bias = 0, norm = 0 }, 0.5, { bias = 1 }]\n";
const std::string adam =
    "[[optimizer]]\nname = \"adam\"\n"
    "parameters.learning_rate = { default = 0.1, bias = 0.2, input = 0.3, norm = 0.4 }\n";

Result with_blocks(const Folder &folder, Process::Words words) {
    words.insert(words.end(), {"--plugin-path", THALWEG_END_TO_END_DIR "/plugins"});
    return call(folder, words);
}

} // namespace

TEST_CASE("roles: weights decay, biases do not, and h5py reads which") {
    // a step is x <- x - (x + decay x) / 2: x / 4 with decay 1/2, x / 2 with 0, 0 with 1
    const Folder folder;
    folder.write("roles.toml", experiment(decaying));
    const Result run = with_blocks(folder, {"run", "roles.toml"});
    INFO(run.err);
    REQUIRE(run.code == 0);
    CHECK_THAT(call(folder, {"show", "roles.h5"}).out, Contains("decay=0.5 (bias 0, norm 0)"));
    const std::string read = R"(
import h5py, json
runs = h5py.File('roles.h5')['runs']
decay = [json.loads(text) for text in runs['optimizer_parameters/decay'].asstr()]
weights = dict.fromkeys(['other', 'hidden', 'input', 'output'], 0.5)
assert decay[0] == dict(weights, bias=0, norm=0), decay[0]
assert decay[1] == 0.5
assert decay[2] == dict(dict.fromkeys(['other', 'hidden', 'input', 'output', 'norm'], 0), bias=1)
)";
    const Result python = program(folder, {THALWEG_PYTHON, "-c", read});
    INFO(python.err);
    CHECK(python.code == 0);
    const Stored file(folder / "roles.h5");
    const auto at = [&](std::size_t row) { return file.record(row).x_final; };
    CHECK(at(0).at(0) == 0.5); // hidden: 8 / 16
    CHECK(at(0).at(10) == 2);  // bias: 8 / 4
    CHECK(at(0).at(22) == 0.5);
    CHECK(at(1).at(10) == 0.5);
    CHECK(at(2).at(10) == 0);
    CHECK(at(2).at(0) == 2); // the component's default decay is 0
}

TEST_CASE("roles: any number of workers gives the same bits, and what is there is not done again") {
    const Folder folder;
    folder.write("roles.toml", experiment(decaying + adam));
    for (const std::string workers : {"0", "1", "2"})
        REQUIRE(with_blocks(folder, {"run", "roles.toml", "-j", workers, "-o", workers + ".h5"}).code == 0);
    for (const char *other : {"1.h5", "2.h5"})
        CHECK(call(folder, {"compare", "--exact", "0.h5", other}).code == 0);
    // the same runs in other words
    folder.write("roles.toml",
                 experiment("[[optimizer]]\nname = \"decaying\"\nparameters.decay = [{ norm = 0, bias = 0, "
                            "other = 0.5, hidden = 0.5, input = 0.5, output = 0.5 }, { default = 0.5 }, "
                            "{ bias = 1, default = 0 }]\n" +
                            adam));
    const Result again = with_blocks(folder, {"run", "roles.toml", "-o", "0.h5"});
    INFO(again.err);
    CHECK(again.code == 0);
    CHECK_THAT(again.out, StartsWith("roles: nothing to do"));
}

TEST_CASE("roles: adam by role takes each block where adam with its rate takes it") {
    const auto final_x = [](const std::string &rate) {
        const Folder folder;
        folder.write("roles.toml",
                     experiment("[[optimizer]]\nname = \"adam\"\nparameters.learning_rate = " + rate + "\n"));
        REQUIRE(with_blocks(folder, {"run", "roles.toml", "--set", "stop.steps=50"}).code == 0);
        return Stored(folder / "roles.h5").record(0).x_final;
    };
    const auto slow = final_x("0.1"), fast = final_x("0.2"),
               mixed = final_x("{ default = 0.1, bias = 0.2, input = 0.2 }");
    for (std::size_t i = 0; i < 23; ++i) { // bias: 10-12, input: 21 and 22
        INFO(i);
        CHECK(mixed.at(i) == ((i >= 10 && i < 13) || i >= 21 ? fast : slow).at(i));
    }
}

TEST_CASE("roles: what cannot have them is refused with its place, and describe tells what can") {
    const Folder folder;
    folder.write(
        "roles.toml",
        experiment("[[optimizer]]\nname = \"newton\"\nparameters.damping = { default = 1, bias = 0 }\n"));
    const Result refused = with_blocks(folder, {"run", "roles.toml"});
    CHECK(refused.code == 2);
    CHECK_THAT(refused.err, StartsWith("error: damping of newton cannot have values by role\n"
                                       "   at: roles.toml:9:22\n"));
    for (const char *name :
         {"gradient_descent", "momentum", "adagrad", "rmsprop", "adadelta", "adam", "adam_carried"}) {
        INFO(name);
        CHECK_THAT(call(folder, {"describe", name}).out,
                   Contains("\n  by role      parameters can have values by "));
        CHECK_THAT(call(folder, {"describe", name, "--json"}).out, Contains("\"values_by_role\": true"));
    }
    CHECK_THAT(call(folder, {"describe", "newton"}).out, !Contains("by role"));
    CHECK_THAT(with_blocks(folder, {"describe", "layered"}).out,
               Contains("\n  roles        other, hidden, input, output, bias, norm\n"));
}

TEST_CASE("roles: one that no objective has is warned of") {
    const Folder folder;
    folder.write("roles.toml",
                 "[experiment]\nname = \"roles\"\n[stop]\nsteps = 2\n[[objective]]\nname = "
                 "\"parabola\"\n[[optimizer]]\nname = \"adam\"\nparameters.beta1 = { bias = 0.5 }\n");
    const Result run = call(folder, {"run", "roles.toml"});
    CHECK(run.code == 0);
    CHECK_THAT(
        run.err,
        Contains("beta1 of adam has a value for bias, but no objective of the file has such blocks of x"));
}
