// SPDX-License-Identifier: MIT
// This machine -> how much memory a process of ours can have, and experiments that need more refused.
#pragma once

#include "engine/memory.hpp"
#include "library/component.hpp"
#include "spec/spec.hpp"

namespace thalweg::experiment {

/// What the machine has, or less where a cgroup or a limit of this process says so.
std::uint64_t machine_memory();

/// Before objectives are made: adds each dimension of the file of which not even one run fits into `memory`
/// bytes.
void check_dimensions(const spec::Spec &spec, std::uint64_t memory, std::vector<Error> &mistakes);

/// The Hessians of what was made: Throws Errors where one that an optimizer asks for does not fit.
void require_hessians(const spec::Spec &spec, const library::Catalog &catalog,
                      const std::vector<library::ProbeAnswer> &answers, std::uint64_t memory);

/// Throws Errors where `workers` runs of that size, and their records on the way to the file, do not fit.
void require_memory(const spec::Spec &spec, const engine::Memory &largest, unsigned workers);

} // namespace thalweg::experiment
