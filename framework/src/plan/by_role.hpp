// SPDX-License-Identifier: MIT
// Values by the role of a block: who may have them, and what they are once checked.
#pragma once

#include "plan/tables.hpp"
#include "plan/typed.hpp"

namespace thalweg::plan {

/// A value for every role, each typed; one plain value where all are equal, so that both spellings are one
/// key. A role without a value has that of `rest`, else the parameter's default. Fills `complaint` otherwise.
std::optional<Value> typed_by_role(const ByRole &by_role, const library::Parameter &parameter,
                                   Complaint &complaint);

/// Whether a parameter, or an element of its sweep, is written by role; adds a mistake where the component
/// takes no such values.
bool refuse_by_role(const spec::Parameter &written, const library::Component &component, Mistakes &mistakes);

/// A mistake for each objective table whose rotation would mix the blocks of a rule with values by role.
void check_rotations(const Tables &tables, Mistakes &mistakes);

/// Remarks on roles that have a value, but no block in any of the objectives. `roles`: bits of all those met.
std::vector<std::string> unmet_roles(const Tables &tables, std::uint32_t roles);

} // namespace thalweg::plan
