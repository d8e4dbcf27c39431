// SPDX-License-Identifier: MIT
// The transforms of an objective's table -> what is known of the function that the optimizer sees.
#pragma once

#include "spec/spec.hpp"

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace thalweg::plan {

using Transforms = std::vector<spec::Transform>;

/// Whether the function depends on the run's data stream: noise, and failures at drawn points.
bool is_random(const Transforms &transforms);
/// The least value, from that of the component's function; nothing where it is not known: below noise, or
/// upside down.
std::optional<double> least_value(const Transforms &transforms, std::optional<double> f_opt);
/// Whether a minimum of the component's function is one of the transformed function.
bool keeps_minima(const Transforms &transforms);

/// The multiple of `step` next to `value`, halves away from zero.
double quantized(double value, double step);

/// Where a point of the component's function lies for the optimizer, and the other way round; nothing behind
/// a rotation, which only the engine draws.
std::optional<std::vector<double>> seen_by_optimizer(std::vector<double> x, const Transforms &transforms);
std::optional<std::vector<double>> seen_by_component(std::vector<double> x, const Transforms &transforms);

/// As experiment files write them, canonical.
nlohmann::json transforms_json(const Transforms &transforms);
/// ", shift=3, rotate, noise=0.1": what tells transformed tables of one component apart.
std::string transforms_text(const Transforms &transforms);

} // namespace thalweg::plan
