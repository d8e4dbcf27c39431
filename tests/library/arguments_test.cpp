// SPDX-License-Identifier: MIT
// Values of every type -> thalweg_values.
#include "library/arguments.hpp"

#include "error.hpp"

#include <catch2/catch.hpp>

using namespace thalweg;
using library::Parameter;
using library::to_abi;
using library::Type;

namespace {

Parameter of(Type type) {
    Parameter parameter;
    parameter.key = "p";
    parameter.type = type;
    parameter.choices = {"slow", "fast"};
    return parameter;
}

} // namespace

TEST_CASE("arguments: each type of value crosses in its field") {
    CHECK(to_abi(of(Type::real), 0.75).type == THALWEG_T_F64);
    CHECK(to_abi(of(Type::real), 0.75).u.f == 0.75);
    CHECK(to_abi(of(Type::real), std::int64_t{3}).u.f == 3.0);
    CHECK(to_abi(of(Type::integer), std::int64_t{-3}).type == THALWEG_T_I64);
    CHECK(to_abi(of(Type::integer), std::int64_t{-3}).u.i == -3);
    CHECK(to_abi(of(Type::boolean), true).type == THALWEG_T_BOOL);
    CHECK(to_abi(of(Type::boolean), true).u.i == 1);
    CHECK(to_abi(of(Type::boolean), false).u.i == 0);

    const Value text = std::string("fünf");
    CHECK(to_abi(of(Type::text), text).type == THALWEG_T_STR);
    CHECK(to_abi(of(Type::text), text).count == 5); // bytes of UTF-8
    CHECK(std::string(to_abi(of(Type::text), text).u.s) == "fünf");

    CHECK(to_abi(of(Type::choice), std::string("fast")).type == THALWEG_T_CHOICE);
    CHECK(to_abi(of(Type::choice), std::string("fast")).u.i == 1);

    const Value reals = std::vector<double>{0.25, 0.5, 4};
    CHECK(to_abi(of(Type::real_array), reals).type == THALWEG_T_F64_ARRAY);
    CHECK(to_abi(of(Type::real_array), reals).count == 3);
    CHECK(to_abi(of(Type::real_array), reals).u.fv[2] == 4);
    const Value integers = std::vector<std::int64_t>{7, 9};
    CHECK(to_abi(of(Type::integer_array), integers).type == THALWEG_T_I64_ARRAY);
    CHECK(to_abi(of(Type::integer_array), integers).u.iv[1] == 9);
}

TEST_CASE("arguments: a schedule crosses as the value that it starts from") {
    const Value schedule = Schedule{.kind = "cosine", .from = 0.125, .to = 0, .warmup = 5};
    CHECK(to_abi(of(Type::real), schedule).u.f == 0.125);
}

TEST_CASE("arguments: a value of another type is a fault that names the parameter") {
    const auto what = [](Type type, const Value &value) {
        try {
            to_abi(of(type), value);
        } catch (const Errors &errors) {
            CHECK(errors.list.front().exit == Exit::fault);
            return errors.list.front().what;
        }
        return std::string("accepted");
    };
    CHECK(what(Type::integer, 0.5) == "parameter \"p\" cannot be 0.5");
    CHECK(what(Type::real, std::string("much")) == "parameter \"p\" cannot be much");
    CHECK(what(Type::choice, std::string("faster")) == "parameter \"p\" cannot be faster");
    CHECK(what(Type::boolean, std::int64_t{1}) == "parameter \"p\" cannot be 1");
}

TEST_CASE("arguments: as many values as parameters, or a fault") {
    library::Component component;
    component.name = "adam";
    component.parameters = {of(Type::real), of(Type::boolean)};
    const std::vector<Value> both = {0.5, true}, one = {0.5};
    CHECK(to_abi(component, both).size() == 2);
    CHECK_THROWS_WITH(to_abi(component, one), "adam takes 2 parameters, not 1");
}
