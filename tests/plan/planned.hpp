// SPDX-License-Identifier: MIT
// The text of an experiment -> its matrix, over a small catalog made by hand.
#pragma once

#include "plan/matrix.hpp"

#include <cmath>
#include <string>
#include <thalweg/abi.h>

namespace planned {

using namespace thalweg;

inline library::Parameter real(std::string key, std::optional<Value> fallback, library::Range range = {}) {
    library::Parameter p;
    p.key = std::move(key);
    p.fallback = std::move(fallback);
    p.range = range;
    return p;
}

inline library::Component component(library::Kind kind, std::string name) {
    library::Component c;
    c.kind = kind;
    c.name = std::move(name);
    c.version = std::string("1");
    return c;
}

/// Objectives `bowl` (any dimension, bounds [-10, 10], scale, weights), `line` (dimension 1, values only),
/// `data` (own dimension 3, 100 samples), `wild` (no canonical start, draws its own). Optimizers `descent`
/// (learning_rate, steps_back, rule, nesterov), `strict` (a required rate, decay), `noisy` (tag stochastic),
/// `watched` (learning_rate, a metric). descent and watched are blockwise. bowl has blocks of the roles
/// hidden and bias.
inline std::shared_ptr<const library::Catalog> catalog() {
    auto made = std::make_shared<library::Catalog>();
    using library::Kind;
    auto bowl = component(Kind::objective, "bowl");
    bowl.default_dim = 2;
    bowl.parameters = {real("scale", 1.0, {0.0, std::nullopt, true, false}),
                       real("weights", Value(std::vector<double>{1.0}))};
    bowl.parameters[1].type = library::Type::real_array;
    auto line = component(Kind::objective, "line");
    line.default_dim = line.max_dim = 1;
    auto data = component(Kind::objective, "data");
    data.caps = THALWEG_OBJ_STOCHASTIC;
    auto wild = component(Kind::objective, "wild");
    wild.default_dim = 2;
    auto descent = component(Kind::optimizer, "descent");
    descent.parameters = {real("learning_rate", 0.1, {0.0, std::nullopt, true, false}),
                          real("steps_back", std::int64_t{3}, {1.0, 1000.0, false, false}),
                          real("rule", Value(std::string("armijo"))), real("nesterov", Value(false))};
    descent.parameters[0].per_step = true;
    descent.parameters[1].type = library::Type::integer;
    descent.parameters[2].type = library::Type::choice;
    descent.parameters[2].choices = {"armijo", "wolfe"};
    descent.parameters[3].type = library::Type::boolean;
    descent.flags = THALWEG_OPT_BLOCKWISE;
    auto strict = component(Kind::optimizer, "strict");
    strict.parameters = {real("rate", std::nullopt), real("decay", 0.5)};
    auto noisy = component(Kind::optimizer, "noisy");
    noisy.tags = {"stochastic", "hidden_matrices"};
    auto watched = component(Kind::optimizer, "watched");
    watched.parameters = {descent.parameters[0]};
    watched.flags = THALWEG_OPT_BLOCKWISE;
    watched.metrics = {{"speed", "how fast", ""}};
    made->components = {bowl, line, data, wild, descent, strict, noisy, watched};
    return made;
}

inline library::ProbeAnswer answer(const library::Probe &probe) {
    library::Problem p;
    p.caps = probe.objective == "line" ? THALWEG_W_F : THALWEG_W_F | THALWEG_W_G;
    p.dim = probe.dimension != 0 ? probe.dimension : 3;
    if (probe.objective == "bowl") {
        if (p.dim == 13)
            return std::string("thirteen is unlucky");
        p.lower.assign(p.dim, -10);
        p.upper.assign(p.dim, 10);
        p.roles = 1u << THALWEG_ROLE_HIDDEN | 1u << THALWEG_ROLE_BIAS;
    }
    if (probe.objective == "data")
        p.n_samples = 100;
    if (probe.objective == "wild")
        p.draws_starts = true;
    else
        p.start.assign(p.dim, 0.5);
    return p;
}

/// Both tables of an experiment with the rest filled in.
inline std::string text_of(const std::string &tables, const std::string &experiment = "seed = 7") {
    return "[experiment]\nname = \"test\"\n" + experiment + "\n[stop]\nsteps = 10\n" + tables;
}

inline plan::Matrix make(const std::string &text, std::vector<Error> &mistakes) {
    auto spec = std::make_shared<const spec::Spec>(spec::read_spec({"test.toml", text, {}}, mistakes));
    const auto components = catalog();
    const auto probes = plan::check(*spec, *components, mistakes);
    std::vector<library::ProbeAnswer> answers;
    for (const auto &probe : probes)
        answers.push_back(answer(probe));
    return plan::make_matrix(spec, components, probes, answers, mistakes);
}

/// Throws where the file has mistakes, so that a test sees their text.
inline plan::Matrix make(const std::string &text) {
    std::vector<Error> mistakes;
    plan::Matrix matrix = make(text, mistakes);
    std::string all;
    for (const Error &mistake : mistakes)
        all += to_text(mistake);
    if (!mistakes.empty())
        throw std::runtime_error(all);
    return matrix;
}

inline double real_of(const plan::Cell &cell, std::size_t parameter) {
    return std::get<double>(cell.optimizer_parameters[parameter]);
}

} // namespace planned
