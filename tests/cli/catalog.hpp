// SPDX-License-Identifier: MIT
// A catalog made by hand: one objective and two optimizers.
#pragma once

#include "library/component.hpp"

#include <thalweg/abi.h>

namespace screen {

inline thalweg::library::Component bowl() {
    thalweg::library::Component c;
    c.kind = thalweg::library::Kind::objective;
    c.name = "bowl";
    c.version = "1";
    c.title = "Sum of squares";
    c.doc = "f(x) = sum of x_i^2";
    c.citation = "Euclid, Book 2";
    c.caps = THALWEG_W_F | THALWEG_W_G | THALWEG_OBJ_HAS_FOPT;
    c.default_dim = 2;
    c.min_dim = 1;
    return c;
}

inline thalweg::library::Component descent() {
    using namespace thalweg::library;
    Component c;
    c.kind = Kind::optimizer;
    c.name = "descent";
    c.version = "2";
    c.doc = "x <- x - lr g";
    Parameter rate{"learning_rate",
                   "step length",
                   "m",
                   Type::real,
                   std::nullopt,
                   {0.0, std::nullopt, true, false},
                   true,
                   true,
                   {}};
    Parameter mode{"mode", "which way", "",    Type::choice,  thalweg::Value(std::string("down")),
                   {},     false,       false, {"down", "up"}};
    Parameter decay{"decay", "memory", "", Type::real, thalweg::Value(0.9), {0.0, 1.0, false, true},
                    false,   false,    {}};
    c.parameters = {rate, mode, decay};
    return c;
}

inline thalweg::library::Component curved() {
    thalweg::library::Component c;
    c.kind = thalweg::library::Kind::optimizer;
    c.name = "curved";
    c.shape = thalweg::library::Shape::step;
    c.needs = THALWEG_W_G | THALWEG_W_H;
    return c;
}

inline thalweg::library::Catalog small_catalog() {
    thalweg::library::Catalog catalog;
    catalog.plugins = {{"/plugins/libbowl.so", "bowl", "1.0", "gcc", "ab12"}};
    catalog.components = {bowl(), descent(), curved()};
    return catalog;
}

inline thalweg::library::Problem bowl_problem() {
    thalweg::library::Problem p;
    p.caps = THALWEG_W_F | THALWEG_W_G;
    p.dim = 2;
    p.f_opt = 0.0;
    p.minimizers = {{0.0, 0.0}};
    p.start = {3.0, 1.5};
    return p;
}

} // namespace screen
