// SPDX-License-Identifier: MIT
// Values in the order of a schema -> thalweg_values as create takes them.
#pragma once

#include "library/component.hpp"

#include <span>
#include <thalweg/abi.h>
#include <vector>

namespace thalweg::library {

/// One value as the ABI has it; text and arrays point into `value`, which must outlive it. A choice becomes
/// its index, an integer of a real parameter a double, a schedule the value that it starts from. Throws
/// Errors (Exit::fault) where the type does not fit: plan has checked all values before.
thalweg_value to_abi(const Parameter &parameter, const Value &value);

/// One a parameter of `component`, in order; throws Errors (Exit::fault) where the counts differ.
std::vector<thalweg_value> to_abi(const Component &component, std::span<const Value> values);

/// The same values, but names of files, empty ones aside, as absolute paths that start at `folder`.
std::vector<Value> with_paths(const Component &component, std::span<const Value> values,
                              std::string_view folder);

} // namespace thalweg::library
