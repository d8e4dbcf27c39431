// SPDX-License-Identifier: MIT
// The plugins' components -> what they add to the JSON Schema of experiment files.
#pragma once

#include "library/component.hpp"

#include <nlohmann/json_fwd.hpp>

namespace thalweg::cli {

/// spec::make_schema() with the components of `catalog`: their names, and what the parameters of each may be.
/// Without components of a kind, any name and any parameters of it.
nlohmann::ordered_json schema_with(const library::Catalog &catalog);

} // namespace thalweg::cli
