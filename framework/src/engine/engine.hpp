// SPDX-License-Identifier: MIT
// Cell -> Record: one run, executed in this process, whatever the plugins do to themselves.
#pragma once

#include "engine/live.hpp"
#include "engine/record.hpp"
#include "library/instance.hpp"
#include "plan/matrix.hpp"

#include <memory>

namespace thalweg::engine {

/// Executes runs one after the other; instances and memory are kept from one to the next. Results depend on
/// the cell alone, not on what was executed before.
class Engine {
public:
    /// `library` holds the plugins of all cells to come and outlives this.
    Engine(const library::Library &library, const spec::Record &policy);
    ~Engine();

    /// Fills `record`. Never throws for what a plugin does: a refusal, an error status or no memory is the
    /// status of the run, with the reason in its messages. `live` is kept up to date meanwhile.
    void execute(const plan::Cell &cell, Live &live, Record &record);

private:
    struct State;
    std::unique_ptr<State> state_;
};

} // namespace thalweg::engine
