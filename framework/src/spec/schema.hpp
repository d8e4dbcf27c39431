// SPDX-License-Identifier: MIT
// The keys of an experiment file -> a JSON Schema (draft 7) for editors. Knows nothing of any component.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string_view>

namespace thalweg::spec {

/// The whole schema: an object with `properties` and `definitions`. Tables of components are the definitions
/// `objective` and `optimizer`, whose `name` is any text and whose `parameters` have any keys. It can be less
/// strict than read_spec, where JSON Schema cannot compare two values or tell 1.0 from 1; never stricter.
nlohmann::ordered_json make_schema();

/// {"$ref": ...} to a definition of make_schema(): `linear`, `log`, `formula`, `uniform`, `log_uniform`,
/// `schedule`, `text`.
nlohmann::ordered_json reference(std::string_view definition);

/// A table of values by the role of a block, each shaped as `value`.
nlohmann::ordered_json values_by_role(const nlohmann::ordered_json &value);

} // namespace thalweg::spec
