// SPDX-License-Identifier: MIT
// The tables of an experiment file, each read by its own file. Private to spec.
#pragma once

#include "fields.hpp"

namespace thalweg::spec {

Stop read_stop(const Node &node, Mistakes &mistakes);
Record read_record(const Node &node, Mistakes &mistakes);
Objective read_objective(const Node &node, Mistakes &mistakes);
Optimizer read_optimizer(const Node &node, Mistakes &mistakes);
Exclude read_exclude(const Node &node, Mistakes &mistakes);

/// Where drawn values may stand: in an optimizer table with `search` only.
enum class Drawn { refused, allowed };

std::vector<Parameter> read_parameters(const Node &node, Drawn drawn, Mistakes &mistakes);
std::vector<Start> read_starts(const Node &node, Mistakes &mistakes);

/// A number, boolean, text, schedule, array of numbers or values by role: one element of a sweep.
std::optional<Value> read_value(const Node &node, const Reading &reading);
/// Whether a table has, or was meant to have, roles of blocks as keys.
bool is_by_role(const Node &node);
std::optional<ByRole> read_by_role(const Node &node, const Reading &reading);
std::optional<Schedule> read_schedule(const Node &node, const Reading &reading);
std::optional<Generator> read_generator(const Node &node, Drawn drawn, const Reading &reading);
std::optional<Formula> read_formula(const Node &node, const Reading &reading);

/// The component's name: never a path.
Placed<std::string> read_component(const Fields &fields);

} // namespace thalweg::spec
