// SPDX-License-Identifier: MIT
// A component as the ABI gives it -> the same as plain data, with everything in it that breaks the ABI's
// rules.
#pragma once

#include "library/component.hpp"

#include <string>
#include <thalweg/abi.h>
#include <vector>

namespace thalweg::library {

/// What is wrong with a component: `what` and the ABI's rule that it breaks.
struct Fault {
    std::string what, why, fix;
};

/// One component, checked: the structs as this host knows them, and what they say as data.
struct Offer {
    thalweg_component component{};
    thalweg_objective_vt objective{}; ///< by component.kind: this one ...
    thalweg_optimizer_vt optimizer{}; ///< ... or this one
    Component description;            ///< `plugin` is left 0
};

/// Adds to `faults`; the offer may be used only where nothing was added.
Offer read_component(const thalweg_component *component, std::vector<Fault> &faults);

/// [a-z][a-z0-9_]*
bool is_lower_snake(const char *text);

} // namespace thalweg::library
