// SPDX-License-Identifier: MIT
#include "planned.hpp"

#include <catch2/catch.hpp>
#include <limits>
#include <nlohmann/json.hpp>
#include <thalweg/abi.h>

using namespace planned;

TEST_CASE("component: a catalog comes back from JSON as it was") {
    auto before = *catalog();
    before.plugins.push_back({"/lib/a.so", "a", "1.2", "gcc 12", "00ff"});
    before.notes = {"a note"};
    before.components[4].metrics = {{"length", "of the step", "1"}};
    before.components[4].shape = library::Shape::run;
    const std::string text = nlohmann::json(before).dump();
    const auto after = nlohmann::json::parse(text).get<library::Catalog>();
    CHECK(nlohmann::json(after).dump() == text);
    const auto *descent = after.find(library::Kind::optimizer, "descent");
    REQUIRE(descent);
    CHECK(descent->shape == library::Shape::run);
    CHECK(descent->parameters[1].fallback == Value(std::int64_t{3})); // an integer stays one
    CHECK(descent->parameters[0].range.lo_open);
    CHECK_FALSE(after.find(library::Kind::optimizer, "strict")->parameters[0].fallback);
    CHECK(after.find(library::Kind::objective, "descent") == nullptr);
    CHECK(after.plugins[0].sha256 == "00ff");
}

TEST_CASE("component: probes and problems come back from JSON bit for bit") {
    const Schedule schedule{.kind = "cosine", .from = 0.1, .to = 0.0, .warmup = 5};
    const library::Probe probe{"bowl",
                               {1.0, std::int64_t{1}, true, std::string("NaN"),
                                std::vector<double>{0.1, -0.0}, std::vector<std::int64_t>{1}, schedule},
                               3,
                               ~std::uint64_t{0}};
    CHECK(nlohmann::json::parse(nlohmann::json(probe).dump()).get<library::Probe>() == probe);
    library::Problem problem;
    problem.lower = {-std::numeric_limits<double>::infinity(), -1.0};
    problem.f_opt = 0.1 + 0.2;
    problem.minimizers = {{1.0, 2.0}, {3.0, 4.0}};
    problem.draws_starts = true;
    const auto after = nlohmann::json::parse(nlohmann::json(problem).dump()).get<library::Problem>();
    CHECK(after.lower == problem.lower);
    CHECK(after.f_opt == problem.f_opt);
    CHECK(after.minimizers == problem.minimizers);
    CHECK(after.draws_starts);
    CHECK(after.upper.empty());
}

TEST_CASE("component: what an optimizer needs follows from its shape and flags and what it asks for") {
    library::Component optimizer;
    optimizer.shape = library::Shape::update;
    CHECK(library::needs_of(optimizer) == THALWEG_W_G); // the host gives a rule g
    optimizer.flags = THALWEG_OPT_NEEDS_F;
    CHECK(library::needs_of(optimizer) == (THALWEG_W_F | THALWEG_W_G));
    optimizer.shape = library::Shape::step;
    optimizer.flags = 0;
    optimizer.needs = THALWEG_W_F | THALWEG_W_H | THALWEG_W_FULL; // on which data is no quantity
    CHECK(library::needs_of(optimizer) == (THALWEG_W_F | THALWEG_W_H));
    CHECK(library::unmet_needs(optimizer, THALWEG_W_F | THALWEG_W_G | THALWEG_W_HV) == THALWEG_W_H);
    CHECK(library::unmet_needs(optimizer, THALWEG_W_F | THALWEG_W_G | THALWEG_W_H) == 0);
}
