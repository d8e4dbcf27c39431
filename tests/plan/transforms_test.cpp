// SPDX-License-Identifier: MIT
// What is known of a transformed function.
#include "plan/transforms.hpp"

#include <catch2/catch.hpp>
#include <nlohmann/json.hpp>

using namespace thalweg::plan;
using Kind = thalweg::spec::Transform::Kind;

TEST_CASE("transforms: the least value stays under motions, is rounded by quantize and lost below noise") {
    CHECK(least_value({{Kind::shift, 2, {}}, {Kind::rotate, 0, {}}}, 1.5) == 1.5);
    CHECK(least_value({{Kind::nan_failure, 0.5, {}}}, 1.5) == 1.5);
    CHECK(least_value({{Kind::quantize, 1, {}}}, 1.5) == 2.0);
    CHECK(least_value({{Kind::negate, 0, {}}, {Kind::quantize, 1, {}}, {Kind::negate, 0, {}}}, -1.5) == -2.0);
    CHECK_FALSE(least_value({{Kind::negate, 0, {}}}, 1.5));
    CHECK_FALSE(least_value({{Kind::additive_noise, 0.1, {}}}, 1.5));
    CHECK_FALSE(least_value({{Kind::multiplicative_noise, 0.1, {}}}, 1.5));
    CHECK_FALSE(least_value({}, std::nullopt));
}

TEST_CASE("transforms: quantize rounds halves away from zero, and leaves alone what has no quotient") {
    CHECK(quantized(2.5, 1) == 3);
    CHECK(quantized(-2.5, 1) == -3);
    CHECK(quantized(0.3, 0.25) == 0.25);
    CHECK(quantized(1e308, 1e-10) == 1e308);
}

TEST_CASE("transforms: points go there and back, but not behind a rotation") {
    const Transforms both{{Kind::shift, 1, {}}, {Kind::scale, 2, {}}, {Kind::quantize, 1, {}}};
    CHECK(seen_by_optimizer({3, 9}, both) == std::vector<double>{2, 5});
    CHECK(seen_by_component({2, 5}, both) == std::vector<double>{3, 9});
    CHECK_FALSE(seen_by_optimizer({1, 1}, {{Kind::rotate, 0, {}}}));
    CHECK_FALSE(seen_by_component({1, 1}, {{Kind::rotate, 0, {}}}));
}

TEST_CASE("transforms: texts name kind and amount") {
    const Transforms all{{Kind::additive_noise, 0.1, {}},
                         {Kind::multiplicative_noise, 0.2, {}},
                         {Kind::quantize, 0.5, {}},
                         {Kind::nan_failure, 0.25, {}},
                         {Kind::rotate, 0, {}}};
    CHECK(transforms_text(all) == ", noise=0.1, relative noise=0.2, quantize=0.5, nan_failure=0.25, rotate");
    CHECK(
        transforms_json(all).dump() ==
        R"([{"noise":{"additive":0.1}},{"noise":{"multiplicative":0.2}},{"quantize":0.5},{"nan_failure":0.25},{"rotate":true}])");
    CHECK(is_random({{Kind::nan_failure, 0.5, {}}}));
    CHECK_FALSE(is_random({{Kind::quantize, 0.5, {}}}));
}
