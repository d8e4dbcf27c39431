// SPDX-License-Identifier: MIT
// What describe() filled in -> a Problem as plain data, with what is wrong in it.
#pragma once

#include "library/component.hpp"

#include <string>
#include <thalweg/abi.h>

namespace thalweg::library {

/// Why `problem`, described for `asked` dimensions (0: any), breaks the rules of the ABI; empty: it does not.
std::string find_fault(const thalweg_problem &problem, std::uint64_t asked);

/// An index of role_names: a role that this host does not know is that of other.
inline std::size_t known_role(const thalweg_block &block) {
    return block.role < role_names.size() ? block.role : THALWEG_ROLE_OTHER;
}

/// Why blocks do not cover x once, in ascending order; empty: they do, or `layout` is NULL.
std::string find_layout_fault(const thalweg_layout *layout, std::uint64_t dim);

/// Copies all that the pointers lead to.
Problem to_problem(const thalweg_problem &problem);

} // namespace thalweg::library
