// SPDX-License-Identifier: MIT
// What an optimizer promises about its calls: how it takes refusals and bad numbers, memory, the process.
#pragma once

#include "conformance/drive.hpp"

namespace thalweg::conformance {

Outcome exact_steps(const Subject &subject);
Outcome buffers(const Subject &subject);
Outcome non_finite(const Subject &subject);
Outcome no_allocation(const Subject &subject);
Outcome surroundings_of_optimizer(const Subject &subject);

/// Whether a real parameter may change between steps.
bool has_schedules(const Subject &subject);
/// For each of those another value within its range.
testing::Settings changed_schedules(const Subject &subject);
/// Sets them to that, and to the value they have.
void change_schedules(const Subject &subject, testing::Optimizer &optimizer);
void set_schedules_again(const Subject &subject, testing::Optimizer &optimizer);

} // namespace thalweg::conformance
