// SPDX-License-Identifier: MIT
#include "spec/canonical.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using spec::canonical_text;

namespace {

const std::string file = R"([experiment]
name = "first"
[stop]
steps = 10
[[optimizer]]
name = "adam"
parameters.beta1 = 0.9
parameters.learning_rate = { log = [0.001, 1], count = 3 }
[[optimizer]]
name = "momentum"
)";

std::string text(const std::string &toml, const std::vector<std::string> &overrides = {}) {
    return canonical_text({"first.toml", toml, overrides});
}

std::string with(const std::string &before, const std::string &after) {
    std::string changed = file;
    return changed.replace(changed.find(before), before.size(), after);
}

} // namespace

TEST_CASE("canonical: comments, layout, spelling of numbers and the order of keys do not count") {
    CHECK(text("# a remark\n\n" + file) == text(file));
    CHECK(text(with("steps = 10", "steps   =   1_0 # ten")) == text(file));
    CHECK(text(with("name = \"adam\"\nparameters.beta1 = 0.9\n",
                    "parameters.beta1 = 0.90\nname = \"adam\"\n")) == text(file));
}

TEST_CASE("canonical: values, and the order of tables and arrays, count") {
    CHECK(text(with("steps = 10", "steps = 11")) != text(file));
    CHECK(text(with("0.9", "0.91")) != text(file));
    CHECK(text(with("\"first\"", "\"second\"")) != text(file));
    CHECK(text(with("[0.001, 1]", "[1, 0.001]")) != text(file));
    CHECK(text(with("\"adam\"", "\"momentum\"")) != text(file));
    CHECK(text(file + "[record]\niterates = \"none\"\n") != text(file));
}

TEST_CASE("canonical: what --set gives counts as if the file had it") {
    CHECK(text(file, {"stop.steps=11"}) == text(with("steps = 10", "steps = 11")));
    CHECK(text(file, {"stop.steps=11"}) != text(file));
    CHECK(text(file, {"stop.steps=10"}) == text(file));
}
