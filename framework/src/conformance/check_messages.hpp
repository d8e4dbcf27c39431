// SPDX-License-Identifier: MIT
// What parent and child of a check say to each other, as JSON.
#pragma once

#include "conformance/promise.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace thalweg::conformance {

NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Finding, what, where, why, fix)
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Outcome, findings, inapplicable, note, tolerance)

/// To the child, first: which file, and the seconds of processor time that a promise may take.
struct LoadRequest {
    std::string file;
    std::int64_t seconds = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LoadRequest, file, seconds)

/// One component's name and kind (THALWEG_KIND_*).
struct ComponentName {
    std::string name;
    std::uint32_t kind = 0;
    bool operator==(const ComponentName &) const = default;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(ComponentName, name, kind)

/// A mistake that the loader found; `parameter_of` is the component where it is one of its parameters.
struct Refusal {
    Finding finding;
    ComponentName parameter_of;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Refusal, finding, parameter_of)

/// The child's answer. With refusals: `is_ours` says whether it is a plugin of this ABI at all.
struct LoadAnswer {
    std::string name{}, version{};
    std::vector<ComponentName> components{};
    std::vector<Refusal> refusals{};
    bool is_ours = false;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LoadAnswer, name, version, components, refusals, is_ours)

/// To the child: number `promise` of the component's kind, or of modules where `component` is -1. The answer
/// is an Outcome.
struct TestRequest {
    std::int64_t component = -1;
    std::uint64_t promise = 0;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(TestRequest, component, promise)

} // namespace thalweg::conformance
