// SPDX-License-Identifier: MIT
// The oracle that `step` and `run` see: counts what is asked, refuses what the budget does not allow.
#pragma once

#include "engine/run.hpp"

namespace thalweg::engine {

class AskedOracle {
public:
    /// Publishing says what happens at report(): only `run` may.
    enum class Publishing { refused, allowed };
    AskedOracle(Run &run, Publishing publishing);
    AskedOracle(const AskedOracle &) = delete;
    const thalweg_oracle *get() const { return &oracle_; }

private:
    static thalweg_status eval(void *ctx, thalweg_eval *request);
    static thalweg_status next_batch(void *ctx);
    static thalweg_status report(void *ctx, const double *x, double f, const double *metrics);
    thalweg_status checked(const thalweg_eval &r) const;
    thalweg_status answer(thalweg_eval &r);
    void count(const thalweg_eval &r);

    Run &run_;
    Publishing publishing_;
    Function::Box box_;
    thalweg_oracle oracle_{};
};

} // namespace thalweg::engine
