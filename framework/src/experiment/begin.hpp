// SPDX-License-Identifier: MIT
// A matrix, the order and OUT -> the claim on OUT, and what is left to do under it.
#pragma once

#include "experiment/claim.hpp"
#include "experiment/execute.hpp"

#include <memory>

namespace thalweg::experiment {

struct Begun {
    State state;
    std::unique_ptr<Claim> claim{}; ///< none where nothing is left to do
};

/// Looks at OUT, removes it where it is to be overwritten and nothing speaks against that, and sets damaged
/// parts aside. Throws Errors: other conditions, another process (Exit::wrong), no space (Exit::not_written).
Begun begin(const plan::Matrix &matrix, const Order &order, const Watch &watch);

} // namespace thalweg::experiment
