// SPDX-License-Identifier: MIT
// What the host and the program that measures say to each other, as JSON.
#pragma once

#include "error.hpp"
#include "library/component.hpp"

#include <nlohmann/json.hpp>
#include <string>
#include <vector>

namespace thalweg::bench {

/// How long and how often one thing is measured.
struct Terms {
    double min_seconds = 0.02; ///< of processor time, for one repetition
    unsigned repetitions = 7;
    std::int64_t limit_seconds = 60; ///< of processor time, for one optimizer in one dimension
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Terms, min_seconds, repetitions, limit_seconds)

/// First: which file to load.
struct LoadRequest {
    std::string file;
    Terms terms;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LoadRequest, file, terms)

/// A reason of the loader, as in Error.
struct Refusal {
    std::string what, where, why, fix;
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(Refusal, what, where, why, fix)

struct LoadAnswer {
    std::vector<library::Component> components{};
    std::vector<Refusal> refusals{};
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(LoadAnswer, components, refusals)

/// Then, as often as wanted: an optimizer (in `objective`), its parameters and a dimension. The answer: what
/// was measured, or why nothing was.
using MeasureRequest = library::Probe;

struct MeasureAnswer {
    std::string document{}; ///< of Google Benchmark, as JSON
    std::string refusal{};  ///< why there is no document; empty: there is
    std::string note{};     ///< how it was measured, where that is not the usual way
    std::string failure{};  ///< why the optimizer is broken, in its own words where it has some; else empty
};
NLOHMANN_DEFINE_TYPE_NON_INTRUSIVE(MeasureAnswer, document, refusal, note, failure)

} // namespace thalweg::bench
