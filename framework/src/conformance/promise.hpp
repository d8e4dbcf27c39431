// SPDX-License-Identifier: MIT
// What a component promises, and what was found where it does not keep it.
#pragma once

#include "conformance/loaded_plugin.hpp"

#include <span>
#include <string>
#include <vector>

namespace thalweg::conformance {

/// How a promise was broken, in the words of Error.
struct Finding {
    std::string what, where, why, fix;
};

/// Counts the allocations of one thread, and what the process holds of them; all NULL where nobody counts.
struct AllocationCounter {
    void (*start)() = nullptr;
    long (*stop)() = nullptr; ///< how many since start
    long (*held)() = nullptr; ///< bytes that were allocated between start and stop, less those freed then
};

/// What is tested: a plugin as a whole, or one component of it.
struct Subject {
    const LoadedPlugin &plugin;
    std::size_t index = 0; ///< of the component; unused by promises of modules
    AllocationCounter allocations{};

    const library::Offer &offer() const { return plugin.offers()[index]; }
    /// Its vtable is whole: fields that the plugin does not know are 0.
    const thalweg_component &component() const { return plugin.components()[index]; }
    std::string name() const { return offer().description.name; }
};

/// Kept where there are no findings and it applies.
struct Outcome {
    std::vector<Finding> findings{};
    std::string inapplicable{}; ///< why there is nothing to test; empty: there was
    std::string note{};         ///< how it was tested, for people
    double tolerance = 0;       ///< the largest that was granted, relative to max(1, |value|); 0: bits

    bool is_kept() const { return findings.empty() && inapplicable.empty(); }
};

struct Promise {
    const char *name; ///< in a few words, unique in its list
    const char *says; ///< the rule of the ABI, a sentence
    Outcome (*test)(const Subject &subject);
    const char *crash_means = nullptr; ///< what a signal in it tells; NULL: nothing special
};

std::span<const Promise> promises_of_modules();
/// The first is "creation", without which there is nothing to test the others on but the parameter schema.
inline constexpr std::size_t parameter_schema_index = 1;
std::span<const Promise> promises_of_optimizers();
std::span<const Promise> promises_of_objectives(); ///< as promises_of_optimizers
std::span<const Promise> promises_of(library::Kind kind);

/// Tests; whatever the component throws or refuses becomes a finding. The process is afterwards as before.
Outcome keep(const Promise &promise, const Subject &subject);

} // namespace thalweg::conformance
