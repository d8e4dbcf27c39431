// SPDX-License-Identifier: MIT
// A component -> an experiment file that runs it as it is.
#pragma once

#include "library/component.hpp"

#include <optional>
#include <string>

namespace thalweg::cli {

/// The default, or, where there is none, a modest value that the schema allows.
Value example_value(const library::Parameter &parameter);

/// TOML that names every parameter of `component`, with a partner from `catalog`. `problem`, if known, is
/// what the objective said of itself; it decides whether starts must be written.
std::string make_snippet(const library::Catalog &catalog, const library::Component &component,
                         const std::optional<library::Problem> &problem);

} // namespace thalweg::cli
