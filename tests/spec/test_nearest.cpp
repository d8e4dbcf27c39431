// SPDX-License-Identifier: MIT
#include "spec/nearest.hpp"

#include <catch2/catch.hpp>
#include <vector>

using thalweg::spec::nearest;

namespace {
const std::vector<std::string> keys = {"learning_rate", "beta1", "beta2", "epsilon"};
}

TEST_CASE("nearest: a letter too many, too few, changed or swapped is one edit") {
    CHECK(nearest("learrning_rate", keys) == "learning_rate");
    CHECK(nearest("epsilo", keys) == "epsilon");
    CHECK(nearest("epsylon", keys) == "epsilon");
    CHECK(nearest("lerana", std::vector<std::string>{"learn"}) ==
          "learn"); // swap and one letter more: 2 = 6 / 3
    CHECK(nearest("nmae", std::vector<std::string>{"name"}) == "name");
}

TEST_CASE("nearest: of equally near names the first is taken") { CHECK(nearest("beta", keys) == "beta1"); }

TEST_CASE("nearest: an abbreviation means the name whose letters it has in order") {
    CHECK(nearest("lr", keys) == "learning_rate");
    CHECK(nearest("eps", keys) == "epsilon");
    CHECK(nearest("epsilon_hat", keys) == "epsilon");
}

TEST_CASE("nearest: what is far from every name has none") {
    CHECK(nearest("momentum", keys).empty());
    CHECK(nearest("x", keys).empty());
    CHECK(nearest("", keys).empty());
    CHECK(nearest("beta1", std::vector<std::string>{}).empty());
    CHECK(nearest(std::string(100'000, 'a'), keys).empty());
}
