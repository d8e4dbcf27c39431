// SPDX-License-Identifier: MIT
// Gradient, Hessian and Hessian-vector product against differences of what they are derivatives of.
#pragma once

#include "conformance/promise.hpp"

namespace thalweg::conformance {

Outcome gradient(const Subject &subject);
Outcome hessian(const Subject &subject);
Outcome hessian_vector(const Subject &subject);

} // namespace thalweg::conformance
