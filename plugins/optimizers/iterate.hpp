// SPDX-License-Identifier: MIT
// What is known of f and g at the iterate, so that nothing is asked twice.
#pragma once

#include "vectors.hpp"

namespace thalweg::optimizers {

/// f and g at x. On data each step has its own minibatch, so what the step before knew is asked anew.
struct Iterate {
    double f = 0;
    Vector g;
    bool has_f = false, has_g = false;

    void reset(std::size_t d) {
        f = 0;
        g.assign(d, 0);
        forget();
    }
    void forget() { has_f = has_g = false; }

    /// Asks for what is missing. Throws Refused with E_NONFINITE where x is no place to start from.
    void complete(Oracle &oracle, ConstSpan x) {
        if (on_data_)
            forget();
        if (!has_f) {
            f = oracle.value_and_gradient(x, g);
            on_data_ = oracle.samples() > 0;
        } else if (!has_g) {
            oracle.gradient(x, g);
        }
        has_f = has_g = true;
        if (!std::isfinite(f) || !all_finite(g))
            throw Refused(THALWEG_E_NONFINITE);
    }
    /// As complete, with the Hessian, which is never kept, nor is g then.
    void complete(Oracle &oracle, ConstSpan x, Span h) {
        if (on_data_)
            forget();
        if (has_f) {
            oracle.gradient_and_hessian(x, g, h);
        } else {
            f = oracle.value_gradient_hessian(x, g, h);
            on_data_ = oracle.samples() > 0;
        }
        has_f = has_g = true;
        if (!std::isfinite(f) || !all_finite(g) || !all_finite(h))
            throw Refused(THALWEG_E_NONFINITE);
    }

private:
    bool on_data_ = false;
};

} // namespace thalweg::optimizers
