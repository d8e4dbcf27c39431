// SPDX-License-Identifier: MIT
// The parameters of a component as the ABI gives them -> schema entries, with what is wrong in them.
#pragma once

#include "library/schema.hpp"

namespace thalweg::library {

/// `owner` is how messages call the component: optimizer "adam".
std::vector<Parameter> read_parameters(const thalweg_component &component, const std::string &owner,
                                       std::vector<Fault> &faults);

} // namespace thalweg::library
