// SPDX-License-Identifier: MIT
// A rule with values by role -> one instance for each stretch of x, which together look like one optimizer.
#pragma once

#include "library/instance.hpp"
#include "plan/matrix.hpp"

#include <memory>
#include <thalweg/face/basics.hpp>
#include <vector>

namespace thalweg::engine {

/// Whether a parameter has values by role.
bool has_roles(const std::vector<Value> &parameters);

/// Neighbouring blocks of x with equal values are one stretch, with an instance of its own that knows of
/// nothing else. vtable() and self() are for Run what a plugin's are; no call but the first reset allocates.
/// A stretch is handed over in place where it begins on a cache line, else through a copy that does. A step
/// has converged, or stalled, where it has in all stretches.
class Stretches {
public:
    /// Throws Errors: refused by create. `layout` is of the objective, and outlives this; NULL: one block.
    Stretches(const library::Library &library, const plan::Cell &cell, const thalweg_layout *layout);
    ~Stretches();

    const thalweg_optimizer_vt &vtable() const { return vtable_; }
    void *self() { return this; }

private:
    struct Stretch;
    struct Calls; ///< the functions of the vtable

    std::vector<std::unique_ptr<Stretch>> stretches_;
    thalweg_optimizer_vt vtable_{};
};

} // namespace thalweg::engine
